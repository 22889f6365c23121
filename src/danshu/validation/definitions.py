"""A rule as everybody reads it: plain data, kept for one request or operation (see queries)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as settled
from datetime import date
from typing import Any

from django.utils.translation import get_language

from danshu.validation.kinds import RuleKind, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleData:
    """What danshu.validation.models.Rule stores."""

    id: int
    host: str
    field: str
    kind: RuleKind
    name: str
    settings: Mapping[str, Any] = settled(default_factory=dict)
    message: str
    message_en: str = ""
    severity: Severity = Severity.REFUSE
    valid_from: date
    unit_ids: frozenset[int] = frozenset()
    is_on: bool = True

    @property
    def text(self) -> str:
        """Its message in the active language."""
        english = (get_language() or "zh").startswith("en")
        return self.message_en if english and self.message_en else self.message

    @property
    def source(self) -> str:
        """How its faults name it."""
        return f"rule:{self.id}"

    @property
    def involved(self) -> tuple[str, ...]:
        """The fields that decide whether it is kept."""
        named = (self.field, self.settings.get("when", ""), self.settings.get("than", ""))
        return tuple(dict.fromkeys(each for each in named if each))

    def is_for(self, unit_id: int | None) -> bool:
        """True when records of this unit have to keep it."""
        return not self.unit_ids or unit_id in self.unit_ids

    def is_in_force(self, today: date) -> bool:
        """True when entries are judged by it."""
        return self.is_on and self.valid_from <= today


def rule_of(row: Mapping[str, Any]) -> RuleData:
    """A rule from its row, as JSON or the model gives it."""
    started = row["valid_from"]
    return RuleData(
        id=row["id"], host=row["host"], field=row["field"], kind=RuleKind(row["kind"]), name=row["name"],
        settings=row["settings"], message=row["message"], message_en=row["message_en"], severity=Severity(row["severity"]),
        valid_from=date.fromisoformat(started) if isinstance(started, str) else started,
        unit_ids=frozenset(row["unit_ids"]), is_on=row["is_on"],
    )  # fmt: skip
