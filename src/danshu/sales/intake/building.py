"""Plans with known customers and items become drafts, by the rules of the order page where the order is still open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.catalog.queries import OrderItem, order_items
from danshu.currencies.queries import base_currency, is_orderable, rates_on
from danshu.custom_fields.importing import imported
from danshu.exchange.importing import ImportContext, Row
from danshu.kit.clock import business_date
from danshu.kit.errors import FieldProblem
from danshu.kit.money import ZERO
from danshu.parties.queries import OrderCustomer, order_customers
from danshu.pricing.books import PriceBook, price_book
from danshu.pricing.errors import PriceMissing
from danshu.pricing.queries import Offers, line_prices
from danshu.sales.contact_data import contact_problems
from danshu.sales.custom import taken_custom
from danshu.sales.drafting import DraftLine, LineEntry, OrderEntry
from danshu.sales.intake.amounts import SheetLine, sheet_lines
from danshu.sales.intake.planning import order_date_of
from danshu.sales.intake.types import Plan
from danshu.sales.judging import order_problems
from danshu.sales.kinds import KINDS
from danshu.sales.preparation import complete_draft, line_problems
from danshu.sales.price_rights import price_problems
from danshu.sales.rating import Rated

FIELDS = {
    "item": "product_code", "quantity": "quantity", "price": "unit_price", "discount": "discount",
    "wanted_date": "wanted_date",
}  # fmt: skip
# what the sheet calls a field of the head otherwise than the form
HEAD = {"delivery_address": "street"}


def build_drafts(plans: Sequence[Plan], context: ImportContext) -> None:
    """Give each plan its draft, or its problems. Two statements for customers and items, whatever their number, and
    one for the prices that the sheet does not tell."""
    wanted = [plan for plan in plans if not plan.problems]
    customers = order_customers(actor=context.actor, customer_ids={plan.customer_id for plan in wanted})
    items = order_items(item_id for plan in wanted for item_id in plan.item_ids)
    rates = rates_on(
        _money_of(plan, customers[plan.customer_id], context) for plan in wanted if plan.customer_id in customers
    )
    known = Known(items, _prices(wanted, context))
    for plan in wanted:
        customer = customers.get(plan.customer_id)
        if customer is None:
            text = _("客户不存在，或不在你的数据范围内")
            plan.refuse(plan.first.number, "customer_name", "out_of_scope", text)
        elif not customer.is_valid and not plan.is_history:
            text = _("客户已失效，不能下单；请选择其他客户")
            plan.refuse(plan.first.number, "customer_name", "invalid", text)
        elif not customer.is_vetted and not plan.is_history:
            text = _("客户还没有通过审核，不能下单；审核通过后再提交")
            plan.refuse(plan.first.number, "customer_name", "not_vetted", text)
        else:
            _build(plan, customer, known, _rated(plan, _money_of(plan, customer, context), rates), context)


@dataclass(frozen=True, slots=True)
class Known:
    """What the orders of a chunk need to know of the catalogue: their items, and prices where the sheet tells none."""

    items: Mapping[int, OrderItem]
    prices: PriceBook | None


def _prices(plans: Sequence[Plan], context: ImportContext) -> PriceBook | None:
    unpriced = [plan for plan in plans if any(row["unit_price"] is None for row in plan.group.rows)]
    item_ids = {item_id for plan in unpriced if not plan.is_history for item_id in plan.item_ids}
    if not item_ids:
        return None
    return price_book(item_ids, {plan.customer_id for plan in unpriced}, on=business_date(context.at))


def _money_of(plan: Plan, customer: OrderCustomer, context: ImportContext) -> tuple[str, date]:
    """Currency and day of an order."""
    currency = (plan.first["currency"] or customer.currency).upper()
    return currency, order_date_of(plan.group.rows) or business_date(context.at)


def _rated(plan: Plan, money: tuple[str, date], rates: Mapping[tuple[str, date], Decimal]) -> Rated:
    """The order's rate; history of which no rate is known counts one to one, and is told (CAT-020)."""
    currency, day = money
    if not plan.is_history and not is_orderable(currency):
        text = _("%(code)s 没有启用下单或没有汇率；选择其他币种，或请财务在“货币与汇率”里录入汇率") % {"code": currency}
        plan.refuse(plan.first.number, "currency", "not_orderable", text, _("币种不能下单"))
    elif money not in rates:
        text = _("%(code)s 在 %(day)s 没有汇率，折合本位币时按 1 计") % {"code": currency, "day": day.isoformat()}
        plan.warn(plan.first.number, "currency", "no_rate", text, _("没有当天的汇率"))
    return Rated(currency, rates.get(money, Decimal(1)))


