"""Money for one order: a payment that came in now, or what the customer has here already (FIN-002)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.billing.operations.pay_from_balance import pay_from_balance
from danshu.billing.operations.pay_order import AmountChanged, pay_order
from danshu.billing.operations.record_receipt import NOT_RECEIVED
from danshu.billing.permissions import MATCH_RECEIPT, RECORD_RECEIPT
from danshu.billing.queries import balance_of, methods_for
from danshu.kit.clock import business_date, now
from danshu.kit.errors import DomainError
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.queries import order_by_number
from danshu.sales.records import Order
from danshu.ui.detail import Fact
from danshu.ui.fields import ChoiceField, DateField, MoneyField, TextField
from danshu.ui.formats import money_text
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.messages import done


class MoreThanOpen(DomainError):
    """More came in than the order owes: it may be a slip of the pen, so it is asked once."""

    code, status = "more_than_open", 422
    message = gettext_lazy("比订单 %(number)s 的未收金额多 %(excess)s")
    way_out = gettext_lazy("金额没有写错就再保存一次，多收的部分留在收款单上，可以核销到其他订单或退回")


def _plain(data: Any) -> dict[str, Any]:
    return dict(data.dict()) if hasattr(data, "dict") else dict(data)


class SeenAmount(Form):
    """Carries the open amount that the person saw; when it changed, the new one is shown before anything is booked."""

    seen_open = forms.DecimalField(widget=forms.HiddenInput, required=False)
    amount = MoneyField(label=gettext_lazy("金额"))

    def __init__(self, data: Any = None, *, order: Order, **kwargs: Any) -> None:
        self.order = order
        initial = {"amount": order.open_amount, "seen_open": order.open_amount} | kwargs.pop("initial", {})
        super().__init__(data, initial=initial, **kwargs)

    def refuse(self, refusal: DomainError) -> None:
        """Show the refusal; after AmountChanged the next submission has seen the new amount."""
        super().refuse(refusal)
        if isinstance(refusal, AmountChanged):
            self.data = {**_plain(self.data), "seen_open": str(self.order.open_amount)}


class PaymentForm(SeenAmount):
    """A payment of one order."""

    received_date = DateField(label=gettext_lazy("收款日期"))
    method = ChoiceField(label=gettext_lazy("方式"))
    payer_name = TextField(label=gettext_lazy("付款人"), required=False, max_length=100)
    bank_account = TextField(label=gettext_lazy("收款账户"), required=False, max_length=60)
    reference = TextField(label=gettext_lazy("流水号"), required=False, max_length=100)
    seen_excess = forms.DecimalField(widget=forms.HiddenInput, required=False)

    def refuse(self, refusal: DomainError) -> None:
        """Show the refusal; after MoreThanOpen the next submission of the same amount is meant."""
        super().refuse(refusal)
        if isinstance(refusal, MoreThanOpen):
            self.data = {**_plain(self.data), "seen_excess": str(refusal.facts["excess"])}

    def __init__(self, data: Any = None, *, order: Order, **kwargs: Any) -> None:
        super().__init__(data, order=order, **kwargs)
        offered = [m for m in methods_for(order, channel="staff") if m.kind not in NOT_RECEIVED]
        self.fields["method"].choices = [(m.code, m.label) for m in offered]  # type: ignore[attr-defined]


def _page(request: ActorRequest, order: Order, form: Form, save: Any, title: str, facts: list[Fact]) -> HttpResponse:
    back = reverse("sales:order", args=[order.number])
    crumbs = [(pgettext("列表", "销售订单"), reverse("sales:order_list")), (order.number, back)]
    context = {"breadcrumb": crumbs, "facts": facts}
    return form_page(request, form, save, title=title, back_url=back, template="billing/payment.html", context=context)


def order_facts(order: Order) -> list[Fact]:
    """What an order is worth, what of it came in and what is open: over each form about its money."""
    return [
        Fact(label=_("客户"), value=order.customer_name),
        Fact(label=_("订单金额"), value=money_text(order.total, order.currency)),
        Fact(label=_("已收"), value=money_text(order.paid_amount - order.refunded_amount, order.currency)),
        Fact(label=_("未收"), value=money_text(order.open_amount, order.currency), tone="warn"),
    ]


def refunded_fact(order: Order) -> Fact:
    """What of its money went back."""
    return Fact(label=_("已退"), value=money_text(order.refunded_amount, order.currency))


@allowed_to(RECORD_RECEIPT)
def order_payment(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: record what a customer paid for this order."""
    order = order_by_number(request.actor, number)
    initial = {"received_date": business_date(now()), "payer_name": order.customer_name}
    form = PaymentForm(posted(request), order=order, initial=initial)

    def save() -> str:
        given = dict(form.values)
        seen, excess = given.pop("seen_open"), given["amount"] - order.open_amount
        if excess > 0 and given.pop("seen_excess") != excess and seen == order.open_amount:
            raise MoreThanOpen(number=number, excess=excess, field="amount")
        given.pop("seen_excess", None)
        pay = pay_order.keyed(form.token)
        receipt = pay(order_id=order.pk, **given, expected_open=seen, actor=request.actor, at=now())
        told = {"number": receipt.number, "rest": money_text(receipt.free_amount, order.currency)}
        text = (
            _("收款 %(number)s 已登记并核销，多收的 %(rest)s 留在收款单上")
            if receipt.free_amount
            else _("收款 %(number)s 已登记并核销")
        )
        done(request, text % told)
        return reverse("sales:order", args=[number])

    return _page(request, order, form, save, _("登记收款 · %(number)s") % {"number": number}, order_facts(order))


@allowed_to(MATCH_RECEIPT)
def order_balance(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: settle the order with money that the customer has here."""
    order = order_by_number(request.actor, number)
    here = balance_of(order.paying_customer_id or order.customer_id, order.currency)
    form = SeenAmount(posted(request), order=order, initial={"amount": min(here, Decimal(str(order.open_amount)))})

    def save() -> str:
        pay = pay_from_balance.keyed(form.token)
        seen, amount = form.values["seen_open"], form.values["amount"]
        pay(order_id=order.pk, amount=amount, expected_open=seen, actor=request.actor, at=now())
        done(request, _("已用客户余额付款 %(amount)s") % {"amount": money_text(amount, order.currency)})
        return reverse("sales:order", args=[number])

    facts = [*order_facts(order), Fact(label=_("客户余额"), value=money_text(here, order.currency))]
    return _page(request, order, form, save, _("用余额付款 · %(number)s") % {"number": number}, facts)
