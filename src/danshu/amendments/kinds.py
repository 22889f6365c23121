"""What change orders add to an order's page: the button, the open one, and all that were made."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.amendments.models import Amendment
from danshu.amendments.permissions import PROPOSE
from danshu.amendments.queries import amendments_of
from danshu.amendments.telling import page_of
from danshu.amendments.web.statuses import AMENDMENT_STATUSES
from danshu.kit.actor import Actor
from danshu.sales.amending import is_amendable
from danshu.sales.ports import Panel, add_actions, add_panels
from danshu.sales.records import Order
from danshu.ui.detail import Action


def _history(order: Order) -> list[Amendment]:
    """Read once for the button and the panel of one page."""
    known = order.__dict__
    if "_change_orders" not in known:
        known["_change_orders"] = amendments_of(order.pk) if order.approved_at is not None else []
    return list(known["_change_orders"])


@add_actions
def change_action(order: Order, actor: Actor) -> Iterator[Action]:
    """Propose a change while none waits; else lead to the one that does."""
    if not actor.can(PROPOSE) or not is_amendable(order):
        return
    running = next((found for found in _history(order) if found.is_open), None)
    if running is None:
        url = reverse("amendments:change_new", args=[order.number])
        yield Action(label=_("变更订单"), url=url, icon="git-compare", menu=True)
    else:
        yield Action(label=_("查看待审变更"), url=page_of(running.number), icon="git-compare", menu=True)


@add_panels
def change_orders(order: Order, actor: Actor) -> Iterator[Panel]:
    """All change orders of the order, newest first; nothing where there never was one."""
    if rows := _history(order):
        shown = [{"amendment": row, "status": AMENDMENT_STATUSES[row.status]} for row in rows]
        yield Panel(template="amendments/panel.html", context={"rows": shown})
