"""What orders mean in money, and who is told of money (in the same transaction)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.access.queries import people_with
from danshu.billing import amended, divided, merging, waiting
from danshu.billing.accounts import COMPANY, RECEIVABLE, REVENUE, customer_owner
from danshu.billing.events import PaymentCredited, RefundDecided, RefundDone, RefundFailed
from danshu.billing.models import Match, Receipt, Refund
from danshu.billing.naming import company_by_name, customers_by_name, methods_by_name, orders_by_number, owners_found
from danshu.billing.permissions import VIEW_RECEIPT
from danshu.billing.ways import BALANCE
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.events import consequence
from danshu.kit.sources import SourceLabel, source_labels
from danshu.ledger.accounts import AccountKey
from danshu.ledger.owners import owner_finder, owner_kind
from danshu.ledger.posting import PostingLine, post_at_the_end
from danshu.notices.operations.notify import notify
from danshu.recycling.registry import anchor, loose
from danshu.sales.events import (
    OrderApproved,
    OrderCancelled,
    OrderDeleted,
    OrderDivided,
    OrderEvent,
    OrderReopened,
    OrderRestored,
)
from danshu.sales.operations.add_order_note import add_order_note
from danshu.ui.formats import money_text

__all__ = ["amended", "divided", "merging", "waiting"]


def _post(
    event: OrderEvent,
    kind: str,
    amount: Decimal,
    at: datetime,
    *,
    note: str = "%(number)s",
    round_of: int | None = None,
) -> None:
    # the version tells apart the rounds of an order that was reopened and approved again, the entry those of the bin
    post_at_the_end(
        source=event.aggregate,
        kind=f"{kind}:{event.version if round_of is None else round_of}",
        on=business_date(at),
        memo=note % {"number": event.number, "reason": getattr(event, "reason", "")},
        lines=[
            PostingLine(AccountKey(RECEIVABLE, customer_owner(event.customer_id), event.currency), amount),
            PostingLine(AccountKey(REVENUE, COMPANY, event.currency), -amount),
        ],
    )


@consequence(OrderApproved)
def owe_the_amount(event: OrderApproved, *, actor: Actor, at: datetime) -> None:
    """The customer owes the total."""
    _post(event, "confirmed", event.total - event.allowed, at)


@consequence(OrderReopened)
def owe_nothing_while_reviewed(event: OrderReopened, *, actor: Actor, at: datetime) -> None:
    """An order back in review is owed nothing; `total` is what had been approved."""
    _post(event, "reopened", event.allowed - event.total, at)


@consequence(OrderDivided)
def owe_the_rest(event: OrderDivided, *, actor: Actor, at: datetime) -> None:
    """What moved to the other order is owed there (it says so itself) and no more here: together as much as before."""
    if event.confirmed:
        _post(event, "divided", -event.moved, at)


@consequence(OrderCancelled)
def owe_nothing_any_more(event: OrderCancelled, *, actor: Actor, at: datetime) -> None:
    """A cancelled order that was confirmed is owed nothing."""
    if event.was_confirmed:
        _post(event, "cancelled", event.allowed - event.total, at)


@consequence(OrderDeleted)
def owe_nothing_while_deleted(event: OrderDeleted, *, actor: Actor, at: datetime) -> None:
    """A deleted order is owed nothing, with a note in the ledger; finance is told (ORD-042)."""
    if event.was_confirmed:
        _post(
            event,
            "deleted",
            event.allowed - event.total,
            at,
            note=_("删除 %(number)s：%(reason)s"),
            round_of=event.entry_id,
        )
    facts = {"number": event.number, "reason": event.reason, "who": event.by}
    _notify(people_with(VIEW_RECEIPT), actor, "billing.order_deleted",
            lambda: _("%(who)s 删除了订单 %(number)s：%(reason)s") % facts, url=_order_url(event.number), at=at)  # fmt: skip


@consequence(OrderRestored)
def owe_it_again(event: OrderRestored, *, actor: Actor, at: datetime) -> None:
    """An order that comes back confirmed is owed again (ORD-043)."""
    if event.is_confirmed:
        _post(event, "restored", event.total - event.allowed, at, note=_("恢复 %(number)s"), round_of=event.entry_id)


@consequence(PaymentCredited)
def tell_of_the_payment(event: PaymentCredited, *, actor: Actor, at: datetime) -> None:
    """The seller and the handler get a notice, the customer reads it on his order (FIN-002, FIN-007)."""
    _notify({event.owner_id, event.handler_id}, actor, "billing.credited", lambda: _("订单 %(number)s 已到账 %(amount)s") % _facts(event),
            url=_order_url(event.number), at=at)  # fmt: skip
    _tell_customer(event.aggregate.pk, lambda: _("已收到您的全部付款 %(amount)s，谢谢。") % _facts(event), at=at)


@consequence(RefundDecided)
def tell_of_the_decision(event: RefundDecided, *, actor: Actor, at: datetime) -> None:
    """The applicant learns the answer."""
    facts = {"number": event.number, "reason": event.reason}
    if event.is_approved:
        _notify({event.applied_by_id}, actor, "billing.refund_approved", lambda: _("退款 %(number)s 已审核通过") % facts,
                url=_refund_url(event.number), at=at)  # fmt: skip
    else:
        _notify({event.applied_by_id}, actor, "billing.refund_refused",
                lambda: _("退款 %(number)s 已拒绝：%(reason)s") % facts, url=_refund_url(event.number), at=at)  # fmt: skip


@consequence(RefundFailed)
def tell_of_the_failure(event: RefundFailed, *, actor: Actor, at: datetime) -> None:
    """The applicant and the seller learn that the money is still here."""
    facts = {"number": event.number, "reason": event.reason}
    _notify({event.applied_by_id, event.owner_id}, actor, "billing.refund_failed",
            lambda: _("退款 %(number)s 失败：%(reason)s") % facts, url=_refund_url(event.number), at=at)  # fmt: skip


@consequence(RefundDone)
def tell_of_the_refund(event: RefundDone, *, actor: Actor, at: datetime) -> None:
    """Applicant and seller get a notice, the customer reads it on his order (FIN-013)."""
    _notify({event.applied_by_id, event.owner_id}, actor, "billing.refund_done",
            lambda: _("退款 %(number)s 已退 %(amount)s") % _facts(event), url=_refund_url(event.number), at=at)  # fmt: skip
    if event.order_id is None:
        return
    if event.order_kept:
        _notify({event.applied_by_id, event.owner_id}, actor, "billing.order_kept", lambda: _kept_text(event),
                url=_refund_url(event.number), at=at)  # fmt: skip
    if event.way == BALANCE:
        _tell_customer(
            event.order_id, lambda: _("退款 %(amount)s 已转入您的账户余额，可用于其他订单。") % _facts(event), at=at
        )
    else:
        _tell_customer(
            event.order_id, lambda: _("退款 %(amount)s 已退回，到账时间以付款渠道为准。") % _facts(event), at=at
        )


def _kept_text(event: RefundDone) -> str:
    facts = {"order": event.order_number, "number": event.number, "rest": money_text(event.order_rest, event.currency)}
    if event.order_rest:
        return _("订单 %(order)s 没有随退款 %(number)s 取消：申请后又收款 %(rest)s") % facts
    return _("订单 %(order)s 没有随退款 %(number)s 取消：订单现在的状态不能取消") % facts


def _facts(event: PaymentCredited | RefundDone) -> dict[str, str]:
    """Number and amount, written as the active language writes amounts."""
    return {"number": event.number, "amount": money_text(event.amount, event.currency)}


def _notify(
    people: Iterable[int | None], actor: Actor, kind: str, text: Callable[[], str], *, url: str, at: datetime
) -> None:
    """Whoever did it knows it already."""
    notify(sorted({pk for pk in people if pk} - {actor.user_id}), kind=kind, text=text, url=url, at=at)


def _tell_customer(order_id: int, text: Callable[[], str], *, at: datetime) -> None:
    with translation.override("zh-hans"):
        content = text()
    add_order_note.within(order_id=order_id, content=content, kind="customer", channel="",
                          actor=Actor.system(), at=at)  # fmt: skip


def _order_url(number: str) -> str:
    return reverse("sales:order", args=[number])


def _refund_url(number: str) -> str:
    return reverse("billing:refund", args=[number])


def _receipts(pks: Sequence[int]) -> dict[int, SourceLabel]:
    rows = Receipt.objects.filter(pk__in=pks).values_list("pk", "number")
    return {pk: SourceLabel(number, reverse("billing:receipt", args=[number])) for pk, number in rows}


def _refunds(pks: Sequence[int]) -> dict[int, SourceLabel]:
    rows = Refund.objects.filter(pk__in=pks).values_list("pk", "number")
    return {pk: SourceLabel(number, _refund_url(number)) for pk, number in rows}


def _matches(pks: Sequence[int]) -> dict[int, SourceLabel]:
    rows = Match.objects.filter(pk__in=pks).values_list("pk", "receipt__number")
    return {pk: SourceLabel(number, reverse("billing:receipt", args=[number])) for pk, number in rows}


source_labels("billing.receipt", _receipts)
source_labels("billing.refund", _refunds)
source_labels("billing.match", _matches)

# money documents are never deleted (only voided or reversed), and with them stays the order that they name
anchor("sales.order", "billing.Match", via="order", what=gettext_lazy("收款核销"))
anchor("sales.order", "billing.MatchLine", via="order_line", parent="sales.OrderLine", what=gettext_lazy("收款核销"))
anchor("sales.order", "billing.Refund", via="order", what=gettext_lazy("退款"))
anchor(
    "sales.order",
    "billing.PaymentProblem",
    via="order",
    what=gettext_lazy("待处理的支付异常"),
    where="t.closed_at IS NULL",
)
anchor("parties.customer", "billing.Receipt", via="customer", what=gettext_lazy("收款"))
loose("sales.order", "billing.PaymentProblem", via="order")
source_labels("parties.customer", customers_by_name)
source_labels("sales.order", orders_by_number)
owner_kind("company", company_by_name)
owner_kind("method", methods_by_name)
owner_finder(owners_found)
