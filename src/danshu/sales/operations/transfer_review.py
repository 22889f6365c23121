"""A reviewer passes an order on to a colleague (ORD-019)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.access.queries import load_actor
from danshu.identity.queries import full_name_of
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.notices.operations.notify import notify
from danshu.sales.models import Order, ReviewClaim
from danshu.sales.operations.claim_review import put_claim, reviewable, standing_claim
from danshu.sales.permissions import REVIEW_ORDER
from danshu.sales.reviewing import may_review


class CannotReview(DomainError):
    """The colleague may not decide this order."""

    code, status = "cannot_review", 422
    message = gettext_lazy("%(name)s 不能审核订单 %(number)s")
    way_out = gettext_lazy("选择有审核权限、数据范围包含这张订单、没有参与录入的同事")


@operation("sales.transfer_review", permission=REVIEW_ORDER, label=("转交审核", "Transfer review"))
def transfer_review(*, order_id: int, to_id: int, note: str, actor: Actor, at: datetime) -> ReviewClaim:
    """Give the review to a colleague with a word on why; it leads his queue, and he is told.

    Raises FieldErrors without a note or for oneself, NotFound, NotWaiting, OwnOrder, CannotReview.
    """
    problems = []
    if not note.strip() or len(note.strip()) > 500:
        problems.append(FieldProblem("note", "required", _("写明转交的原因，最多 500 字")))
    if to_id == actor.user_id:
        problems.append(FieldProblem("to", "same", _("已经在你手上，转交给其他同事")))
    if problems:
        raise FieldErrors(problems)
    order = reviewable(order_id, actor)
    colleague = load_actor(to_id, today=business_date(at))
    if colleague is None or not _may(colleague, order):
        raise CannotReview(name=full_name_of(to_id) or "—", number=order.number, field="to")
    claim = put_claim(
        order, standing_claim(order), to_id, colleague.name, at=at, passed_by=actor.name, note=note.strip()
    )
    facts = {"number": order.number, "name": actor.name, "note": note.strip()}
    notify([to_id], kind="sales.review_transferred", url=f"/orders/review/{order.number}/", at=at,
           text=lambda: _("%(name)s 把订单 %(number)s 转交给你审核：%(note)s") % facts)  # fmt: skip
    return claim


def _may(colleague: Actor, order: Order) -> bool:
    if not colleague.can(REVIEW_ORDER) or not may_review(order, colleague):
        return False
    return Order.objects.visible_to(colleague, REVIEW_ORDER).filter(pk=order.pk).exists()
