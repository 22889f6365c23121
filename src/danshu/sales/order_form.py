"""The printed sales order: what stands on it and where that comes from (DOC-001)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.currencies.queries import base_currency
from danshu.currencies.words import rate_text
from danshu.custom_fields.queries import printed_pairs
from danshu.dictionaries.queries import label_of
from danshu.kit.capitals import amount_in_capitals
from danshu.kit.masking import mask_number
from danshu.kit.words import with_count
from danshu.printing.documents import CENTRE, RIGHT, Column, Pair, Sheet, Sum
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.models import Order, OrderLine
from danshu.sales.sight import CONTACT, RECIPIENT
from danshu.ui.formats import (
    amount_text,
    date_text,
    discount_text,
    english,
    money_text,
    price_text,
    quantity_text,
    unit_text,
)

S = OrderStatus
NOT_APPROVED = (S.DRAFT, S.AWAITING_REVIEW, S.REJECTED)


def order_sheet(order: Order, lines: Sequence[OrderLine], *, account: str = "") -> Sheet:
    """The order as a document, in the active language: names and prices as they were agreed and frozen."""
    quantity = sum((line.quantity for line in lines), Decimal(0))
    amount = sum((_before_order_discount(line) for line in lines), Decimal(0))
    return Sheet(
        title=_("销售订单"),
        number=order.number,
        pairs=_pairs(order),
        columns=_columns(order.currency),
        rows=[_row(line, order.currency) for line in lines],
        summary=[_("合计"), "", "", "", quantity_text(quantity), "", "", amount_text(amount, order.currency)],
        sums=_sums(order),
        capitals=_capitals(order),
        notes=_notes(order, account),
        signs=[_("供方（盖章）："), _("需方（盖章）："), _("签订日期：")],
        watermark=_("未审核") if order.status in NOT_APPROVED else "",
    )


def _pairs(order: Order) -> list[Pair]:
    def reach(phone: str) -> str:
        return "　".join(filter(None, (order.delivery_address, order.recipient, phone))) or "—"

    def contact(phone: str) -> str:
        return "　".join(filter(None, (order.contact_name, phone))) or "—"

    terms = str(order.get_payment_terms_display())
    if order.payment_terms_days and order.payment_terms == "on_account":
        terms += "　" + with_count("%(days)s 天", "days") % {"days": order.payment_terms_days}
    found = [
        Pair(_("客户"), order.customer_name, wide=True),
        Pair(_("订单日期"), date_text(order.order_date)),
        Pair(
            _("收货"),
            reach(order.recipient_phone),
            wide=True,
            private={RECIPIENT: reach(mask_number(order.recipient_phone))},
        ),
        Pair(_("要求送达"), date_text(order.wanted_date)),
        Pair(_("联系人"), contact(order.contact_phone), private={CONTACT: contact(mask_number(order.contact_phone))}),
        Pair(_("付款条件"), terms),
        Pair(_("配送方式"), label_of(order.delivery_method_id) if order.delivery_method_id else "—"),
        Pair(_("业务员"), order.owner.full_name if order.owner else "—"),
    ]
    if order.external_number:
        found.append(Pair(_("采购单号"), order.external_number))
    if order.store:
        found.append(Pair(_("门店"), order.store.name))
    if order.contract_number:
        found.append(Pair(_("合同号"), order.contract_number))
    found += [Pair(label, text) for label, text in printed_pairs("sales.order", order.custom)]
    return found


def _columns(currency: str) -> list[Column]:
    money = _("元") if currency == "CNY" else currency
    return [
        Column(_("序"), 9, CENTRE),
        Column(_("编码"), 24),
        Column(_("品名规格")),
        Column(_("单位"), 14, CENTRE),
        Column(_("数量"), 17, RIGHT, strong=True),
        Column(_("单价（%(currency)s）") % {"currency": money}, 21, RIGHT),
        Column(_("折扣"), 19, RIGHT),
        Column(_("金额（%(currency)s）") % {"currency": money}, 26, RIGHT),
    ]


def _row(line: OrderLine, currency: str) -> list[str]:
    name = "　".join(filter(None, (line.item_name, line.model, line.specification)))
    return [
        str(line.position), line.item_code, "\n".join(filter(None, (name, line.remark))), unit_text(line.unit_name),
        quantity_text(line.quantity), price_text(line.unit_price), discount_text(line.discount_rate),
        amount_text(_before_order_discount(line), currency),
    ]  # fmt: skip


def _before_order_discount(line: OrderLine) -> Decimal:
    """Quantity times price less the line's own discount: what a reader can compute. The order's stands below them."""
    amount: Decimal = line.amount + line.allocated_discount
    return amount


def _sums(order: Order) -> list[Sum]:
    found = [Sum(_("商品金额"), amount_text(order.goods_total, order.currency))]
    if own := order.discount_total - order.order_discount:
        found.append(Sum(_("行折扣"), amount_text(-own, order.currency)))
    if order.order_discount:
        found.append(Sum(_("整单优惠"), amount_text(-order.order_discount, order.currency)))
    if order.freight:
        found.append(Sum(_("运费"), amount_text(order.freight, order.currency)))
    tax = _("其中税额") if order.tax_included else _("税额")
    found.append(Sum(tax, amount_text(order.tax_total, order.currency)))
    total = money_text(order.total, order.currency)
    if not order.allowed_amount:
        return [*found, Sum(_("应收合计"), total, strong=True), *_in_base(order)]
    return [
        *found, Sum(_("应收合计"), total), *_in_base(order), Sum(_("折让"), amount_text(-order.allowed_amount, order.currency)),
        Sum(_("折让后应收"), money_text(order.due_after_allowance, order.currency), strong=True),
    ]  # fmt: skip


def _in_base(order: Order) -> list[Sum]:
    """The total in the company's currency, with the order's rate (CAT-020)."""
    if order.is_in_base:
        return []
    facts = {"code": order.currency, "rate": rate_text(order.rate), "base": base_currency()}
    text = _("折合本位币（1 %(code)s = %(rate)s %(base)s）") % facts
    return [Sum(text, money_text(order.base_total, base_currency()))]


def _capitals(order: Order) -> list[str]:
    if order.currency != "CNY" or english():
        return []
    due = order.due_after_allowance if order.allowed_amount else order.total
    return ["金额大写", "人民币" + amount_in_capitals(due)]


def _notes(order: Order, account: str) -> list[str]:
    remark = _("备注：%(text)s") % {"text": order.remark} if order.remark else ""
    return [text for text in (remark, account) if text]
