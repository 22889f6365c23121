"""Ask for special approval to delete an approved order (ORD-039)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.access.queries import people_with
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.notices.operations.notify import notify
from danshu.sales.digest import content_digest
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_order, order_lines, stored_draft
from danshu.sales.models import SpecialApproval
from danshu.sales.permissions import ASK_SPECIAL, DECIDE_SPECIAL


class NothingSpecial(DomainError):
    """Only approved orders need special approval, and one request at a time."""

    code = "nothing_special"
    message = gettext_lazy("订单 %(number)s 现在不需要特批，或已有待处理的特批申请")
    way_out = gettext_lazy("重新载入订单页查看现在的状态")


@operation("sales.ask_special", permission=ASK_SPECIAL, label=("申请特批", "Ask for special approval"))
def ask_special(
    *, order_id: int, reason: str, facts: str, is_true: bool, actor: Actor, at: datetime
) -> SpecialApproval:
    """Ask the department manager to let this approved order be deleted; the applicant states that the content is true.

    Raises FieldErrors for an incomplete request, NotFound, NothingSpecial.
    """
    _require_complete(reason, facts, is_true=is_true)
    order = locked_order(order_id, actor=actor, permission=ASK_SPECIAL)
    if order.status != OrderStatus.APPROVED or order.special_approvals.filter(state="pending").exists():
        raise NothingSpecial(number=order.number)
    asked = SpecialApproval.objects.create(
        order=order, reason=reason.strip()[:500], facts=facts.strip()[:500], asked_by_id=actor.user_id,
        asked_by_name=actor.name, asked_at=at,
        digest=content_digest(stored_draft(order, order_lines(order), at=at)),
    )  # fmt: skip
    told = {"number": order.number, "who": actor.name}
    notify(people_with(DECIDE_SPECIAL), kind="sales.special_asked", url=f"/orders/{order.number}/", at=at,
           text=lambda: _("%(who)s 申请特批删除订单 %(number)s") % told)  # fmt: skip
    current_context().changed(
        "sales.order", order.pk, label=order.number, reason=reason, changes={"special": (None, "pending")}
    )
    return asked


def _require_complete(reason: str, facts: str, *, is_true: bool) -> None:
    problems = [
        FieldProblem(name, "required", text)
        for name, given, text in (("reason", reason.strip(), _("填写理由")), ("facts", facts.strip(), _("填写事实")),
                                  ("is_true", is_true, _("声明内容属实才能提交")))
        if not given
    ]  # fmt: skip
    if problems:
        raise FieldErrors(problems)