def _build(plan: Plan, customer: OrderCustomer, known: Known, rated: Rated, context: ImportContext) -> None:
    items, currency = known.items, rated.currency
    rows = plan.group.rows
    money = sheet_lines(rows, currency)
    entry = _entry(plan, currency, money)
    if not plan.is_history:
        for index, line in enumerate(entry.lines):
            _take(plan, line_problems(index, line, items))
        for problem in contact_problems(entry):
            plan.refuse(plan.first.number, problem.field, problem.code, problem.text)
    for item_id, row in zip(plan.item_ids, rows, strict=True):
        if items[item_id].kind not in KINDS and plan.is_history:
            text = _("%(code)s 不能在销售订单里销售，请用对应的订单类型") % {"code": items[item_id].code}
            plan.refuse(row.number, "product_code", "not_sold", text)
    if not plan.is_history:
        own = taken_custom(entry, actor=context.actor)
        _take(plan, own.problems)
        entry = replace(entry, custom=own.values)
    if plan.problems:
        return
    lines = _lines(plan, entry, customer, known, rated, context)
    if not plan.is_history and lines is not None:
        _take(plan, price_problems(lines, context.actor))
    if lines is None or plan.problems:
        return
    for row, told in zip(rows, money, strict=True):
        if told.differs:
            text = _("行金额 %(amount)s 与数量、单价、折扣算出的不同，以行金额为准") % {"amount": row["amount"]}
            plan.warn(row.number, "amount", "amount_differs", text, _("行金额与数量 × 单价不同"))
    draft = complete_draft(entry, customer, lines, rated=rated, actor=context.actor, at=context.at)
    if not plan.is_history and (problems := order_problems(draft, at=context.at)):
        _take(plan, problems)
        return
    ordered = order_date_of(rows) or business_date(context.at)
    plan.draft = replace(draft, order_date=ordered)
    _judge_payment(plan, draft.totals.total)
    plan.sheet_amount = sum(
        (draft.totals.lines[i].amount if row["amount"] is None else row["amount"] for i, row in enumerate(rows)), ZERO
    )


def _judge_payment(plan: Plan, total: Decimal) -> None:
    """What came in is kept as the sheet says, and told where it is not what the order comes to."""
    first = plan.first
    if first["paid"] is None and first["refunded"] is None:
        return
    plan.refunded = first["refunded"] or ZERO
    plan.paid = (first["paid"] or ZERO) + plan.refunded
    if plan.paid and plan.paid != total:
        facts = {"paid": plan.paid, "total": total, "difference": plan.paid - total}
        text = _("付款 %(paid)s 与订单合计 %(total)s 相差 %(difference)s，按表格记录") % facts
        plan.warn(first.number, "paid", "payment_differs", text, _("付款与订单合计不同"))


def _entry(plan: Plan, currency: str, money: Sequence[SheetLine]) -> OrderEntry:
    first = plan.first
    place = [first["province"], first["city"], first["street"]]
    shipping = _("邮寄方式：%(name)s") % {"name": first["shipping"]} if first["shipping"] else ""
    return OrderEntry(
        customer_id=plan.customer_id,
        lines=[
            _line_entry(item_id, row, told) for item_id, row, told in zip(plan.item_ids, plan.group.rows, money, strict=True)
        ],
        external_number=plan.number, channel="import", recipient=first["recipient"] or "",
        recipient_phone=first["recipient_phone"] or "", delivery_address=_on_one_line(place),
        payment_method=first["payment_method"] or "", wanted_date=first["wanted_date"],
        freight=first["freight"] or ZERO, currency=currency, remark=first["remark"] or "", internal_remark=shipping,
        custom=imported("sales.order", first.values),
    )  # fmt: skip


