"""Note that something is wrong with an order: it cannot be shipped or completed until it is solved (ORD-032)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.sales.changing import change_order
from danshu.sales.editing import NotEditable
from danshu.sales.lifecycle import ORDER_LIFECYCLE, OrderStatus
from danshu.sales.loading import locked_order
from danshu.sales.models import OrderException
from danshu.sales.permissions import HANDLE_ORDER


@operation("sales.record_exception", permission=HANDLE_ORDER, label=("登记订单异常", "Record exception"))
def record_exception(
    *,
    order_id: int,
    exception_type: str,
    description: str,
    contacted: str = "",
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> OrderException:
    """Open an exception. Raises FieldErrors (type, description), NotFound, EditConflict, NotEditable for a final order."""
    problems = []
    if exception_type not in OrderException.Type.values:
        problems.append(FieldProblem("type", "required", _("请选择异常类型")))
    if not 0 < len(description.strip()) <= 500:
        problems.append(FieldProblem("description", "length", _("异常说明应为 1 到 500 个字")))
    if problems:
        raise FieldErrors(problems)
    order = locked_order(order_id, actor=actor, permission=HANDLE_ORDER, version=version)
    if order.status in ORDER_LIFECYCLE.final():
        raise NotEditable(number=order.number, state=OrderStatus(order.status).label)
    found = OrderException.objects.create(
        order=order, type=exception_type, description=description.strip(), contacted=contacted[:500],
        found_by_id=actor.user_id, found_by_name=actor.name, found_at=at,
    )  # fmt: skip
    change_order(
        order, {"open_exceptions": order.open_exceptions + 1}, actor=actor, at=at, reason=description,
        extra={"exception": (None, str(OrderException.Type(exception_type)))},
    )  # fmt: skip
    return found
