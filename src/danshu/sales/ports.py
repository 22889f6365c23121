"""Where the modules above add to an order's page: actions, cards, panels. They register at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from danshu.kit.actor import Actor
from danshu.sales.models import Order
from danshu.ui.detail import Action, Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A block below the lines: a template with its context."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


ActionsOf = Callable[[Order, Actor], Iterable[Action]]
CardsOf = Callable[[Order, Actor], Iterable[Card]]
PanelsOf = Callable[[Order, Actor], Iterable[Panel]]

ACTIONS: list[ActionsOf] = []
CARDS: list[CardsOf] = []
PANELS: list[PanelsOf] = []


def add_actions(provider: ActionsOf) -> ActionsOf:
    """Register buttons of an order: only those the actor has the right for; impossible ones with their reason."""
    ACTIONS.append(provider)
    return provider


def add_cards(provider: CardsOf) -> CardsOf:
    """Register cards of the right column."""
    CARDS.append(provider)
    return provider


def add_panels(provider: PanelsOf) -> PanelsOf:
    """Register blocks below the lines."""
    PANELS.append(provider)
    return provider
