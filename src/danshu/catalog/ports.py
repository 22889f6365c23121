"""What the catalogue shows but does not own: stock and panels of upper modules. They fill it in at start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import Expression, F
from django.utils.functional import Promise

from danshu.kit.actor import Actor

Text = str | Promise


@dataclass(frozen=True, slots=True)
class StockFigure:
    """What there is of one item over the warehouses an actor may see."""

    on_hand: Decimal
    available: Decimal


class StockProvider(Protocol):
    """Inventory's side of the port; everything in a fixed number of queries.

    `permission` is what a person needs to be told; without it nothing is shown, never a false zero.
    """

    permission: str

    def figures(self, item_ids: Sequence[int], *, actor: Actor) -> Mapping[int, StockFigure]:
        """Figures of these items; items without stock may be missing and count as zero."""
        ...

    def available(
        self, item_ids: Sequence[int], *, actor: Actor, warehouse_id: int | None = None
    ) -> Mapping[int, Decimal] | None:
        """What can still be promised, from the warehouses that serve the actor's unit; None when he is not told.

        Who enters orders needs this without the right to see stock.
        """
        ...

    def on_hand(self, item_id: F, *, actor: Actor) -> Expression:
        """An expression for a query on items, with the total on hand: a correlated sub-query, zero without a row.

        `item_id` is the reference to the item's key (an OuterRef), so that lists can filter by a stock range.
        """
        ...


class _NoStock:
    """Until inventory is installed: nothing is shown and a range finds nothing to compare with."""

    permission = ""

    def figures(self, item_ids: Sequence[int], *, actor: Actor) -> Mapping[int, StockFigure]:
        return {}

    def available(self, item_ids: Sequence[int], *, actor: Actor, warehouse_id: int | None = None) -> None:
        return None

    def on_hand(self, item_id: F, *, actor: Actor) -> Expression:
        raise LookupError("no stock provider is registered")


_STOCK: list[StockProvider] = [_NoStock()]


def register_stock(provider: StockProvider) -> None:
    """Install the provider of stock figures."""
    _STOCK[0] = provider


def stock() -> StockProvider:
    """The installed provider; one that knows nothing when there is none."""
    return _STOCK[0]


def has_stock() -> bool:
    """True when stock can be shown and filtered by."""
    return not isinstance(_STOCK[0], _NoStock)


def tells_stock_to(actor: Actor) -> bool:
    """True when the figures may be shown to this person."""
    return has_stock() and actor.can(stock().permission)


def warehouse_choices(actor: Actor) -> list[tuple[int, str]]:
    """(id, name) of the warehouses into which the actor may put an initial stock; empty when nobody tells.

    A provider may have a method `warehouse_choices(actor)`.
    """
    tell: Callable[[Actor], Sequence[tuple[int, str]]] | None = getattr(_STOCK[0], "warehouse_choices", None)
    return list(tell(actor)) if tell else []


# ---- what can be ordered --------------------------------------------------------------------------------------------
_SELLABLE = {"goods", "service"}


def add_sellable_kind(kind: str) -> None:
    """Let the finder of order lines offer items of this type; called by the module that knows how to sell it."""
    _SELLABLE.add(kind)


def sellable_kinds() -> frozenset[str]:
    """The types that an order line can be made of."""
    return frozenset(_SELLABLE)


# ---- panels on the item's page --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class PanelColumn:
    """One column of a panel's table."""

    label: Text
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelCell:
    """One cell: its text and where it leads."""

    text: Text
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A card on the item's page with a small table: stock per warehouse, orders of the last 12 months, prices.

    rows hold texts or PanelCells in the order of the columns; `note` stands under the table (what is counted, since
    when); `empty` says what belongs here when there are no rows.
    """

    title: Text
    columns: Sequence[PanelColumn] = ()
    rows: Sequence[Sequence[Any]] = ()
    totals: Sequence[Any] = ()
    note: Text = ""
    empty: Text = ""
    more_url: str = ""
    more_label: Text = ""

    def cells(self) -> list[list[dict[str, Any]]]:
        """The rows ready for the template."""
        return [[_cell(value, column) for value, column in zip(row, self.columns, strict=True)] for row in self.rows]

    def foot(self) -> list[dict[str, Any]]:
        """The totals ready for the template."""
        return (
            [_cell(value, column) for value, column in zip(self.totals, self.columns, strict=True)]
            if self.totals
            else []
        )


def _cell(value: Any, column: PanelColumn) -> dict[str, Any]:
    cell = value if isinstance(value, PanelCell) else PanelCell(text=value)
    return {"text": cell.text, "url": cell.url, "numeric": column.numeric}


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What a panel needs to know of the item it is shown on."""

    id: int
    code: str
    name: str
    kind: str
    currency: str
    decimals: int
    is_stock_managed: bool
    extra: Mapping[str, Any] = field(default_factory=dict)


PanelFunction = Callable[[ItemFacts, Actor], Panel | None]
_PANELS: dict[str, tuple[int, PanelFunction]] = {}


def register_panel(code: str, function: PanelFunction, *, order: int = 100) -> None:
    """Put a panel on the item's page. function(item, actor) -> Panel, or None when it has nothing to say to this actor.

    order: smaller comes first (stock 10, prices 20, orders 30).
    """
    _PANELS[code] = (order, function)


def panels_for(item: ItemFacts, actor: Actor) -> list[Panel]:
    """The panels of an item for an actor, in their order."""
    made = (function(item, actor) for _order, function in sorted(_PANELS.values(), key=lambda entry: entry[0]))
    return [panel for panel in made if panel is not None]