def _on_one_line(parts: Iterable[str | None]) -> str:
    given = [part for part in dict.fromkeys(parts) if part]
    chinese = any("\u4e00" <= char <= "\u9fff" for part in given for char in part)
    return ("" if chinese else " ").join(given)


def _line_entry(item_id: int, row: Row, told: SheetLine) -> LineEntry:
    return LineEntry(
        item_id=item_id, quantity=row["quantity"], unit_price=told.unit_price, discount_rate=told.discount_rate,
        wanted_date=row["wanted_date"], remark=row["line_remark"] or "", amount=told.amount, cost=told.cost,
    )  # fmt: skip


def _lines(
    plan: Plan, entry: OrderEntry, customer: OrderCustomer, known: Known, rated: Rated, context: ImportContext,
) -> tuple[DraftLine, ...] | None:  # fmt: skip
    items = known.items
    listed: Sequence[tuple[Decimal, Decimal, str]]
    currency = rated.currency
    if all(line.unit_price is not None for line in entry.lines):
        listed = [_listed(items[line.item_id or 0], line, currency) for line in entry.lines]
    else:
        wanted = [(line.item_id or 0, line.quantity or ZERO) for line in entry.lines]
        try:
            prices = line_prices(
                customer_id=customer.id, price_level=customer.price_level, on=business_date(context.at),
                wanted=wanted, currency=currency, rate=rated.rate, items=items,
                offers=_offers(plan, customer, known, currency),
            )  # fmt: skip
        except PriceMissing as refusal:
            plan.refuse(plan.first.number, "unit_price", refusal.code, str(refusal), refusal.text)
            return None
        listed = [
            (price.unit_price if line.unit_price is None else line.unit_price, price.list_price, price.source)
            for line, price in zip(entry.lines, prices, strict=True)
        ]
    return tuple(
        DraftLine(
            position=position, entry=line, item=items[line.item_id or 0], quantity=line.quantity or ZERO,
            unit_price=price, list_price=list_price, minimum_price=_minimum(items[line.item_id or 0], currency),
            price_source="manual" if line.unit_price is not None and price != list_price else source,
            warehouse_id=None, cost_factor=_cost_factor(items[line.item_id or 0], rated),
        )
        for position, (line, (price, list_price, source)) in enumerate(zip(entry.lines, listed, strict=True), start=1)
    )  # fmt: skip


def _offers(plan: Plan, customer: OrderCustomer, known: Known, currency: str) -> Offers | None:
    if known.prices is None:
        return None
    return known.prices.offers(
        plan.item_ids, customer_id=customer.id, price_level=customer.price_level, currency=currency
    )


def _listed(item: OrderItem, line: LineEntry, currency: str) -> tuple[Decimal, Decimal, str]:
    price = line.unit_price or ZERO
    return price, item.sale_price if item.currency == currency else price, "list"


def _minimum(item: OrderItem, currency: str) -> Decimal | None:
    return item.minimum_price if item.currency == currency else None


def _cost_factor(item: OrderItem, rated: Rated) -> Decimal:
    """What one unit of the item's currency is in that of the order; history counts costs by the order's rate."""
    if item.currency == rated.currency:
        return Decimal(1)
    return 1 / rated.rate if item.currency == base_currency() else ZERO


def _take(plan: Plan, problems: Sequence[FieldProblem]) -> None:
    for problem in problems:
        if problem.field.startswith("lines-"):
            _lines_word, index, name = problem.field.split("-", 2)
            plan.refuse(plan.group.rows[int(index)].number, FIELDS[name], problem.code, problem.text)
        else:
            plan.refuse(plan.first.number, HEAD.get(problem.field, problem.field), problem.code, problem.text)
