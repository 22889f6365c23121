"""Lists of receipts, refunds, payment problems and methods (FIN-001, FIN-005, FIN-006, FIN-012)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.billing.lifecycle import TO_MATCH, TO_PAY, ProblemKind, ReceiptState, RefundStatus
from danshu.billing.methods import KINDS
from danshu.billing.models import PaymentMethod, PaymentProblem, Receipt, Refund
from danshu.billing.permissions import (
    CONFIGURE_METHODS,
    EXPORT_RECEIPT,
    EXPORT_REFUND,
    IMPORT_RECEIPT,
    RECORD_RECEIPT,
    VIEW_RECEIPT,
    VIEW_REFUND,
)
from danshu.billing.queries import method_names, method_rows, problem_rows, receipt_rows, refund_rows
from danshu.billing.web.statuses import PROBLEM_STATUSES, RECEIPT_STATUSES, REFUND_STATUSES, VALIDITY, WAYS
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.words import counter_word, listed
from danshu.parties.queries import customer_label
from danshu.ui.detail import Action
from danshu.ui.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    NumberRangeFilter,
    PickerFilter,
    Tab,
    TextFilter,
    list_view,
)
from danshu.ui.lists.search import literal

FREE = F("amount") - F("matched_amount") - F("returned_amount") - F("returning_amount")
OPEN = Q(state__in=TO_MATCH)


class Named(QuerySet[Any]):
    """Rows that know the names of their payment methods: one query for a page."""

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        rows: Iterable[Any] = self._result_cache or ()
        if fresh and any(isinstance(row, self.model) for row in rows):
            names = method_names()
            for row in rows:
                row.method_name = names.get(row.method, row.method)


def _named(rows: QuerySet[Any]) -> QuerySet[Any]:
    return Named(rows.model, query=rows.query.chain(), using=rows.db)


def receipt_url(receipt: Receipt) -> str:
    """The page of a receipt."""
    return reverse("billing:receipt", args=[receipt.number])


def refund_url(refund: Refund) -> str:
    """The page of a refund."""
    return reverse("billing:refund", args=[refund.number])


def problem_url(problem: PaymentProblem) -> str:
    """The page of a payment problem."""
    return reverse("billing:problem", args=[problem.pk])


def method_url(method: PaymentMethod) -> str:
    """The page of a payment method."""
    return reverse("billing:method_edit", args=[method.code])


def days_open(receipt: Receipt) -> int | None:
    """How many days the money has waited; None when nothing is left of it."""
    if receipt.free_amount <= 0:
        return None
    return (business_date(now()) - receipt.received_date).days


def _methods(actor: Actor) -> list[tuple[str, Any]]:
    return list(method_names().items())


def _acts(actor: Actor) -> list[Action]:
    made = []
    if actor.can(IMPORT_RECEIPT):
        made.append(Action(label=_("导入银行流水"), url=reverse("exchange:upload", args=["receipts"]), icon="upload"))
    if actor.can(RECORD_RECEIPT):
        made.append(
            Action(label=_("登记收款"), url=reverse("billing:receipt_new"), tone="primary", icon="plus", key="N")
        )
    return made


RECEIPTS_SEARCHED = ("number", "payer_name", "reference")
RECEIPTS = ListSpec(
    name="billing.receipts", title=pgettext_lazy("列表", "收款"), noun=counter_word("receipts", "笔"), section=_("财务"), url_name="billing:receipt_list",
    permission=VIEW_RECEIPT, rows=lambda actor: _named(receipt_rows(actor)), label_of=lambda r: r.number,
    sort="-number", search=literal(*RECEIPTS_SEARCHED), search_hint=_("单号、付款人、流水号"),
    columns=[
        Column(key="number", label=_("单号"), kind="link", url=receipt_url, sort="pk", card="number"),
        Column(key="received_date", label=_("收款日期"), kind="date", sort="received_date", card="date"),
        Column(key="payer_name", label=_("付款人"), card="title"),
        Column(key="method", label=_("方式"), value=lambda r: r.method_name, card="left"),
        Column(key="bank_account", label=_("收款账户"), hidden=True),
        Column(key="reference", label=_("流水号"), value=lambda r: r.reference or r.channel_transaction, tone="soft"),
        Column(key="currency", label=_("币种"), hidden=True),
        Column(key="amount", label=_("金额"), kind="money", currency=lambda r: r.currency, total="amount",
               card="amount"),
        Column(key="matched_amount", label=_("已核销"), kind="money", currency=lambda r: r.currency,
               total="matched_amount", hidden=True),
        Column(key="open", label=_("未核销"), kind="money", currency=lambda r: r.currency,
               value=lambda r: r.free_amount, total=Sum(FREE)),
        Column(key="age", label=_("未核销天数"), kind="number", value=days_open,
               tone=lambda r: "warn" if (days_open(r) or 0) > 7 else ""),
        Column(key="state", label=_("状态"), kind="status", statuses=RECEIPT_STATUSES, main=True, card="status"),
        Column(key="recorded_by", label=_("登记人"), value=lambda r: r.recorded_by.full_name if r.recorded_by else "",
               hidden=True),
    ],
    tabs=[Tab(key="all", label=_("全部")),
          Tab(key="open", label=_("未核销"), where=OPEN, hot=True),
          Tab(key="returned", label=_("已退回"), where=Q(state=ReceiptState.RETURNED))],
    filters=[
        DateRangeFilter(key="received", label=_("收款日期"), path="received_date", common=True),
        TextFilter(key="payer", label=_("付款人"), path="payer_name", common=True),
        PickerFilter(key="customer", label=_("客户"), path="customer_id", url=lambda: reverse("parties:find"),
                     label_of=customer_label),
        NumberRangeFilter(key="amount", label=_("金额"), path="amount"),
        MultiChoiceFilter(key="method", label=_("方式"), choices=_methods),
        MultiChoiceFilter(key="state", label=_("状态"), choices=RECEIPT_STATUSES.choices()),
        TextFilter(key="account", label=_("收款账户"), path="bank_account"),
        TextFilter(key="reference", label=_("流水号"),
                   apply=lambda rows, text: rows.filter(Q(reference__icontains=text) |
                                                        Q(channel_transaction__icontains=text))),
        TextFilter(key="order", label=_("订单号"),
                   apply=lambda rows, text: rows.filter(matches__order__number__icontains=text).distinct()),
        TextFilter(key="currency", label=_("币种")),
    ],
    acts=_acts, export=EXPORT_RECEIPT, totals_note=_("不含已作废和其他币种"),
    totals_where=Q(currency="CNY") & ~Q(state=ReceiptState.VOIDED),
    row_class=lambda r: "void" if r.state == ReceiptState.VOIDED else "",
    empty_title=_("还没有收款"), empty_text=_("登记第一笔收款，或导入银行流水"),
)  # fmt: skip

REFUNDS_SEARCHED = ("number", "order_number", "customer_name")
REFUNDS = ListSpec(
    name="billing.refunds", title=pgettext_lazy("列表", "退款"), noun=counter_word("refunds", "笔"), section=_("财务"), url_name="billing:refund_list",
    permission=VIEW_REFUND, rows=lambda actor: refund_rows(actor).select_related("receipt"),
    label_of=lambda r: r.number, sort="-number",
    search=literal(*REFUNDS_SEARCHED), search_hint=_("单号、订单号、客户"),
    columns=[
        Column(key="number", label=_("单号"), kind="link", url=refund_url, sort="pk", card="number"),
        Column(key="order_number", label=_("来源单据"), card="left",
               value=lambda r: r.order_number or (r.receipt.number if r.receipt else "")),
        Column(key="customer_name", label=_("客户"), card="title"),
        Column(key="amount", label=_("金额"), kind="money", currency=lambda r: r.currency, total="amount",
               card="amount"),
        Column(key="way", label=_("退款方式"), value=lambda r: WAYS[r.way]),
        Column(key="status", label=_("状态"), kind="status", statuses=REFUND_STATUSES, main=True, card="status"),
        Column(key="applied_at", label=_("申请时间"), kind="datetime", card="date"),
        Column(key="applied_by_name", label=_("申请人")),
        Column(key="decided_by_name", label=_("审批人"), hidden=True),
        Column(key="executed_at", label=_("退款时间"), kind="datetime", hidden=True),
        Column(key="reason", label=_("原因"), hidden=True),
    ],
    tabs=[Tab(key="all", label=_("全部")),
          Tab(key="open", label=_("待审批"), where=Q(status=RefundStatus.APPLIED), hot=True),
          Tab(key="pay", label=_("待执行"), where=Q(status__in=TO_PAY), hot=True)],
    filters=[
        MultiChoiceFilter(key="status", label=_("状态"), choices=REFUND_STATUSES.choices(), common=True),
        DateRangeFilter(key="applied", label=_("申请日期"), path="applied_at", moments=True, common=True),
        TextFilter(key="order", label=_("订单号"), path="order_number"),
        TextFilter(key="customer", label=_("客户"), path="customer_name"),
        NumberRangeFilter(key="amount", label=_("金额"), path="amount"),
        MultiChoiceFilter(key="way", label=_("退款方式"), choices=list(WAYS.items())),
    ],
    export=EXPORT_REFUND, totals_note=_("不含已拒绝和其他币种"),
    totals_where=Q(currency="CNY") & ~Q(status=RefundStatus.REFUSED),
    empty_title=_("还没有退款"), empty_text=_("退款从订单页或收款页申请"),
)  # fmt: skip

PROBLEMS = ListSpec(
    name="billing.problems", title=_("支付异常"), noun=counter_word("payment problems", "笔"), section=_("财务"), url_name="billing:problem_list",
    permission=VIEW_RECEIPT, rows=lambda actor: _named(problem_rows(actor)), label_of=lambda p: p.transaction,
    sort="-noticed",
    search=literal("transaction", "order_number", "payer_name"), search_hint=_("支付流水、订单号、付款人"),
    columns=[
        Column(key="transaction", label=_("支付流水"), kind="link", url=problem_url, card="number"),
        Column(key="kind", label=pgettext_lazy("支付异常", "异常类型"), value=lambda p: p.get_kind_display(), card="title"),
        Column(key="method", label=_("方式"), value=lambda p: p.method_name, card="left"),
        Column(key="order_number", label=_("订单"), card="middle"),
        Column(key="expected", label=_("应为"), tone="soft"),
        Column(key="amount", label=_("通知金额"), kind="money", currency=lambda p: p.currency, card="amount"),
        Column(key="noticed", label=_("通知时间"), kind="datetime", value=lambda p: p.noticed_at, sort="pk",
               card="date"),
        Column(key="times", label=_("通知次数"), kind="number", hidden=True),
        Column(key="state", label=_("状态"), kind="status", statuses=PROBLEM_STATUSES, main=True, card="status",
               value=lambda p: "closed" if p.closed_at else "open"),
        Column(key="resolution", label=_("处理方式"), value=lambda p: p.get_resolution_display()),
    ],
    tabs=[Tab(key="open", label=_("待处理"), where=Q(closed_at=None), hot=True), Tab(key="all", label=_("全部"))],
    filters=[
        MultiChoiceFilter(key="kind", label=pgettext_lazy("支付异常", "异常类型"), choices=ProblemKind.choices, common=True),
        DateRangeFilter(key="noticed", label=_("通知日期"), path="noticed_at", moments=True, common=True),
        MultiChoiceFilter(key="method", label=_("方式"), choices=_methods),
    ],
    export=EXPORT_RECEIPT, empty_title=_("没有支付异常"), empty_text=_("与订单不符的支付通知会列在这里"),
)  # fmt: skip


def _method_acts(actor: Actor) -> list[Action]:
    return [Action(label=_("新建支付方式"), url=reverse("billing:method_new"), tone="primary", icon="plus", key="N")]


METHODS = ListSpec(
    name="billing.methods", title=pgettext_lazy("列表", "支付方式"), noun=counter_word("payment methods", "种"), section=_("财务"), url_name="billing:method_list",
    permission=CONFIGURE_METHODS, rows=method_rows, label_of=lambda m: m.name, sort="position",
    search=literal("code", "name", "name_en"), search_hint=_("编码、名称"),
    columns=[
        Column(key="name", label=_("名称"), kind="link", value=lambda m: m.label, url=method_url, card="title"),
        Column(key="code", label=_("编码"), tone="soft", card="number"),
        Column(key="kind", label=_("类型"), value=lambda m: KINDS[m.kind], card="left"),
        Column(key="channels", label=pgettext_lazy("支付方式", "渠道"), kind="number", value=lambda m: len(m.channels)),
        Column(key="currencies", label=_("币种"), value=lambda m: listed(m.currencies), card="middle"),
        Column(key="limited", label=pgettext_lazy("支付方式", "客户级别"), value=lambda m: listed(m.customer_levels) or __("全部")),
        Column(key="position", label=_("顺序"), kind="number", sort="position"),
        Column(key="is_valid", label=_("状态"), kind="status", statuses=VALIDITY, main=True, card="status",
               value=lambda m: str(m.is_valid)),
    ],
    filters=[ChoiceFilter(key="kind", label=_("类型"), choices=list(KINDS.items()), common=True),
             ChoiceFilter(key="valid", label=_("状态"), path="is_valid", choices=[("True", _("有效")), ("False", pgettext_lazy("状态", "失效"))],
                          common=True)],
    acts=_method_acts, empty_title=_("还没有支付方式"), empty_text=_("新建第一种支付方式"),
)  # fmt: skip

receipt_list, refund_list = list_view(RECEIPTS), list_view(REFUNDS)
problem_list, method_list = list_view(PROBLEMS), list_view(METHODS)
