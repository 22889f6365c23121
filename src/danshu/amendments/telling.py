"""Who is told of change orders inside the house."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.access.queries import people_with
from danshu.amendments.models import Amendment
from danshu.amendments.permissions import DECIDE
from danshu.kit.actor import Actor
from danshu.notices.operations.notify import notify
from danshu.sales.records import Order


def page_of(number: str) -> str:
    """The address of a change order."""
    return reverse("amendments:amendment", args=[number])


def tell_proposed(amendment: Amendment, order: Order, *, actor: Actor, at: datetime) -> None:
    """Those who decide, and whose order it is."""
    facts = {"who": amendment.proposed_by_name, "number": order.number, "reason": amendment.reason}
    people = _others([*people_with(DECIDE), order.owner_id, order.handler_id], actor)
    notify(people, kind="amendments.proposed", url=page_of(amendment.number), at=at,
           text=lambda: _("%(who)s 提出变更订单 %(number)s：%(reason)s") % facts)  # fmt: skip


def tell_decided(amendment: Amendment, order: Order, *, actor: Actor, at: datetime) -> None:
    """Who proposed it, whose order it is, and who handles it."""
    facts = {"number": order.number, "change": amendment.number, "reason": amendment.decision_reason or "—"}
    words = {
        "accepted": lambda: _("订单 %(number)s 的变更单 %(change)s 已生效") % facts,
        "rejected": lambda: _("订单 %(number)s 的变更单 %(change)s 被驳回：%(reason)s") % facts,
        "withdrawn": lambda: _("订单 %(number)s 的变更单 %(change)s 已撤回：%(reason)s") % facts,
    }
    people = _others([amendment.proposed_by_id, order.owner_id, order.handler_id], actor)
    notify(people, kind=f"amendments.{amendment.status}", url=page_of(amendment.number), at=at,
           text=words[amendment.status])  # fmt: skip


def _others(people: Iterable[int | None], actor: Actor) -> list[int]:
    """Whoever did it knows it already."""
    return sorted({pk for pk in people if pk} - {actor.user_id})
