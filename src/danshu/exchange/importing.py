"""What can be imported: upper modules subclass ImportKind and register it; the engine does everything else.

The README beside this file shows a complete kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from danshu.exchange.fields import Field
from danshu.kit.actor import Actor
from danshu.kit.errors import Text


class Policy(StrEnum):
    """What happens to a row whose record exists already."""

    SKIP = "skip"
    FILL = "fill"
    UPDATE = "update"


class Action(StrEnum):
    """What happened (or would happen) to a group of rows."""

    CREATED = "created"
    UPDATED = "updated"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the sheet: its number as people see it there, and its values by field name.

    Every declared field is present. None is an empty cell, or a column that the file does not have; tell them apart
    with `field in context.mapped`.
    """

    number: int
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that become one thing, all or none of them: the lines of one order. In file order."""

    number: int
    rows: tuple[Row, ...]
    key: str  # unique and stable: usable as idempotency key of the operation that writes this group

    @property
    def first(self) -> Row:
        """The row whose header values count."""
        return self.rows[0]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong (or worth a look) in one cell; `field` may be empty when it is the whole row.

    message: what is wrong and what to do, in the active language, with the figures. reason: the same without this
    row's figures, by which the dry run groups ("手机号格式"). suggestions: values that would be right here.
    """

    row: int
    field: str
    code: str
    message: str
    reason: str = ""
    warning: bool = False
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ref:
    """A record that a group created or changed; kept with the batch for links and for the undo.

    version: the record's version right after the import (undo compares it). before: JSON-able values of the changed
    fields as they were, for records that were updated.
    """

    kind: str
    pk: int
    action: Action
    label: str
    version: int = 1
    before: Mapping[str, Any] | None = None


