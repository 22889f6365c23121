"""The port through which an order line meets what it sells; `sales` knows no stock, no period, no card (bone 4)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError
from danshu.kit.findings import Finding
from danshu.kit.questions import Question
from danshu.kit.refs import SourceRef


@dataclass(frozen=True, slots=True)
class KindLine:
    """What a kind needs to know of a line. `line_id` is None while the line is only being typed."""

    position: int
    item_id: int
    item_code: str
    item_name: str
    unit_name: str
    quantity: Decimal
    warehouse_id: int | None
    line_id: int | None = None
    is_stock_managed: bool = True

    @property
    def source(self) -> SourceRef:
        """The claim's source; only stored lines have one."""
        if self.line_id is None:
            raise ValueError("a line must be stored before it can claim anything")
        return SourceRef("sales.order_line", self.line_id)


@dataclass(frozen=True, slots=True)
class KindOrder:
    """What a kind needs to know of the order.

    `seen` belongs to the kinds: what one has asked for `check` (or has been asked for ahead, see `foresee`) serves
    `assign` in the same decision; `claim` decides by what it locks.
    """

    order_id: int | None
    number: str
    unit_id: int | None
    warehouse_id: int | None
    customer_id: int
    stage: str
    seen: dict[str, Any] = field(default_factory=dict, compare=False)


class LineKind(Protocol):
    """One way of fulfilling a line. Implemented by an upper module and registered at start."""

    code: str
    is_shipped: bool

    def assign(self, order: KindOrder, lines: Sequence[KindLine]) -> Mapping[int, int | None]:
        """Choose a warehouse per line position; lines that need none are left out."""

    def check(self, order: KindOrder, lines: Sequence[KindLine]) -> Iterable[Finding]:
        """Say what would stop these lines, without changing anything."""

    def claim(self, order: KindOrder, lines: Sequence[KindLine], *, actor: Actor, at: datetime) -> None:
        """Take hold of what the lines need: all of it, or a DomainError that names each gap."""

    def release(self, order: KindOrder, lines: Sequence[KindLine], *, actor: Actor, at: datetime) -> None:
        """Give back what was claimed and not yet delivered."""


class KindNotSold(DomainError):
    """No module sells this kind of item."""

    code, status = "kind_not_sold", 422
    message = _("「%(kind)s」类商品不能在这种订单里销售")
    way_out = _("换用商品或服务，或使用对应的订单类型")


Foresight = Callable[[int | None, Collection[int]], Question[Any]]

KINDS: dict[str, LineKind] = {}
FORESIGHTS: dict[str, Foresight] = {}


def register_kind(kind: LineKind, foresight: Foresight | None = None) -> None:
    """Make a kind orderable. Raises ValueError when its code is taken.

    foresight: what the kind will want to know of an order of that unit, should these items be of its kind.
    """
    if kind.code in KINDS:
        raise ValueError(f"kind registered twice: {kind.code}")
    KINDS[kind.code] = kind
    if foresight is not None:
        FORESIGHTS[kind.code] = foresight


def foresee(unit_id: int | None, item_ids: Collection[int]) -> dict[str, Question[Any]]:
    """What the kinds will want to know, by kind, to be asked with an order's other questions and handed on as `seen`."""
    return {code: foresight(unit_id, item_ids) for code, foresight in FORESIGHTS.items()}


def kind_of(code: str) -> LineKind:
    """The kind by its code; raises KindNotSold for one that nobody registered."""
    if code not in KINDS:
        raise KindNotSold(kind=code)
    return KINDS[code]


def by_kind(lines: Sequence[tuple[str, KindLine]]) -> dict[str, list[KindLine]]:
    """Lines grouped by kind, kinds in a fixed order so that locks are too."""
    groups: dict[str, list[KindLine]] = {}
    for code, line in sorted(lines, key=lambda pair: (pair[0], pair[1].position)):
        groups.setdefault(code, []).append(line)
    return groups
