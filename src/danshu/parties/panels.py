"""What upper modules add to the customer's page: figures on top, tabs, cards, actions, lines of the timeline (CUS-008)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from danshu.kit.actor import Actor
from danshu.ui.detail import Action, Card, Fact, Notice

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRef:
    """The customer a panel is asked about; the actor sees it."""

    id: int
    number: str
    name: str
    currency: str
    is_valid: bool
    owner_id: int | None = None
    unit_id: int | None = None
    tags: Sequence[str] = ()
    is_vetted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What one module shows of a customer to people with `permission`; every part may be left out.

    code: stable; also the `?tab=` of the page when `template` is given. label: name of the tab. order: smaller first.
    facts, actions, notices, cards: (actor, customer) -> the parts of danshu.ui.detail. count: number beside the tab's
    name. template: the content of the tab; summary: a block on the overview (orders of this month); aside: one in its
    right column (a chart). All three read context(actor, customer) as `panel`. timeline(actor, customer, limit): dicts
    as danshu.ui's {% timeline %} takes them.
    """

    code: str
    label: Text
    permission: str
    order: int = 100
    facts: Callable[[Actor, CustomerRef], Sequence[Fact]] | None = None
    actions: Callable[[Actor, CustomerRef], Sequence[Action]] | None = None
    notices: Callable[[Actor, CustomerRef], Sequence[Notice]] | None = None
    cards: Callable[[Actor, CustomerRef], Sequence[Card]] | None = None
    count: Callable[[Actor, CustomerRef], int] | None = None
    template: str = ""
    summary: str = ""
    aside: str = ""
    context: Callable[[Actor, CustomerRef], Mapping[str, Any]] | None = None
    timeline: Callable[[Actor, CustomerRef, int], Sequence[Mapping[str, Any]]] | None = None


_PANELS: dict[str, Panel] = {}


def register(panel: Panel) -> Panel:
    """Add a panel; call it from AppConfig.ready() or a declaring file. Raises ValueError for a code taken twice."""
    if panel.code in _PANELS:
        raise ValueError(f"customer panel registered twice: {panel.code}")
    _PANELS[panel.code] = panel
    return panel


def panels_for(actor: Actor) -> list[Panel]:
    """The panels an actor may see, in their order."""
    return sorted((p for p in _PANELS.values() if actor.can(p.permission)), key=lambda p: p.order)


ContactCard = Callable[[Actor, int], Card | None]
_CONTACT_CARDS: list[ContactCard] = []


def contact_card(show: ContactCard) -> ContactCard:
    """Register show(actor, contact_id): a card on the page of a contact that the actor sees, or None."""
    _CONTACT_CARDS.append(show)
    return show


def contact_cards(actor: Actor, contact_id: int) -> list[Card]:
    """The cards of upper modules on a contact's page."""
    return [card for show in _CONTACT_CARDS if (card := show(actor, contact_id)) is not None]
