"""Receipts: record, look at, return what is left over."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.audit.queries import history
from danshu.billing.labels import in_currency
from danshu.billing.models import Receipt
from danshu.billing.operations.record_receipt import record_receipt
from danshu.billing.operations.request_return import request_return
from danshu.billing.operations.void_receipt import void_receipt
from danshu.billing.permissions import MATCH_RECEIPT, RECORD_RECEIPT, RETURN_RECEIPT, VIEW_RECEIPT
from danshu.billing.queries import (
    matches_of_receipt,
    method_choices,
    method_names,
    receipt_by_number,
    refunds_of_receipt,
)
from danshu.billing.web.lists import RECEIPTS, receipt_url, refund_url
from danshu.billing.web.statuses import RECEIPT_STATUSES, REFUND_STATUSES, WAYS
from danshu.currencies.queries import base_currency, in_base
from danshu.files.web.part import attachments, note_form, with_notes
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties.queries import customer_label, find_customers
from danshu.reminders.web.part import reminder_card
from danshu.tasks.web.part import task_card
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link, Notice
from danshu.ui.fields import ChoiceField, DateField, MoneyField, PickerField, RemarkField, TextField
from danshu.ui.formats import date_text, money_text
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import neighbours
from danshu.ui.lists.memory import back_url
from danshu.ui.messages import done
from danshu.ui.responses import render_page


def customer_field(actor: Actor, **options: Any) -> PickerField:
    """Chooses a customer of the actor's scope."""
    return PickerField(
        label=gettext_lazy("客户"), required=False, url=lambda: reverse("parties:find"),
        label_of=lambda key: customer_label(actor, key),
        search=lambda text: [(c.id, c.name) for c in find_customers(text, actor=actor, limit=20)], **options,
    )  # fmt: skip


class ReceiptForm(Form):
    """Money that came in."""

    sections = [
        Section(gettext_lazy("收款"), ["received_date", "payer_name:2", "customer_id", "amount", "currency", "method"]),
        Section(gettext_lazy("银行信息"), ["bank_account", "reference:2", "remark:4"]),
    ]
    received_date = DateField(label=gettext_lazy("收款日期"))
    payer_name = TextField(label=gettext_lazy("付款人"), max_length=100)
    amount = MoneyField(label=gettext_lazy("金额"))
    currency = TextField(label=gettext_lazy("币种"), max_length=3)
    method = ChoiceField(label=gettext_lazy("方式"), choices=method_choices)
    bank_account = TextField(label=gettext_lazy("收款账户"), required=False, max_length=60)
    reference = TextField(label=gettext_lazy("流水号"), required=False, max_length=100)
    remark = RemarkField()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer_id"] = customer_field(actor)


@allowed_to(RECORD_RECEIPT)
def receipt_new(request: ActorRequest) -> HttpResponse:
    """GET and POST: record a receipt."""
    initial = {"received_date": business_date(now()), "currency": "CNY"}
    form = ReceiptForm(posted(request), actor=request.actor, initial=initial)

    def save() -> str:
        given: dict[str, Any] = dict(form.values)
        given["currency"] = given["currency"].upper()
        given["customer_id"] = int(given["customer_id"]) if given["customer_id"] else None
        receipt = record_receipt.keyed(form.token)(**given, actor=request.actor, at=now())
        done(request, _("收款 %(number)s 已登记") % {"number": receipt.number})
        return receipt_url(receipt)

    return form_page(
        request, form, save, title=_("登记收款"), back_url=reverse("billing:receipt_list"),
        context={"breadcrumb": [(pgettext("列表", "收款"), reverse("billing:receipt_list"))]},
    )  # fmt: skip


def _in_base(receipt: Receipt) -> str:
    """The amount in the company's currency, where it is another one and a rate was known (CAT-020)."""
    base = base_currency()
    if receipt.rate is None or receipt.currency == base:
        return ""
    return "= " + money_text(in_base(receipt.amount, receipt.rate), base)


@allowed_to(VIEW_RECEIPT)
def receipt_detail(request: ActorRequest, number: str) -> HttpResponse:
    """GET: one receipt and what it settled."""
    receipt = receipt_by_number(request.actor, number)
    currency = receipt.currency
    page = DetailPage(
        title=receipt.number,
        status=RECEIPT_STATUSES[receipt.state],
        subtitle=receipt.payer_name,
        actions=_actions(receipt, request.actor),
        notices=_notices(receipt),
        facts=[Fact(label=_("金额"), value=money_text(receipt.amount, currency), note=_in_base(receipt)),
               Fact(label=_("已核销"), value=money_text(receipt.matched_amount, currency)),
               Fact(label=_("未核销"), value=money_text(receipt.free_amount, currency),
                    tone="warn" if receipt.free_amount else ""),
               Fact(label=_("收款日期"), value=date_text(receipt.received_date))],
        cards=[*_cards(receipt, request.actor), task_card(request.actor, "billing.receipt", receipt.pk),
               reminder_card(request.actor, "billing.receipt", receipt.pk)],
        parts=[attachments(request, "billing.receipt", receipt.pk)],
        say=note_form(request, "billing.receipt", receipt.pk),
        timeline=with_notes("billing.receipt", receipt.pk, history("billing.receipt", receipt.pk, worded=in_currency(receipt.currency))),
        breadcrumb=[(pgettext("列表", "收款"), back_url(request, "billing.receipts", reverse("billing:receipt_list")))],
        neighbours=neighbours(request, RECEIPTS, request.actor, receipt, receipt_url),
    )  # fmt: skip
    return render_page(request, "billing/receipt.html", {"page": page, "receipt": receipt,
                                                         "matches": matches_of_receipt(receipt)})  # fmt: skip


