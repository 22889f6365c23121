"""Ask those who may set a finding aside to look at the order (ORD-022: the credit hold goes to finance)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.access.queries import people_with
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.findings import blocking
from danshu.kit.operation import operation
from danshu.notices.operations.notify import notify
from danshu.sales.digest import content_digest
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_order, order_lines, stored_draft
from danshu.sales.models import Order
from danshu.sales.operations.override_finding import NothingToOverride
from danshu.sales.permissions import VIEW_ORDER
from danshu.sales.rules import APPROVE, OrderFacts, evaluate

MOST_PEOPLE = 20


@operation("sales.ask_release", permission=VIEW_ORDER, label=("请求放行检查项", "Request override"))
def ask_release(*, order_id: int, code: str, actor: Actor, at: datetime) -> Order:
    """Tell everybody who holds the right that the blocking rule names. Raises NotFound, NothingToOverride."""
    order = locked_order(order_id, actor=actor)
    if order.status != OrderStatus.AWAITING_REVIEW:
        raise NothingToOverride()
    draft = stored_draft(order, order_lines(order), at=at)
    digest = content_digest(draft)
    found = evaluate(OrderFacts(draft=draft, stage=APPROVE, actor=actor, at=at, order=order, digest=digest))
    finding = next((f for f in blocking(found) if f.code == code and f.override), None)
    if finding is None:
        raise NothingToOverride()
    facts = {"number": order.number, "what": finding.text}
    notify(
        people_with(finding.override, limit=MOST_PEOPLE), kind="sales.release_asked", url=f"/orders/{order.number}/",
        text=lambda: _("订单 %(number)s 等你放行：%(what)s") % facts, at=at,
    )  # fmt: skip
    current_context().changed(
        "sales.order", order.pk, label=order.number, changes={"release_asked": (None, finding.text)},
        action="sales.ask_release",
    )  # fmt: skip
    return order
