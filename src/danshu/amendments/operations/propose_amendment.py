"""Propose to change an approved order (ORD-014, bone 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.amendments.deciding import settle
from danshu.amendments.errors import ChangeRunning
from danshu.amendments.lifecycle import Overpayment
from danshu.amendments.loading import open_amendment_of
from danshu.amendments.models import Amendment
from danshu.amendments.permissions import PROPOSE
from danshu.amendments.rules import aspects, conditions, passes_at_once
from danshu.amendments.snapshot import Proposal, digest_of, total_of, version_of_draft, version_of_order
from danshu.amendments.telling import tell_decided, tell_proposed
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.parties.queries import order_customer
from danshu.sales.amending import prepare_amendment, require_amendable
from danshu.sales.drafting import OrderDraft
from danshu.sales.editing import with_kept_contact
from danshu.sales.loading import locked_order, order_lines, stored_entry
from danshu.sales.records import Order, OrderLine


@operation("amendments.propose_amendment", permission=PROPOSE, label=("提出订单变更", "Propose order change"))
def propose_amendment(
    *,
    order_id: int,
    proposal: Proposal,
    reason: str,
    version: int | None = None,
    trial: bool = False,
    actor: Actor,
    at: datetime,
) -> Amendment:
    """Propose what the order should become; the order itself stays as it is until somebody accepts.

    A change that touches neither money nor stock nor whose bill it is takes effect at once when the person may edit
    just these terms. trial: carry it out whatever it needs, to see what it does; for dry runs only. Raises NotFound,
    EditConflict, NotAmendable, ChangeRunning, FieldErrors (reason, lines, terms, nothing changed), and where it takes
    effect Blocked and StockShort.
    """
    if trial and not current_context().dry:
        raise ValueError("a trial leaves nothing behind: it must be a dry run")
    order = locked_order(order_id, actor=actor, permission=PROPOSE, version=version)
    require_amendable(order)
    if running := open_amendment_of(order):
        raise ChangeRunning(number=order.number, change=running.number)
    lines = order_lines(order)
    proposal = _with_settled_roles(_with_contact(proposal, order, lines), order)
    _require_given(proposal, order, reason, actor)
    draft = prepare_amendment(order, lines, proposal.entry, actor=actor, at=at)
    amendment = _stored(order, lines, draft, proposal, reason, actor=actor, at=at)
    if trial or passes_at_once(order, amendment, actor):
        # a trial stands in for whoever would accept it
        settle(amendment, order, lines, draft, reason="", actor=Actor.system() if trial else actor, at=at)
        tell_decided(amendment, order, actor=actor, at=at)
    else:
        tell_proposed(amendment, order, actor=actor, at=at)
    return amendment


def _with_contact(proposal: Proposal, order: Order, lines: Sequence[OrderLine]) -> Proposal:
    return replace(proposal, entry=with_kept_contact(proposal.entry, stored_entry(order, lines)))


def _with_settled_roles(proposal: Proposal, order: Order) -> Proposal:
    """The signing customer as payer is no other payer, unless the order names him already."""

    def settled(chosen: int | None, stored: int | None) -> int | None:
        return None if chosen == order.customer_id and stored is None else chosen

    return replace(
        proposal,
        paying_customer_id=settled(proposal.paying_customer_id, order.paying_customer_id),
        invoice_customer_id=settled(proposal.invoice_customer_id, order.invoice_customer_id),
    )


def _require_given(proposal: Proposal, order: Order, reason: str, actor: Actor) -> None:
    problems = []
    if not reason.strip():
        problems.append(FieldProblem("reason", "required", _("请写明变更原因")))
    if proposal.overpayment not in Overpayment.values:
        problems.append(FieldProblem("overpayment", "unknown", _("请选择多收的款怎么处理")))
    for name in ("paying_customer_id", "invoice_customer_id"):
        chosen = getattr(proposal, name)
        if chosen and chosen != getattr(order, name) and not _is_customer(chosen, actor):
            text = _("客户不存在或已失效，请选择其他客户")
            problems.append(FieldProblem(name.removesuffix("_id"), "unknown", text))
    if problems:
        raise FieldErrors(problems)


def _is_customer(customer_id: int, actor: Actor) -> bool:
    try:
        chosen = order_customer(actor=actor, customer_id=customer_id)
        return chosen.is_valid and chosen.is_vetted
    except DomainError:
        return False


def _stored(
    order: Order, lines: Sequence[OrderLine], draft: OrderDraft, proposal: Proposal, reason: str, *, actor: Actor,
    at: datetime,
) -> Amendment:  # fmt: skip
    before, after = version_of_order(order, lines), version_of_draft(draft, proposal)
    if before == after:
        raise FieldErrors([FieldProblem("lines", "same", _("和现在的订单一样，没有要变更的内容"))])
    ordinal = Amendment.objects.filter(order=order).count() + 1
    amendment = Amendment.objects.create(
        order=order, ordinal=ordinal, number=f"{order.number}-C{ordinal}", reason=reason.strip()[:500], before=before,
        after=after, digest=digest_of(after), aspects=aspects(before, after, draft),
        conditions=conditions(before, after, draft, actor=actor, at=at), overpayment=proposal.overpayment,
        currency=order.currency, total_before=total_of(before), total_after=total_of(after),
        proposed_by_id=actor.user_id, proposed_by_name=actor.name, proposed_at=at, created_at=at, updated_at=at,
        updated_by_name=actor.name,
    )  # fmt: skip
    changes = {"total": (amendment.total_before, amendment.total_after)} if amendment.difference else {}
    current_context().changed(
        "amendments.amendment", amendment.pk, label=amendment.number, changes={"status": (None, "proposed"), **changes},
        reason=reason,
    )  # fmt: skip
    current_context().changed(
        "sales.order", order.pk, label=order.number, changes={"change_order": (None, amendment.number)}, reason=reason
    )
    return amendment
