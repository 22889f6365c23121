"""Close an order whose lines are delivered and whose money is in (ORD-031)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import publish
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.findings import Blocked, Finding, Severity
from danshu.kit.operation import operation
from danshu.sales.changing import change_order
from danshu.sales.events import OrderCompleted
from danshu.sales.kinds import KINDS
from danshu.sales.lifecycle import OrderStatus, PaymentTerms
from danshu.sales.loading import locked_order, order_lines
from danshu.sales.models import Order, OrderLine
from danshu.sales.permissions import COMPLETE_ORDER
from danshu.sales.telling import facts_of


@operation("sales.complete_order", permission=COMPLETE_ORDER, label=("完成订单", "Complete order"))
def complete_order(
    *,
    order_id: int,
    satisfaction: int | None = None,
    comment: str = "",
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Order:
    """Complete an order; satisfaction is 1 to 5 or not asked.

    Raises FieldErrors for another satisfaction, Blocked naming each unsigned line, unpaid amount or open
    exception, NotFound, EditConflict, StaleState, IllegalTransition.
    """
    if satisfaction is not None and not 1 <= satisfaction <= 5:
        raise FieldErrors([FieldProblem("satisfaction", "range", _("满意度为 1 到 5"))])
    order = locked_order(order_id, actor=actor, permission=COMPLETE_ORDER, version=version, seen_status=seen_status)
    if found := _open_ends(order, order_lines(order)):
        raise Blocked(found)
    values = {"completed_at": at, "satisfaction": satisfaction, "satisfaction_comment": comment[:500]}
    change_order(order, values, actor=actor, at=at, status=OrderStatus.COMPLETED)
    publish(OrderCompleted(**facts_of(order)))
    return order


def _open_ends(order: Order, lines: list[OrderLine]) -> list[Finding]:
    found = []
    for line in lines:
        shipped_kind = line.kind in KINDS and KINDS[line.kind].is_shipped
        if shipped_kind and line.signed_quantity + line.returned_quantity < line.quantity:
            text = _("第 %(line)s 行 %(code)s 还没有全部签收") % {"line": line.position, "code": line.item_code}
            found.append(Finding("unsigned", Severity.BLOCK, text))
        if not shipped_kind and line.done_at is None:
            text = _("第 %(line)s 行 %(code)s 的服务还没有确认") % {"line": line.position, "code": line.item_code}
            found.append(Finding("not_performed", Severity.BLOCK, text))
    open_amount = order.open_amount
    if open_amount > 0 and order.payment_terms != PaymentTerms.ON_ACCOUNT:
        text = _("还有 %(amount)s 未收") % {"amount": f"{open_amount:,.2f}"}
        found.append(Finding("unpaid", Severity.BLOCK, text))
    if order.open_exceptions:
        found.append(Finding("exceptions", Severity.BLOCK, _("还有异常没有解决")))
    return found
