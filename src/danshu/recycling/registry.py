"""Which kinds of record can lie in the bin: each is declared once, and every table that hangs on it says what becomes of it.

    recyclable(Recyclable(kind="sales.order", model="sales.Order", ...))
    part("sales.order", "sales.OrderLine", via="order")            # goes into the bin with its parent
    anchor("sales.order", "billing.Match", via="order", what=...)  # forbids the deletion
    loose("sales.order", "billing.PaymentProblem", via="order")    # stays, forgets the reference, gets it back

A test demands such a word for each foreign key that points into a graph.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.functional import Promise

from danshu.kit.actor import Actor

if TYPE_CHECKING:
    from danshu.recycling.models import Entry

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Clash:
    """Something unique that was taken meanwhile: the column, what it is called, its value, and what to say.

    needs_reason: no other value helps, but a reason does (a second customer of one name).
    """

    column: str
    label: Text
    value: str
    text: Text
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of an entry for reading: headings, and one tuple of texts a row."""

    title: Text
    headings: Sequence[Text]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()


class BringBack(Protocol):
    """Puts an entry's graph back and settles what hangs on it; returns what could not be had again, in words."""

    def __call__(self, entry: Entry, *, settled: Mapping[str, str], actor: Actor, at: datetime) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Recyclable:
    """One kind of record.

    view, restore: the permissions whose data scope decides which entries exist for whom and who may take them out.
    status_label(code), effects(entry facts) and tables(payload) are words for pages, in the active language. clashes
    looks for what is unique and taken. locks_before(entry): rows that the lock order wants before the graph's own.
    """

    kind: str
    model: str
    name: Text
    view: str
    restore: str
    bring_back: BringBack
    url: Callable[[str, int], str]
    effects: Callable[[Mapping[str, Any]], Sequence[tuple[str, str, str]]]
    tables: Callable[[Mapping[str, Any]], Sequence[Table]]
    status_label: Callable[[str], str] = str
    clashes: Callable[[Entry], Sequence[Clash]] = lambda entry: ()
    icon: str = "file-text"


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of `model` whose `via` points at a row of `parent`; they move with it. view: the right to read them."""

    model: str
    via: str
    parent: str
    view: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Rows that forbid the deletion. where: constant SQL over alias t, for those that do."""

    model: str
    via: str
    parent: str
    what: Text
    where: str


@dataclass(frozen=True, slots=True)
class Loose:
    """Rows that stay: their reference is emptied and remembered."""

    model: str
    via: str
    parent: str


@dataclass(slots=True)
class Hanging:
    """What hangs on one kind."""

    parts: list[Part] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)


KINDS: dict[str, Recyclable] = {}
CONFIDENTIAL: dict[tuple[str, str], str] = {}
HANGING: dict[str, Hanging] = {}


def recyclable(declared: Recyclable) -> Recyclable:
    """Declare a kind. Raises ValueError for one declared twice."""
    if declared.kind in KINDS:
        raise ValueError(f"declared twice: {declared.kind}")
    KINDS[declared.kind] = declared
    HANGING.setdefault(declared.kind, Hanging())
    return declared


def part(kind: str, model: str, *, via: str, parent: str = "", view: str = "") -> None:
    """Rows that go into the bin and come back with the record. parent: the part they hang on; the record by default.

    view: the right to read them, where it is not that of the record.
    """
    HANGING.setdefault(kind, Hanging()).parts.append(Part(model, via, parent, view))


def confidential(model: str, *columns: str, right: str) -> None:
    """Columns of a graph that only holders of a right read."""
    CONFIDENTIAL.update({(model, column): right for column in columns})


def anchor(kind: str, model: str, *, via: str, what: Text, parent: str = "", where: str = "true") -> None:
    """Rows that forbid the deletion; what: their name in the refusal."""
    HANGING.setdefault(kind, Hanging()).anchors.append(Anchor(model, via, parent, what, where))


def loose(kind: str, model: str, *, via: str, parent: str = "") -> None:
    """Rows that stay without their reference and get it back when the record comes back."""
    HANGING.setdefault(kind, Hanging()).loose.append(Loose(model, via, parent))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a cleanup rule found."""

    pk: int
    label: str
    title: str
    amount: Decimal | None
    currency: str
    status: str
    since: datetime


class Find(Protocol):
    """Candidates of some types and statuses that nothing happened to since a moment, oldest first."""

    def __call__(self, *, types: Sequence[str], statuses: Sequence[str], before: datetime) -> Sequence[Candidate]: ...


class Discard(Protocol):
    """Deletes one candidate, if it is still in one of the statuses that the rule names."""

    def __call__(
        self, pk: int, *, statuses: Sequence[str], before: datetime, reason: str, actor: Actor, at: datetime
    ) -> object: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleanable:
    """What regular cleanup may propose of a kind (ORD-045): never more than these types and statuses."""

    kind: str
    types: Sequence[tuple[str, Text]]
    statuses: Sequence[tuple[str, Text]]
    find: Find
    discard: Discard
    export_url: Callable[[Sequence[int]], str]


CLEANABLE: dict[str, Cleanable] = {}


def cleanable(declared: Cleanable) -> None:
    """Declare what cleanup may propose of a kind."""
    CLEANABLE[declared.kind] = declared
