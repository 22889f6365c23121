"""Set a blocking finding aside, with the right that the rule names and a reason (bone 3, ORD-022)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.findings import blocking
from danshu.kit.operation import operation
from danshu.sales.digest import content_digest
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_order, order_lines, stored_draft
from danshu.sales.models import FindingOverride, Order
from danshu.sales.permissions import VIEW_ORDER
from danshu.sales.rules import APPROVE, OrderFacts, evaluate, in_each_language


class NothingToOverride(DomainError):
    """The finding is not there (any more), or nobody may set it aside."""

    code = "nothing_to_override"
    message = gettext_lazy("这项检查现在没有阻止订单，或不允许放行")
    way_out = gettext_lazy("重新载入页面查看最新检查结果")


@operation("sales.override_finding", permission=VIEW_ORDER, label=("放行检查项", "Override a check"))
def override_finding(*, order_id: int, code: str, reason: str, actor: Actor, at: datetime) -> Order:
    """Let the order pass a blocking rule for exactly its present content; any later change lapses it.

    Raises FieldErrors without a reason, NotFound, NothingToOverride, Forbidden without the right the rule names.
    """
    if not reason.strip():
        raise FieldErrors([FieldProblem("reason", "required", _("放行必须写明理由"))])
    order = locked_order(order_id, actor=actor)
    if order.status != OrderStatus.AWAITING_REVIEW:
        raise NothingToOverride()
    draft = stored_draft(order, order_lines(order), at=at)
    digest = content_digest(draft)
    facts = OrderFacts(draft=draft, stage=APPROVE, actor=actor, at=at, order=order, digest=digest)
    finding = next((f for f in blocking(evaluate(facts)) if f.code == code and f.override), None)
    if finding is None:
        raise NothingToOverride()
    actor.require(finding.override)
    (said,) = in_each_language(facts, [finding])
    FindingOverride.objects.create(
        order=order, code=code, digest=digest, text=said[settings.LANGUAGE_CODE][:500], texts=said,
        reason=reason.strip()[:500], by_id=actor.user_id, by_name=actor.name, at=at,
    )  # fmt: skip
    current_context().changed(
        "sales.order", order.pk, label=order.number, changes={"override": (None, said)}, reason=reason
    )
    return order
