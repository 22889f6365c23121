"""Receipts: record, match, and the payment of one order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.audit.queries import history
from danshu.billing.operations.match_receipt import match_receipt
from danshu.billing.operations.pay_order import pay_order
from danshu.billing.operations.record_receipt import record_receipt
from danshu.billing.permissions import MATCH_RECEIPT, RECORD_RECEIPT, VIEW_RECEIPT
from danshu.billing.queries import matches_of_receipt, method_choices, receipt_by_number
from danshu.billing.web.lists import RECEIPT_STATUSES
from danshu.kit.clock import business_date, now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.queries import order_by_number
from danshu.sales.records import Order
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link
from danshu.ui.fields import ChoiceField, DateField, MoneyField, RemarkField, TextField
from danshu.ui.formats import money_text
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.lists.memory import back_url
from danshu.ui.messages import done
from danshu.ui.responses import render_page


class ReceiptForm(Form):
    """Money that came in."""

    received_date = DateField(label=gettext_lazy("收款日期"))
    payer_name = TextField(label=gettext_lazy("付款人"), max_length=100)
    amount = MoneyField(label=gettext_lazy("金额"))
    method = ChoiceField(label=gettext_lazy("方式"), choices=method_choices)
    bank_account = TextField(label=gettext_lazy("收款账户"), required=False, max_length=60)
    reference = TextField(label=gettext_lazy("流水号"), required=False, max_length=100)
    remark = RemarkField()


@allowed_to(RECORD_RECEIPT)
def receipt_new(request: ActorRequest) -> HttpResponse:
    """GET and POST: record a receipt."""
    form = ReceiptForm(posted(request), initial={"received_date": business_date(now())})

    def save() -> str:
        receipt = record_receipt.keyed(form.token)(**form.values, actor=request.actor, at=now())
        done(request, _("收款 %(number)s 已登记") % {"number": receipt.number})
        return reverse("billing:receipt", args=[receipt.number])

    crumbs = [(_("收款"), reverse("billing:receipt_list"))]
    return form_page(
        request, form, save, title=_("登记收款"), back_url=reverse("billing:receipt_list"),
        context={"breadcrumb": crumbs},
    )  # fmt: skip


@allowed_to(VIEW_RECEIPT)
def receipt_detail(request: ActorRequest, number: str) -> HttpResponse:
    """GET: one receipt and what it settled."""
    receipt = receipt_by_number(request.actor, number)
    free = receipt.amount - receipt.matched_amount - receipt.returned_amount
    actions = []
    if request.actor.can(MATCH_RECEIPT):
        reason = "" if free > 0 else _("已全部核销")
        url = reverse("billing:receipt_match", args=[number])
        actions.append(Action(label=_("核销到订单"), url=url, tone="primary", reason=reason))
    links = [
        Link(label=f"{m.order.number} {m.order.customer_name}", url=reverse("sales:order", args=[m.order.number]),
             note=money_text(m.amount, receipt.currency))
        for m in matches_of_receipt(receipt)
    ]  # fmt: skip
    page = DetailPage(
        title=receipt.number,
        status=RECEIPT_STATUSES[receipt.state],
        subtitle=receipt.payer_name,
        actions=actions,
        facts=[Fact(label=_("金额"), value=money_text(receipt.amount, receipt.currency)),
               Fact(label=_("已核销"), value=money_text(receipt.matched_amount, receipt.currency)),
               Fact(label=_("未核销"), value=money_text(free, receipt.currency)),
               Fact(label=_("收款日期"), value=f"{receipt.received_date:%Y-%m-%d}")],
        cards=[Card(title=_("核销的订单"), links=links, empty=_("还没有核销")),
               Card(title=_("来源"), pairs=[(_("方式"), dict(method_choices()).get(receipt.method, receipt.method)),
                                          (_("收款账户"), receipt.bank_account or "—"),
                                          (_("流水号"), receipt.reference or receipt.channel_transaction or "—")])],
        timeline=history("billing.receipt", receipt.pk),
        breadcrumb=[(_("收款"), back_url(request, "billing.receipts", reverse("billing:receipt_list")))],
    )  # fmt: skip
    return render_page(request, "ui/detail.html", {"page": page})


class MatchForm(Form):
    """Which order, how much."""

    order_number = TextField(label=gettext_lazy("订单号"), max_length=40)
    amount = MoneyField(label=gettext_lazy("核销金额"))
    write_off = MoneyField(label=gettext_lazy("核销尾差"), required=False)
    reason = RemarkField(label=gettext_lazy("尾差原因"))


@allowed_to(MATCH_RECEIPT)
def receipt_match(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: settle an order with a receipt."""
    receipt = receipt_by_number(request.actor, number)
    free = receipt.amount - receipt.matched_amount - receipt.returned_amount
    form = MatchForm(posted(request), initial={"amount": free, "order_number": request.GET.get("order", "")})

    def save() -> str:
        given: dict[str, Any] = form.values
        order = order_by_number(request.actor, given["order_number"])
        match_receipt.keyed(form.token)(
            receipt_id=receipt.pk, amounts={order.pk: given["amount"]},
            write_offs={order.pk: given["write_off"] or Decimal(0)}, reason=given["reason"] or "",
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("已核销到订单 %(number)s") % {"number": order.number})
        return reverse("billing:receipt", args=[number])

    title = _("核销收款 %(number)s") % {"number": number}
    return form_page(request, form, save, title=title, back_url=reverse("billing:receipt", args=[number]))


class PaymentForm(Form):
    """A payment of one order."""

    received_date = DateField(label=gettext_lazy("收款日期"))
    amount = MoneyField(label=gettext_lazy("金额"))
    method = ChoiceField(label=gettext_lazy("方式"), choices=method_choices)
    payer_name = TextField(label=gettext_lazy("付款人"), required=False, max_length=100)
    bank_account = TextField(label=gettext_lazy("收款账户"), required=False, max_length=60)
    reference = TextField(label=gettext_lazy("流水号"), required=False, max_length=100)


@allowed_to(RECORD_RECEIPT)
def order_payment(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: record what a customer paid for this order."""
    order: Order = order_by_number(request.actor, number)
    initial = {"received_date": business_date(now()), "amount": order.open_amount, "payer_name": order.customer_name}
    form = PaymentForm(posted(request), initial=initial)

    def save() -> str:
        receipt = pay_order.keyed(form.token)(order_id=order.pk, **form.values, actor=request.actor, at=now())
        done(request, _("收款 %(number)s 已登记并核销") % {"number": receipt.number})
        return reverse("sales:order", args=[number])

    title = _("登记收款 · %(number)s") % {"number": number}
    crumbs = [(_("销售订单"), reverse("sales:order_list")), (number, reverse("sales:order", args=[number]))]
    return form_page(
        request, form, save, title=title, back_url=reverse("sales:order", args=[number]),
        context={"breadcrumb": crumbs},
    )  # fmt: skip
