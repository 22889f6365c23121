"""Remind the supervisor after one working day, escalate to his own supervisor after two (ORD-023)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext as _

from danshu.calendar.queries import add_working_days
from danshu.identity.supervisors import supervisor_of
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock_skipping
from danshu.kit.operation import operation
from danshu.notices.operations.notify import notify
from danshu.sales.models import Order, Supervision

ESCALATE_AFTER_WORKING_DAYS = 2


@operation("sales.chase_supervision", permission="system", label=("催办主管审批", "Remind supervisors"))
def chase_supervision(*, limit: int = 200, actor: Actor, at: datetime) -> int:
    """Remind and escalate what is due; returns how many questions were moved along.

    Each question is reminded of once and escalated once; running it again at the same moment does nothing.
    """
    waiting = Supervision.objects.filter(state=Supervision.State.PENDING, due_at__lte=at, escalated_at=None)
    rows = lock_skipping(waiting.select_related("order").order_by(F("reminded_at").asc(nulls_first=True), "pk"))
    return sum(_chase(asked, at=at) for asked in rows.filter(_due(at))[:limit])


def _due(at: datetime) -> Q:
    # a reminded question comes back for its escalation, which needs the working calendar
    return Q(reminded_at=None) | Q(reminded_at__lt=at)


def _chase(asked: Supervision, *, at: datetime) -> bool:
    order = asked.order
    if add_working_days(asked.asked_at, ESCALATE_AFTER_WORKING_DAYS) <= at:
        above = supervisor_of(asked.supervisor_id)[0]
        asked.escalated_at, asked.escalated_to_id = at, above
        asked.save(update_fields=["escalated_at", "escalated_to"])
        _tell(order, [above, asked.supervisor_id], at=at, escalated=True)
        return True
    if asked.reminded_at is None:
        asked.reminded_at = at
        asked.save(update_fields=["reminded_at"])
        _tell(order, [asked.supervisor_id, asked.deputy_id], at=at, escalated=False)
        return True
    return False


def _tell(order: Order, people: list[int | None], *, at: datetime, escalated: bool) -> None:
    facts = {"number": order.number}

    def text() -> str:
        if escalated:
            return _("订单 %(number)s 的主管审批超时，已上报") % facts
        return _("订单 %(number)s 等你审批已超过一个工作日") % facts

    notify([pk for pk in people if pk is not None], kind="sales.supervision_late", text=text,
           url=f"/orders/{order.number}/", at=at)  # fmt: skip
    state = "escalated" if escalated else "reminded"
    current_context().changed(
        "sales.order", order.pk, label=order.number, changes={"supervision_chased": (None, state)},
        action="sales.chase_supervision",
    )  # fmt: skip
