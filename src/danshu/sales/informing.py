"""Ready texts for telling a customer about his order, in the language that he reads (ORD-030)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from danshu.kit.money import ZERO
from danshu.kit.words import with_count
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
# a longer order is told in part: an e-mail holds 1,500 characters
MOST_LINES = 12
SENT = (ShippingState.PARTLY_SHIPPED, ShippingState.SHIPPED, ShippingState.SIGNED)


@dataclass(frozen=True, slots=True)
class ReadyText:
    """A text that somebody may change before it is sent."""

    subject: str
    body: str


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


def ready_text(order: Order, kind: str, language: str) -> ReadyText:
    """One of the texts in a language ("zh-hans" or "en"), with greeting and closing."""
    with translation.override(language):
        return _letter(order, *TEXTS[kind](order))


def result_text(order: Order, *, approved: bool, reason: str, language: str) -> ReadyText:
    """What the customer is told after the review; reason: why not, in words meant for him (ORD-024)."""
    with translation.override(language):
        facts = {"number": order.number, "date": date_text(order.order_date),
                 "total": money_text(order.total, order.currency)}  # fmt: skip
        if approved:
            text = _("您的订单 %(number)s（%(date)s，金额 %(total)s）已审核通过，我们会尽快处理。") % facts
            return _letter(order, _("订单 %(number)s 审批结果：已通过") % facts, [text])
        text = _("您的订单 %(number)s（%(date)s，金额 %(total)s）没有通过审核。") % facts
        why = _("原因：%(reason)s") % {"reason": reason} if reason else _("我们的业务员会就此与您联系。")
        return _letter(order, _("订单 %(number)s 审批结果：未通过") % facts, [text, why])


def placed_text(order: Order, language: str) -> ReadyText:
    """The confirmation of an order that was placed: lines, total, where to, how to pay (ORD-048)."""
    with translation.override(language):
        facts = {"number": order.number, "date": date_text(order.order_date)}
        text = _("感谢您的订单！我们已收到订单 %(number)s（%(date)s），内容如下。") % facts
        return _letter(order, _("订单 %(number)s 已收到") % facts, [text, *_content(order), *_how_to_pay(order)])


def amended_text(order: Order, change: str, total_before: Decimal, language: str) -> ReadyText:
    """What the customer reads after a change order took effect: the order as it is now."""
    with translation.override(language):
        facts = {"number": order.number, "change": change, "before": money_text(total_before, order.currency),
                 "after": money_text(order.total, order.currency)}  # fmt: skip
        text = _("您的订单 %(number)s 已按约定变更（变更单 %(change)s）。") % facts
        if total_before != order.total:
            text += _("金额从 %(before)s 变为 %(after)s。") % facts
        return _letter(order, _("订单 %(number)s 已变更") % facts, [text, *_content(order), *_how_to_pay(order)])


def mail_address_of(order: Order) -> str:
    """Where the customer is written to about this order: its contact, else the customer; "" where neither is one."""
    for address in (order.contact_email, order.customer.email):
        if address and is_mail_address(address):
            return str(address)
    return ""


def _letter(order: Order, subject: str, paragraphs: list[str]) -> ReadyText:
    name = order.contact_name or order.customer_name
    return ReadyText(subject, "\n\n".join([_("%(name)s，您好：") % {"name": name}, *paragraphs, _closing()]))


def _progress(order: Order) -> tuple[str, list[str]]:
    text = _("您的订单 %(number)s（%(date)s，金额 %(total)s）目前的状态：%(status)s。") % {
        "number": order.number, "date": date_text(order.order_date), "total": money_text(order.total, order.currency),
        "status": customer_wording(order),
    }  # fmt: skip
    wanted = [_("要求送达日期：%(date)s。") % {"date": date_text(order.wanted_date)}] if order.wanted_date else []
    return _("订单 %(number)s 进展") % {"number": order.number}, [text, *wanted]


def _shipped(order: Order) -> tuple[str, list[str]]:
    if order.shipping_state == ShippingState.PARTLY_SHIPPED:
        text = _("您的订单 %(number)s 已部分发货，请注意查收。") % {"number": order.number}
    else:
        text = _("您的订单 %(number)s 已发货，请注意查收。") % {"number": order.number}
    parcels = [
        _("%(carrier)s，运单号 %(tracking)s") % {"carrier": parcel.carrier, "tracking": parcel.tracking_number}
        for parcel in parcels_of(order)
        if parcel.tracking_number
    ]
    return _("订单 %(number)s 已发货") % {"number": order.number}, [text, *(["\n".join(parcels)] if parcels else [])]


def _payment(order: Order) -> tuple[str, list[str]]:
    received = order.paid_amount - order.refunded_amount
    text = _("您的订单 %(number)s 金额 %(total)s，已收 %(paid)s，还有 %(open)s 未付。") % {
        "number": order.number, "total": money_text(order.total, order.currency),
        "paid": money_text(received, order.currency), "open": money_text(order.open_amount, order.currency),
    }  # fmt: skip
    account = payment_account()
    hint = _("汇款时请注明订单号 %(number)s。") % {"number": order.number}
    return _("订单 %(number)s 付款提醒") % {"number": order.number}, [text, *([account] if account else []), hint]


def _document(order: Order) -> tuple[str, list[str]]:
    text = _("您的订单 %(number)s（%(date)s）内容如下。") % {
        "number": order.number,
        "date": date_text(order.order_date),
    }
    return _("订单 %(number)s 内容") % {"number": order.number}, [text, *_content(order), *_how_to_pay(order)]


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


def _closing() -> str:
    known = values(("company_name", "company_phone"))
    phone = known["company_phone"]
    ask = _("如有问题，请致电 %(phone)s。") % {"phone": phone} if phone else _("如有问题，请与您的业务员联系。")
    return f"{ask}\n{known['company_name']}"


TEXTS: Mapping[str, Callable[[Order], tuple[str, list[str]]]] = {
    PROGRESS: _progress,
    SHIPPED: _shipped,
    PAYMENT: _payment,
    DOCUMENT: _document,
}