def _actions(receipt: Receipt, actor: Actor) -> list[Action]:
    reason = "" if receipt.free_amount > 0 else _("没有未核销的金额")
    made = []
    if actor.can(RETURN_RECEIPT):
        url = reverse("billing:receipt_return", args=[receipt.number])
        made.append(Action(label=_("申请退回"), url=url, reason=reason))
    if actor.can(MATCH_RECEIPT):
        url = reverse("billing:receipt_match", args=[receipt.number])
        made.append(Action(label=_("核销到订单"), url=url, tone="primary", reason=reason, key="M"))
    untouched = receipt.free_amount == receipt.amount and not receipt.channel_transaction
    if actor.can(RECORD_RECEIPT) and untouched and receipt.method != "balance":
        url = reverse("billing:receipt_void", args=[receipt.number])
        made.append(Action(label=_("作废"), url=url, method="dialog", tone="danger"))
    return made


def _notices(receipt: Receipt) -> list[Notice]:
    if not receipt.returning_amount:
        return []
    amount = money_text(receipt.returning_amount, receipt.currency)
    return [Notice(title=_("%(amount)s 正在退回，不能核销") % {"amount": amount}, tone="neutral")]


def _cards(receipt: Receipt, actor: Actor) -> list[Card]:
    customer = customer_label(actor, str(receipt.customer_id)) if receipt.customer_id else ""
    returns = [
        Link(label=r.number, url=refund_url(r), note=money_text(r.amount, r.currency), status=REFUND_STATUSES[r.status])
        for r in refunds_of_receipt(receipt.pk)
    ]
    problems = [
        Link(label=p.get_kind_display(), url=reverse("billing:problem", args=[p.pk]))
        for p in receipt.problems.order_by("pk")
    ]
    cards = [
        Card(title=_("来源"), pairs=[
            (_("方式"), method_names().get(receipt.method, receipt.method)), (_("客户"), customer or "—"),
            (_("收款账户"), receipt.bank_account or "—"),
            (_("流水号"), receipt.reference or receipt.channel_transaction or "—"),
            (_("付款人注明的订单"), receipt.named_order or "—"), (_("备注"), receipt.remark or "—"),
            (_("登记人"), receipt.recorded_by.full_name if receipt.recorded_by else _("系统"))]),
        Card(title=_("退回"), links=returns, empty=_("暂无")),
    ]  # fmt: skip
    if problems:
        cards.insert(0, Card(title=_("支付异常"), links=problems))
    return cards


@allowed_to(RECORD_RECEIPT)
def receipt_void(request: ActorRequest, number: str) -> HttpResponse:
    """GET: what voiding would do; POST: do it."""
    receipt = receipt_by_number(request.actor, number)

    def impact() -> Impact:
        trial = void_receipt.dry_run(receipt_id=receipt.pk, reason="—", actor=request.actor, at=now())
        return Impact(
            title=_("作废收款 %(number)s？") % {"number": number}, effects=trial.effects, do_label=_("作废收款"),
            keep_label=_("保留收款"), hint=_("单号不再使用，作废记录保留"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        void_receipt.keyed(key)(receipt_id=receipt.pk, reason=reason, actor=request.actor, at=now())
        done(request, _("收款 %(number)s 已作废") % {"number": number})
        return receipt_url(receipt)

    return confirm(request, impact=impact, act=act, back_url=receipt_url(receipt))


class ReturnForm(Form):
    """Unmatched money that goes back."""

    amount = MoneyField(label=gettext_lazy("退回金额"))
    way = ChoiceField(
        label=gettext_lazy("退款方式"), choices=[(code, label) for code, label in WAYS.items() if code != "balance"]
    )
    payee = TextField(label=gettext_lazy("收款户名和账号"), required=False, max_length=200)
    reason = RemarkField(label=gettext_lazy("退款原因"), required=True)


def _way_of(receipt: Receipt) -> str:
    return "bank_transfer" if receipt.method == "balance" else "original"


@allowed_to(RETURN_RECEIPT)
def receipt_return(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: ask for unmatched money to go back; approval follows as for every refund."""
    receipt = receipt_by_number(request.actor, number)
    form = ReturnForm(posted(request), initial={"amount": receipt.free_amount, "way": _way_of(receipt)})

    def save() -> str:
        refund = request_return.keyed(form.token)(receipt_id=receipt.pk, **form.values, actor=request.actor, at=now())
        done(request, _("退款 %(number)s 已申请") % {"number": refund.number})
        return receipt_url(receipt)

    return form_page(
        request, form, save, title=_("申请退回收款 %(number)s") % {"number": number}, back_url=receipt_url(receipt),
        context={"breadcrumb": [(pgettext("列表", "收款"), reverse("billing:receipt_list")), (number, receipt_url(receipt))]},
    )  # fmt: skip
