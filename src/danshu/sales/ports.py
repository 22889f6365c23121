"""Where the modules above add to an order's page: actions, cards, panels. They register at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.findings import Finding
from danshu.sales.models import Order, OrderLine
from danshu.ui.detail import Action, Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A block below the lines: a template with its context."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


HistoriesOf = Callable[[Order, Actor], Iterable[tuple[str, int]]]
CancellingOf = Callable[[Order, Actor], str]
StopsOf = Callable[[Order], Iterable[Finding]]
ActionsOf = Callable[[Order, Actor], Iterable[Action]]
CardsOf = Callable[[Order, Actor], Iterable[Card]]
PanelsOf = Callable[[Order, Actor], Iterable[Panel]]


@dataclass(frozen=True, slots=True)
class Parcel:
    """Goods of an order on their way: carrier and tracking number, "" where there is none."""

    carrier: str
    tracking_number: str


ParcelsOf = Callable[[Order], Iterable[Parcel]]


@dataclass(frozen=True, slots=True)
class LineMark:
    """What else is known of a line, in a few words below its amount."""

    text: str
    tone: str = ""


MarksOf = Callable[[Order, Sequence[OrderLine], Actor], Mapping[int, Sequence[LineMark]]]

ACTIONS: list[ActionsOf] = []
SHIPPING_STOPS: list[StopsOf] = []
CANCELLING: list[CancellingOf] = []
HISTORIES: list[HistoriesOf] = []
CARDS: list[CardsOf] = []
PANELS: list[PanelsOf] = []
PARCELS: list[ParcelsOf] = []
LINE_MARKS: list[MarksOf] = []


def add_actions(provider: ActionsOf) -> ActionsOf:
    """Register buttons of an order: only those the actor has the right for; impossible ones with their reason."""
    ACTIONS.append(provider)
    return provider


def add_histories(provider: HistoriesOf) -> HistoriesOf:
    """Register documents of an order whose history is told on its page: (kind, key) of those the actor may see."""
    HISTORIES.append(provider)
    return provider


def histories(order: Order, actor: Actor) -> list[tuple[str, int]]:
    """The documents whose history belongs to the order's."""
    return [subject for provider in HISTORIES for subject in provider(order, actor)]


def add_cancelling(provider: CancellingOf) -> CancellingOf:
    """Register where a paid order is cancelled: an address, "" when the actor cannot do it there (ORD-033)."""
    CANCELLING.append(provider)
    return provider


def paid_cancelling(order: Order, actor: Actor) -> str:
    """The address where this order is cancelled although money has come in, or ""."""
    if order.paid_amount <= order.refunded_amount:
        return ""
    return next((address for provider in CANCELLING if (address := provider(order, actor))), "")


def add_shipping_stops(provider: StopsOf) -> StopsOf:
    """Register what else stops the shipping of a locked order; at most one query."""
    SHIPPING_STOPS.append(provider)
    return provider


def shipping_stops(order: Order) -> list[Finding]:
    """What the modules above have against shipping an order."""
    return [finding for provider in SHIPPING_STOPS for finding in provider(order)]


def add_cards(provider: CardsOf) -> CardsOf:
    """Register cards of the right column."""
    CARDS.append(provider)
    return provider


def add_panels(provider: PanelsOf) -> PanelsOf:
    """Register blocks below the lines."""
    PANELS.append(provider)
    return provider


def add_line_marks(provider: MarksOf) -> MarksOf:
    """Register words about the lines of an order (line id -> marks); at most one query."""
    LINE_MARKS.append(provider)
    return provider


def line_marks(order: Order, lines: Sequence[OrderLine], actor: Actor) -> dict[int, list[LineMark]]:
    """The marks of all lines."""
    found: dict[int, list[LineMark]] = {}
    for provider in LINE_MARKS:
        for pk, marks in provider(order, lines, actor).items():
            found.setdefault(pk, []).extend(marks)
    return found


def add_parcels(provider: ParcelsOf) -> ParcelsOf:
    """Register who knows the parcels of an order, in the active language."""
    PARCELS.append(provider)
    return provider


def parcels_of(order: Order) -> list[Parcel]:
    """What has left for the customer, oldest first."""
    return [parcel for provider in PARCELS for parcel in provider(order)]
