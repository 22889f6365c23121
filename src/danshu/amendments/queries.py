"""Reads of change orders; each begins at the orders that exist for the actor (INV-Z1)."""

from __future__ import annotations

from django.db.models import QuerySet

from danshu.amendments.lifecycle import AmendmentStatus
from danshu.amendments.models import Amendment
from danshu.amendments.permissions import DECIDE
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.sales.permissions import VIEW_ORDER
from danshu.sales.sight import PRIVATE, of_order


def amendment_rows(actor: Actor, permission: str = VIEW_ORDER) -> QuerySet[Amendment]:
    """Change orders of the orders that exist for the actor, with what a list row shows."""
    rows = Amendment.objects.visible_to(actor, permission)
    return rows.select_related("order").defer(*of_order(PRIVATE), "before", "after")


def amendment_by_number(actor: Actor, number: str, permission: str = VIEW_ORDER) -> Amendment:
    """One change order with its versions. Raises NotFound, also when its order is out of scope."""
    rows = Amendment.objects.visible_to(actor, permission)
    found = rows.select_related("order").defer(*of_order(PRIVATE)).filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def amendments_of(order_id: int) -> list[Amendment]:
    """All change orders of an order, newest first; the caller has read the order in scope."""
    return list(Amendment.objects.filter(order_id=order_id).defer("before", "after").order_by("-id"))


def to_decide(actor: Actor) -> QuerySet[Amendment]:
    """The change orders that wait for somebody like the actor."""
    return amendment_rows(actor, DECIDE).filter(status=AmendmentStatus.PROPOSED)
