"""What the parameter pages show, gathered in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from danshu.parameters.models import ParameterSetting
from danshu.parameters.presentation import default_in_words, in_words, limits_in_words
from danshu.parameters.queries import last_change_of, values
from danshu.parameters.registry import GROUPS, PARAMETERS, Group, Parameter


@dataclass(frozen=True, slots=True)
class Row:
    """One parameter with its value in force and its last change."""

    declared: Parameter
    value: Any
    last: ParameterSetting | None

    @property
    def shown(self) -> str:
        """The value in words."""
        return "***" if self.declared.is_secret else in_words(self.declared.type, self.value)

    @property
    def default(self) -> str:
        """The delivered value in words."""
        return default_in_words(self.declared)

    @property
    def limits(self) -> str:
        """What may be entered."""
        return limits_in_words(self.declared.type)

    @property
    def differs(self) -> bool:
        """Changed from the default."""
        return bool(self.value != self.declared.default)


def declared_in(group: str) -> list[Parameter]:
    """The parameters of a group in the order of declaration."""
    return [each for each in PARAMETERS.values() if each.group == group]


def rows_of(declared: Sequence[Parameter]) -> list[Row]:
    """Values and last changes of these parameters."""
    names = [each.name for each in declared]
    current, last = values(names), last_change_of(names)
    return [Row(each, current[each.name], last.get(each.name)) for each in declared]


def sections(text: str) -> list[tuple[Group, list[Row]]]:
    """All groups with the parameters whose name, code or meaning contains a text; empty groups are left out."""
    wanted = text.strip().casefold()
    found = [
        each for each in PARAMETERS.values()
        if wanted in " ".join((each.name, *each.zh, *each.en)).casefold()
    ]  # fmt: skip
    rows = rows_of(found)
    grouped = ((group, [row for row in rows if row.declared.group == code]) for code, group in GROUPS.items())
    return [(group, members) for group, members in grouped if members]
