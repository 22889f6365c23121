"""A service was performed and the customer confirmed it; service lines then count as delivered (ORD-031)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from danshu.fulfilment.kinds import SERVICE
from danshu.fulfilment.models import ServiceRecord
from danshu.fulfilment.permissions import PERFORM_SERVICE
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem, IllegalTransition
from danshu.kit.operation import operation
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_order, order_lines
from danshu.sales.progress import record_performed
from danshu.sales.records import Order

OPEN = (OrderStatus.APPROVED, OrderStatus.IN_PROGRESS, OrderStatus.SHIPPED, OrderStatus.SIGNED)


@operation("fulfilment.record_service", permission=PERFORM_SERVICE, label=("确认服务完成", "Confirm service"))
def record_service(
    *,
    order_id: int,
    line_ids: Sequence[int],
    performer: str,
    performed_date: date,
    confirmed_by: str,
    result: str = "",
    actor: Actor,
    at: datetime,
) -> Order:
    """Record the performance of service lines; a line already recorded stays as it is.

    Raises FieldErrors (performer, confirmation, unknown lines), IllegalTransition for an order not under way, NotFound.
    """
    order = locked_order(order_id, actor=actor, permission=PERFORM_SERVICE)
    if order.status not in OPEN:
        raise IllegalTransition(label=order.number, state=OrderStatus(order.status).label, target=_("服务已完成"))
    lines = {line.pk: line for line in order_lines(order) if line.kind == SERVICE}
    problems = []
    if not performer.strip():
        problems.append(FieldProblem("performer", "required", _("请填写服务人员")))
    if not confirmed_by.strip():
        problems.append(FieldProblem("confirmed_by", "required", _("请填写客户方确认人")))
    if not line_ids or not set(line_ids) <= set(lines):
        problems.append(FieldProblem("lines", "unknown", _("请选择本订单的服务行")))
    if problems:
        raise FieldErrors(problems)
    fresh = [pk for pk in line_ids if lines[pk].done_at is None]
    ServiceRecord.objects.bulk_create(
        ServiceRecord(
            order_id=order.pk, order_line_id=pk, performer=performer.strip()[:100], result=result[:500],
            performed_date=performed_date, confirmed_by=confirmed_by.strip()[:100], recorded_at=at,
            recorded_by_name=actor.name,
        )
        for pk in fresh
    )  # fmt: skip
    if fresh:
        record_performed(order, fresh, actor=actor, at=at)
    return order
