"""Values of a change in words, for pages, notices and the history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from danshu.parties.fields import CUSTOMER_FIELDS, INVOICE_FIELDS
from danshu.parties.recording import Changes, in_words
from danshu.parties.reviewing import PREFIX, Pairs, declared_field


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a change: what it is called, what is there, what is wanted."""

    name: str
    label: str
    before: str
    after: str


def words_of(pairs: Pairs) -> Changes:
    """The pairs as the history keeps them: names instead of keys."""
    own = {name: pair for name, pair in pairs.items() if not name.startswith(PREFIX)}
    invoice = {name.removeprefix(PREFIX): pair for name, pair in pairs.items() if name.startswith(PREFIX)}
    found = dict(in_words(CUSTOMER_FIELDS, own))
    return found | {f"{PREFIX}{name}": pair for name, pair in in_words(INVOICE_FIELDS, invoice).items()}


def lines_of(pairs: Pairs) -> list[Line]:
    """The same for reading, in the order of the form and in the active language."""
    return list(_lines(words_of(pairs)))


def _lines(words: Changes) -> Iterator[Line]:
    order = [*CUSTOMER_FIELDS, *(f"{PREFIX}{name}" for name in INVOICE_FIELDS)]
    for name in order:
        if name in words:
            before, after = words[name]
            yield Line(name, str(declared_field(name).label), _word(name, before), _word(name, after))


def _word(name: str, value: Any) -> str:
    options = {key: str(label) for key, label in declared_field(name).options or ()}
    return options.get(value, str(value)) if value not in (None, "") else "—"
