"""Whoever enters, owns or handles an order learns what a colleague made of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.notices.operations.notify import notify
from danshu.sales.records import Order


def tell_merged(order: Order, merged: Order, *, actor: Actor, at: datetime) -> None:
    """It went into another order."""
    facts = {"who": actor.name, "number": order.number, "into": merged.number}
    _tell(order, merged, "composing.merged", lambda: _("%(who)s 把订单 %(number)s 合并到 %(into)s") % facts, actor, at)


def tell_split(order: Order, new: Order, *, actor: Actor, at: datetime) -> None:
    """A part of it is another order now."""
    facts = {"who": actor.name, "number": order.number, "new": new.number}
    _tell(order, new, "composing.split", lambda: _("%(who)s 从订单 %(number)s 拆出 %(new)s") % facts, actor, at)


def _tell(order: Order, page: Order, kind: str, text: Callable[[], str], actor: Actor, at: datetime) -> None:
    people = {pk for pk in (order.owner_id, order.created_by_id, order.handler_id) if pk} - {actor.user_id}
    notify(sorted(people), kind=kind, url=reverse("sales:order", args=[page.number]), at=at, text=text)