@dataclass(slots=True)
class Outcome:
    """The result of one group. `totals` are added up over the batch and shown ({"amount": Decimal("12.00")})."""

    action: Action
    refs: list[Ref] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    totals: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that the undo left as it is, and why ("由 王五 在 09-18 10:41 修改过")."""

    ref: Ref
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What one group left behind, handed to `undo`."""

    number: int
    row_numbers: tuple[int, ...]
    refs: tuple[Ref, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer a question: `detail` carries the figures that make the choice possible."""

    value: str
    label: Text
    detail: str = ""
    recommended: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """Something the file does not say and the engine must not guess. The answer is kept in the batch."""

    code: str
    text: str
    why: str
    answers: tuple[Answer, ...]


@dataclass(slots=True)
class ImportContext:
    """All that an import knows while it checks, applies or undoes."""

    batch_id: int
    actor: Actor
    at: datetime
    policy: Policy
    mapped: frozenset[str]
    answers: Mapping[str, str]
    options: Mapping[str, Any]
    file_name: str = ""
    dry: bool = False
    state: dict[str, Any] = field(default_factory=dict)  # the kind's own lookups, filled by `prepare`

    def answer(self, code: str) -> str:
        """The answer to a question; "" when it was never asked."""
        return self.answers.get(code, "")


class StagedData(Protocol):
    """The uploaded rows, for `questions`: nothing is loaded before it is asked for."""

    def rows(self) -> Iterator[Row]:
        """All rows in file order, converted; a cell that cannot be converted is None."""
        ...

    def count_distinct(self, *fields: str) -> int:
        """How many different combinations these columns hold (as written in the file), in one SQL statement."""
        ...


class ImportKind:
    """One importable thing. Subclass, fill the attributes, implement `apply` and `undo`, then `register_kind`.

    code: stable, used in addresses and by `danshu import`; label: plural noun; permission: what the importing person
    must hold (checked at upload, at start and again when the job runs). fields: the columns. match_key: fields that
    identify a record; two rows of one file with the same values are reported (not when rows are grouped by them).
    options: settings of the whole import, shown beside the mapping, converted like cells.
    policies: what the person may choose for existing records, the first is the default.
    totals: labels of what `Outcome.totals` adds up.
    """

    code: ClassVar[str]
    label: ClassVar[Text]
    permission: ClassVar[str]
    fields: ClassVar[Sequence[Field]]
    match_key: ClassVar[tuple[str, ...]] = ()
    options: ClassVar[Sequence[Field]] = ()
    policies: ClassVar[tuple[Policy, ...]] = (Policy.SKIP, Policy.FILL, Policy.UPDATE)
    totals: ClassVar[Mapping[str, Text]] = {}
    chunk_groups: ClassVar[int] = 500
    unit: ClassVar[Text] = ""  # what one group is called ("单"); "行" when empty
    records: ClassVar[
        Mapping[str, Text]
    ] = {}  # names of the kinds of records in `Ref.kind`: {"parties.customer": 客户}

    @property
    def naming_field(self) -> str:
        """The field that names a row in the error table: the first of match_key, else the first required one."""
        if self.match_key:
            return self.match_key[0]
        return next((declared.name for declared in self.fields if declared.required), "")

    @property
    def naming_fields(self) -> tuple[str, ...]:
        """The fields by which people know a row, the best first: its name, what finds the record, what it must have."""
        own = [declared.name for declared in self.fields if declared.name == "name"]
        required = [declared.name for declared in self.fields if declared.required]
        return tuple(dict.fromkeys(name for name in (*own, self.naming_field, *self.match_key, *required) if name))

    def group_key(self, context: ImportContext) -> tuple[str, ...]:
        """Fields whose equal values make one group (one order); empty: each row stands alone. May follow answers."""
        return ()

    def questions(self, data: StagedData, context: ImportContext) -> Sequence[Question]:
        """What must be asked before the dry run. Called after the rows are staged; answered ones may be returned."""
        return ()

    def prepare(self, context: ImportContext) -> None:
        """Load lookups into `context.state`, once per process and run. Must not write."""

    def check(self, groups: Sequence[Group], context: ImportContext) -> Iterable[Problem]:
        """Problems that reading can find, cell by cell, set-based; must not write. Only the dry run calls it.

        Groups with a problem that is not a warning are not given to `apply`. Rows come, too, whose cells could not be
        read: there also what is required is None, and what is said about such a cell is dropped.
        """
        return ()

    def apply(self, groups: Sequence[Group], context: ImportContext) -> Sequence[Outcome]:
        """Write the groups and return one Outcome for each, in the same order.

        Runs inside one transaction and inside an operation, so `other_operation.within(...)` works and calls of
        operations get their own savepoint. Refuse one group by an Outcome with action REFUSED, or raise a
        DomainError: the engine then rolls the chunk back and halves it until the group that raised stands alone.
        The dry run calls the same function with `context.dry` and rolls back. Never commit, never call the network.
        """
        raise NotImplementedError

    def undo(self, groups: Sequence[Imported], context: ImportContext) -> Sequence[Sequence[Kept]]:
        """Take back what the groups did; return for each group the records left as they are, with the reason.

        Groups come newest first. Records created are removed, records updated get `ref.before` back, unless their
        version is no longer `ref.version` (somebody changed them) or something depends on them: those are kept.
        The impact page calls the same function and rolls back.
        """
        raise NotImplementedError

    def link(self, ref: Ref) -> str:
        """The address of a record's page; "" for none."""
        return ""

    def field(self, name: str) -> Field:
        """The declared field. Raises KeyError."""
        return next(f for f in self.fields if f.name == name)


@dataclass(frozen=True, slots=True)
class MappingTemplate:
    """A mapping that ships with the product: for a workbook whose headings are known.

    columns: field name -> heading in the file; constants: field name -> value for every row; sheet: the sheet's name,
    "" for any. The wizard offers it by itself when all its headings are there. asks: the person who uses the wizard
    is asked nevertheless; the answers hold for those who name the mapping.
    """

    code: str
    label: Text
    kind: str
    columns: Mapping[str, str]
    sheet: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    policy: Policy | None = None
    asks: bool = False


KINDS: dict[str, ImportKind] = {}
TEMPLATES: dict[str, MappingTemplate] = {}


def register_kind(kind: ImportKind) -> ImportKind:
    """Make a kind importable; call it from AppConfig.ready(). Raises ValueError for a code registered twice."""
    if kind.code in KINDS:
        raise ValueError(f"import kind registered twice: {kind.code}")
    KINDS[kind.code] = kind
    return kind


def register_mapping(template: MappingTemplate) -> MappingTemplate:
    """Ship a mapping. Raises ValueError for a code registered twice."""
    if template.code in TEMPLATES:
        raise ValueError(f"mapping registered twice: {template.code}")
    TEMPLATES[template.code] = template
    return template


def kinds_for(actor: Actor) -> list[ImportKind]:
    """The kinds an actor may import, in the order they were registered."""
    return [kind for kind in KINDS.values() if actor.can(kind.permission)]


Watcher = Callable[[int, int], None]  # (done, of): progress of a long step
