"""Answer a request for special approval (ORD-039)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.access.queries import people_with
from danshu.calendar.queries import end_of_working_days
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.notices.operations.notify import notify
from danshu.sales.loading import locked_order
from danshu.sales.models import SpecialApproval
from danshu.sales.operations.approve_order import OwnOrder
from danshu.sales.operations.ask_special import NothingSpecial
from danshu.sales.permissions import DECIDE_SPECIAL, DELETE_APPROVED

VALID_DAYS = 5


@operation("sales.decide_special", permission=DECIDE_SPECIAL, label=("决定特批", "Decide special approval"))
def decide_special(*, order_id: int, agree: bool, answer: str = "", actor: Actor, at: datetime) -> SpecialApproval:
    """Agree, which lets the order desk delete it once within five working days, or refuse with a reason.

    Raises NotFound, NothingSpecial, OwnOrder for the applicant himself, FieldErrors for a refusal without reason.
    """
    if not agree and not answer.strip():
        raise FieldErrors([FieldProblem("answer", "required", _("拒绝时写明理由"))])
    order = locked_order(order_id, actor=actor, permission=DECIDE_SPECIAL)
    asked = lock(order.special_approvals.filter(state=SpecialApproval.State.PENDING)).first()
    if asked is None:
        raise NothingSpecial(number=order.number)
    if actor.user_id is not None and actor.user_id == asked.asked_by_id:
        raise OwnOrder(number=order.number)
    asked.state = SpecialApproval.State.APPROVED if agree else SpecialApproval.State.REFUSED
    asked.decided_by_id, asked.decided_by_name, asked.decided_at = actor.user_id, actor.name, at
    asked.answer = answer.strip()[:500]
    asked.valid_until = end_of_working_days(at, VALID_DAYS) if agree else None
    asked.save(update_fields=["state", "decided_by_id", "decided_by_name", "decided_at", "answer", "valid_until"])
    told = {"number": order.number, "answer": asked.answer}
    people = {asked.asked_by_id, *(people_with(DELETE_APPROVED) if agree else ())} - {None, actor.user_id}
    text = (
        (lambda: _("订单 %(number)s 的删除特批已通过") % told)
        if agree
        else (lambda: _("订单 %(number)s 的删除特批被拒绝：%(answer)s") % told)
    )
    notify(
        sorted(pk for pk in people if pk),
        kind="sales.special_decided",
        url=f"/orders/{order.number}/",
        text=text,
        at=at,
    )
    current_context().changed(
        "sales.order", order.pk, label=order.number, reason=answer, changes={"special": ("pending", str(asked.state))}
    )
    return asked
