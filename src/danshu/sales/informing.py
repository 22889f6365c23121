"""Ready texts for telling a customer about his order, in the language that he reads (ORD-030)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from danshu.kit.money import ZERO
from danshu.kit.words import with_count
from danshu.notices.composing import composed
from danshu.notices.letters import Words
from danshu.parameters.queries import values
from danshu.sales.letterhead import payment_account
from danshu.sales.lifecycle import DEAD, OrderStatus, PaymentTerms, ShippingState
from danshu.sales.models import Order
from danshu.sales.ports import parcels_of
from danshu.sales.rules.review import is_mail_address
from danshu.sales.wording import customer_wording
from danshu.ui.formats import date_text, money_text, quantity_text

PROGRESS, SHIPPED, PAYMENT, DOCUMENT = "progress", "shipped", "payment", "document"
LABELS: Mapping[str, str | Promise] = {
    PROGRESS: pgettext_lazy("通知客户", "进展"),
    SHIPPED: pgettext_lazy("通知客户", "已发货"),
    PAYMENT: pgettext_lazy("通知客户", "付款提醒"),
    DOCUMENT: pgettext_lazy("通知客户", "订单内容"),
}
# letters that are no ready texts
PARTLY_SHIPPED, PLACED, AMENDED = "sales.order_partly_shipped", "sales.order_placed", "sales.order_amended"
APPROVED, REJECTED = "sales.order_approved", "sales.order_rejected"
# a longer order is told in part: an e-mail holds 1,500 characters
MOST_LINES = 12
SENT = (ShippingState.PARTLY_SHIPPED, ShippingState.SHIPPED, ShippingState.SIGNED)


def language_of(order: Order) -> str:
    """What the customer most likely reads."""
    return "en" if order.is_foreign else "zh-hans"


def offered(order: Order) -> list[str]:
    """The texts that are true of this order."""
    fits = {
        PROGRESS: True,
        DOCUMENT: True,
        SHIPPED: order.shipping_state in SENT,
        PAYMENT: order.open_amount > ZERO and order.status not in (*DEAD, OrderStatus.DRAFT),
    }
    return [kind for kind in LABELS if fits[kind]]


def ready_text(order: Order, kind: str, language: str) -> Words:
    """One of the texts in a language ("zh-hans" or "en"), with greeting and closing, as the administrator words it."""
    code = letter_for(order, kind)
    return _written(code, partial(FACTS[code], order), language)


def letter_for(order: Order, kind: str) -> str:
    """The letter behind a ready text."""
    if kind == SHIPPED and order.shipping_state == ShippingState.PARTLY_SHIPPED:
        return PARTLY_SHIPPED
    return f"sales.order_{kind}"


def result_text(order: Order, *, approved: bool, reason: str, language: str) -> Words:
    """What the customer is told after the review; reason: why not, in words meant for him (ORD-024)."""
    return _written(APPROVED if approved else REJECTED, lambda: result_facts(order, reason), language)


def placed_text(order: Order, language: str) -> Words:
    """The confirmation of an order that was placed: lines, total, where to, how to pay (ORD-048)."""
    return _written(PLACED, lambda: content_facts(order), language)


def amended_text(order: Order, change: str, total_before: Decimal, language: str) -> Words:
    """What the customer reads after a change order took effect: the order as it is now."""
    return _written(AMENDED, lambda: amended_facts(order, change, total_before), language)


def _written(code: str, facts: Callable[[], Mapping[str, str]], language: str) -> Words:
    with translation.override(language):
        known = facts()
    return composed(code, known, language)


def mail_address_of(order: Order) -> str:
    """Where the customer is written to about this order: its contact, else the customer; "" where neither is one."""
    for address in (order.contact_email, order.customer.email):
        if address and is_mail_address(address):
            return str(address)
    return ""


def order_facts(order: Order) -> dict[str, str]:
    """What every letter about an order may say of it, in the active language."""
    known = values(("company_name", "company_phone"))
    phone = known["company_phone"]
    ask = _("如有问题，请致电 %(phone)s。") % {"phone": phone} if phone else _("如有问题，请与您的业务员联系。")
    return {
        "name": order.contact_name or order.customer_name, "number": order.number, "date": date_text(order.order_date),
        "total": money_text(order.total, order.currency), "status": customer_wording(order), "contact": ask,
        "company": known["company_name"],
    }  # fmt: skip


def progress_facts(order: Order) -> dict[str, str]:
    """With the day on which the customer wants it, as a sentence."""
    wanted = _("要求送达日期：%(date)s。") % {"date": date_text(order.wanted_date)} if order.wanted_date else ""
    return order_facts(order) | {"wanted": wanted}


def shipped_facts(order: Order) -> dict[str, str]:
    """With the parcels, one a line."""
    parcels = [
        _("%(carrier)s，运单号 %(tracking)s") % {"carrier": parcel.carrier, "tracking": parcel.tracking_number}
        for parcel in parcels_of(order)
        if parcel.tracking_number
    ]
    return order_facts(order) | {"parcels": "\n".join(parcels)}


def payment_facts(order: Order) -> dict[str, str]:
    """With what was received, what is open and where to pay to."""
    received = order.paid_amount - order.refunded_amount
    return order_facts(order) | {
        "paid": money_text(received, order.currency), "open": money_text(order.open_amount, order.currency),
        "account": payment_account(),
    }  # fmt: skip


def content_facts(order: Order) -> dict[str, str]:
    """With lines, sums, address and how to pay."""
    lines, sums = _content(order)
    return order_facts(order) | {"lines": lines, "sums": sums, "payment": "\n".join(_how_to_pay(order))}


def result_facts(order: Order, reason: str) -> dict[str, str]:
    """With why not; without a reason the customer hears from us."""
    why = _("原因：%(reason)s") % {"reason": reason} if reason else _("我们的业务员会就此与您联系。")
    return order_facts(order) | {"reason": why}


def amended_facts(order: Order, change: str, total_before: Decimal) -> dict[str, str]:
    """With the number of the change order, and what it did to the amount as a sentence."""
    pair = {"before": money_text(total_before, order.currency), "after": money_text(order.total, order.currency)}
    differs = total_before != order.total
    difference = _("金额从 %(before)s 变为 %(after)s。") % pair if differs else ""
    return content_facts(order) | {"change": change, "difference": difference}


def _content(order: Order) -> list[str]:
    """Lines, amounts and address, short enough for one e-mail."""
    lines = list(order.lines.order_by("position"))
    told = [
        f"{line.position}. {line.item_name[:40]} × {quantity_text(line.quantity, line.unit_name)}"
        f" = {money_text(line.amount, order.currency)}"
        for line in lines[:MOST_LINES]
    ]
    if len(lines) > MOST_LINES:
        told.append(with_count("其余 %(count)s 行从略") % {"count": len(lines) - MOST_LINES})
    sums = [_("运费 %(amount)s") % {"amount": money_text(order.freight, order.currency)}] if order.freight else []
    sums.append(_("合计 %(amount)s") % {"amount": money_text(order.total, order.currency)})
    address = "　".join(filter(None, (order.delivery_address, order.recipient)))
    where = [_("收货：%(address)s") % {"address": address}] if address else []
    return ["\n".join(told), "\n".join([*sums, *where])]


def _how_to_pay(order: Order) -> list[str]:
    """By the terms of the order."""
    if order.payment_terms == PaymentTerms.CASH_ON_DELIVERY:
        return [_("付款方式：货到付款。")]
    account = payment_account()
    facts = {"number": order.number, "days": order.payment_terms_days}
    if order.payment_terms == PaymentTerms.ON_ACCOUNT:
        terms = with_count("付款方式：按约定账期，%(days)s 天内付款。", "days") % facts
    else:
        terms = _("付款方式：款到发货，汇款时请注明订单号 %(number)s。") % facts
    return ["\n".join(filter(None, (terms, account)))]


FACTS: Mapping[str, Callable[[Order], Mapping[str, str]]] = {
    "sales.order_progress": progress_facts,
    "sales.order_shipped": shipped_facts,
    PARTLY_SHIPPED: shipped_facts,
    "sales.order_payment": payment_facts,
    "sales.order_document": content_facts,
    PLACED: content_facts,
}
