"""Lists of receipts and refunds (FIN-006, FIN-012)."""

from __future__ import annotations

from django.db.models import F, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.billing.lifecycle import ReceiptState, RefundStatus
from danshu.billing.models import Receipt, Refund
from danshu.billing.permissions import RECORD_RECEIPT, VIEW_RECEIPT, VIEW_REFUND
from danshu.billing.queries import method_choices, receipt_rows, refund_rows
from danshu.kit.actor import Actor
from danshu.ui.detail import Action
from danshu.ui.lists import (
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    NumberRangeFilter,
    Tab,
    TextFilter,
    list_view,
)
from danshu.ui.lists.search import literal
from danshu.ui.statuses import Status, Statuses

RECEIPT_STATUSES = Statuses({
    "unmatched": Status(_("未核销"), "warn"),
    "partly_matched": Status(_("部分核销"), "warn", "half"),
    "matched": Status(_("已核销"), "ok", "full"),
    "returned": Status(_("已退回"), "neutral", "x"),
})  # fmt: skip
REFUND_STATUSES = Statuses({
    "applied": Status(_("待审批"), "warn"),
    "approved": Status(_("已审核"), "info"),
    "refused": Status(_("已拒绝"), "bad", "x"),
    "executing": Status(_("退款中"), "prog", "half"),
    "done": Status(_("已退款"), "ok", "full"),
    "failed": Status(_("退款失败"), "bad"),
})  # fmt: skip


def receipt_url(receipt: Receipt) -> str:
    """The page of a receipt."""
    return reverse("billing:receipt", args=[receipt.number])


def refund_url(refund: Refund) -> str:
    """The page of a refund."""
    return reverse("billing:refund", args=[refund.number])


def _acts(actor: Actor) -> list[Action]:
    if not actor.can(RECORD_RECEIPT):
        return []
    return [Action(label=_("登记收款"), url=reverse("billing:receipt_new"), tone="primary", icon="plus", key="N")]


RECEIPTS = ListSpec(
    name="billing.receipts", title=_("收款"), noun=_("笔"), section=_("财务"), url_name="billing:receipt_list",
    permission=VIEW_RECEIPT, rows=receipt_rows, label_of=lambda r: r.number, sort="-number",
    search=literal("number", "payer_name", "reference"), search_hint=_("单号、付款人、流水号"),
    columns=[
        Column(key="number", label=_("单号"), kind="link", url=receipt_url, sort="pk", card="number"),
        Column(key="received_date", label=_("收款日期"), kind="date", sort="received_date", card="date"),
        Column(key="payer_name", label=_("付款人"), card="title"),
        Column(key="method", label=_("方式"), value=lambda r: dict(method_choices()).get(r.method, r.method)),
        Column(key="reference", label=_("流水号")),
        Column(key="amount", label=_("金额"), head_unit=_("元"), kind="money", total="amount", card="amount"),
        Column(key="open", label=_("未核销"), head_unit=_("元"), kind="money",
               value=lambda r: r.amount - r.matched_amount - r.returned_amount,
               total=Sum(F("amount") - F("matched_amount") - F("returned_amount"))),
        Column(key="state", label=_("状态"), kind="status", statuses=RECEIPT_STATUSES, main=True, card="status"),
    ],
    tabs=[Tab(key="all", label=_("全部")),
          Tab(key="open", label=_("未核销"), where=lambda rows, actor: rows.exclude(state=ReceiptState.MATCHED))],
    filters=[
        DateRangeFilter(key="received", label=_("收款日期"), path="received_date", common=True),
        TextFilter(key="payer", label=_("付款人"), path="payer_name", common=True),
        NumberRangeFilter(key="amount", label=_("金额"), path="amount", unit=_("元")),
        MultiChoiceFilter(key="method", label=_("方式"), choices=lambda actor: method_choices()),
    ],
    acts=_acts, empty_title=_("还没有收款"), empty_text=_("登记第一笔收款"),
)  # fmt: skip

REFUNDS = ListSpec(
    name="billing.refunds", title=_("退款"), noun=_("笔"), section=_("财务"), url_name="billing:refund_list",
    permission=VIEW_REFUND, rows=refund_rows, label_of=lambda r: r.number, sort="-number",
    search=literal("number", "order_number", "customer_name"), search_hint=_("单号、订单号、客户"),
    columns=[
        Column(key="number", label=_("单号"), kind="link", url=refund_url, sort="pk", card="number"),
        Column(key="order_number", label=_("订单")),
        Column(key="customer_name", label=_("客户"), card="title"),
        Column(key="amount", label=_("金额"), head_unit=_("元"), kind="money", total="amount", card="amount"),
        Column(key="status", label=_("状态"), kind="status", statuses=REFUND_STATUSES, main=True, card="status"),
        Column(key="applied_at", label=_("申请时间"), kind="datetime", card="date"),
        Column(key="applied_by_name", label=_("申请人")),
    ],
    tabs=[Tab(key="all", label=_("全部")),
          Tab(key="open", label=_("待审批"), where=lambda rows, actor: rows.filter(status=RefundStatus.APPLIED)),
          Tab(key="pay", label=_("待执行"),
              where=lambda rows, actor: rows.filter(status__in=(RefundStatus.APPROVED, RefundStatus.FAILED)))],
    filters=[MultiChoiceFilter(key="status", label=_("状态"), choices=REFUND_STATUSES.choices(), common=True)],
    empty_title=_("还没有退款"), empty_text=_("退款从订单页申请"),
)  # fmt: skip

receipt_list, refund_list = list_view(RECEIPTS), list_view(REFUNDS)
