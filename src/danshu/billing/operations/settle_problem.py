"""A person decides what becomes of a payment that did not fit (FIN-005)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.billing.lifecycle import Resolution
from danshu.billing.models import PaymentProblem, Receipt
from danshu.billing.operations.match_receipt import match_receipt
from danshu.billing.operations.request_return import request_return
from danshu.billing.permissions import SETTLE_PROBLEM
from danshu.billing.settling import change_receipt
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock
from danshu.kit.money import ZERO
from danshu.kit.operation import operation
from danshu.kit.versions import require_version, touch
from danshu.parties.queries import order_customer
from danshu.sales.loading import locked_order


class ProblemSettled(DomainError):
    """Somebody decided before."""

    code = "problem_settled"
    message = gettext_lazy("这笔支付异常已由 %(who)s 处理：%(what)s")
    way_out = gettext_lazy("重新载入页面查看结果")


@operation("billing.settle_problem", permission=SETTLE_PROBLEM, label=("处理支付异常", "Resolve payment problem"))
def settle_problem(
    *,
    problem_id: int,
    resolution: str,
    note: str,
    order_id: int | None = None,
    customer_id: int | None = None,
    way: str = "original",
    payee: str = "",
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> PaymentProblem:
    """Settle it: "matched" (as much as order_id owes), "returned" (asks for a refund of what is unmatched), "kept"
    (stays as balance of customer_id, or of the customer known already), "explained". note: why, required.

    A repeated notice that differed brought no money of its own: it can only be explained. Raises FieldErrors,
    ProblemSettled, NotFound, EditConflict, and what match_receipt and request_return refuse.
    """
    order = locked_order(order_id, actor=actor) if order_id is not None else None
    problem = lock(PaymentProblem.objects.filter(pk=problem_id)).first()
    if problem is None:
        raise NotFound()
    if problem.closed_at is not None:
        raise ProblemSettled(who=problem.closed_by_name, what=problem.get_resolution_display())
    require_version(problem, version)
    receipt = None if problem.kind == "differs" or problem.receipt_id is None else _receipt(problem.receipt_id)
    _require_sound(resolution, note, receipt, has_order=order is not None)
    if resolution == Resolution.MATCHED and receipt is not None and order is not None:
        owed = max(order.open_amount, ZERO)
        amount = min(receipt.free_amount, owed) or receipt.free_amount
        match_receipt.within(receipt_id=receipt.pk, amounts={order.pk: amount}, actor=actor, at=at)
    elif resolution == Resolution.RETURNED and receipt is not None:
        request_return.within(
            receipt_id=receipt.pk, amount=receipt.free_amount, reason=note, way=way, payee=payee, actor=actor, at=at
        )
    elif resolution == Resolution.KEPT and receipt is not None:
        _keep(receipt, customer_id, note, actor=actor, at=at)
    return _close(problem, resolution, note, actor=actor, at=at)


def _receipt(receipt_id: int) -> Receipt:
    return lock(Receipt.objects.filter(pk=receipt_id)).get()


def _require_sound(resolution: str, note: str, receipt: Receipt | None, *, has_order: bool) -> None:
    problems = []
    if resolution not in Resolution.values:
        problems.append(FieldProblem("resolution", "unknown", _("请选择处理方式")))
    elif resolution != Resolution.EXPLAINED and (receipt is None or receipt.free_amount <= ZERO):
        text = _("这笔异常没有未核销的款项，只能说明情况")
        problems.append(FieldProblem("resolution", "nothing_left", text))
    if resolution == Resolution.MATCHED and not has_order:
        problems.append(FieldProblem("order_number", "required", _("请填写要核销的订单号")))
    if not note.strip():
        problems.append(FieldProblem("note", "required", _("请写明处理说明")))
    if problems:
        raise FieldErrors(problems)


def _keep(receipt: Receipt, customer_id: int | None, note: str, *, actor: Actor, at: datetime) -> None:
    whose = customer_id or receipt.customer_id
    if whose is None:
        raise FieldErrors([FieldProblem("customer_id", "required", _("请选择这笔款属于哪个客户"))])
    order_customer(actor=actor, customer_id=whose)
    change_receipt(receipt, {"customer_id": whose}, actor=actor, at=at, reason=note)


def _close(problem: PaymentProblem, resolution: str, note: str, *, actor: Actor, at: datetime) -> PaymentProblem:
    problem.resolution, problem.note = resolution, note.strip()[:500]
    problem.closed_at, problem.closed_by_name = at, actor.name
    problem.save(
        update_fields=["resolution", "note", "closed_at", "closed_by_name", *touch(problem, actor=actor, at=at)]
    )
    current_context().changed(
        "billing.problem", problem.pk, label=problem.transaction, changes={"resolution": ("", resolution)}, reason=note
    )
    return problem
