"""Completes and prices what was entered; tells everything that is wrong with it at once (ORD-004, ORD-005, COM-011)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from danshu.catalog.queries import OrderItem
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.days import day_problem
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.money import ZERO
from danshu.kit.quantities import quantity_problem
from danshu.kit.questions import Question
from danshu.kit.words import with_count
from danshu.parties.queries import OrderCustomer
from danshu.pricing.queries import LinePrice, line_prices
from danshu.sales.asking import OrderQuestions, ask_for_order
from danshu.sales.computation import HUNDRED, LineInput, compute_order
from danshu.sales.contact_data import contact_problems
from danshu.sales.custom import taken_custom
from danshu.sales.delivering import delivery_region
from danshu.sales.drafting import DraftLine, LineEntry, OrderDraft, OrderEntry
from danshu.sales.judging import order_problems
from danshu.sales.kinds import KINDS
from danshu.sales.lifecycle import PaymentTerms
from danshu.sales.models import Order
from danshu.sales.price_rights import price_problems
from danshu.sales.rating import Rated, rated_currency
from danshu.sales.references import reference_problems
from danshu.sales.roles import named_ids, role_problems, role_values
from danshu.sales.stores import of_store, store_problems, store_questions
from danshu.ui.formats import unit_text

MAX_LINES = 500
MAX_PRICE = Decimal(99999999)
CHINA = {"", "中国", "中国大陆", "CN", "China"}


def prepare_order(
    entry: OrderEntry,
    *,
    actor: Actor,
    at: datetime,
    stored: OrderEntry | None = None,
    order: Order | None = None,
    keep_lines: bool = False,
    ahead: Iterable[Question[Any]] = (),
) -> OrderDraft:
    """Price and total an entry for its customer at a moment.

    `stored`: the order as it is stored already; its customer, delivery method and warehouses may have become invalid
    meanwhile and stay, and its custom values are settled (danshu.sales.custom).
    order: the stored order itself, whose unit and key the rules of administrators ask for (SYS-011).
    keep_lines: so may the items of its lines, as long as no more of them is wanted (a change of an approved order).
    Raises FieldErrors naming every wrong field (lines as `lines-0-quantity`), NotFound for a customer out of scope.
    One statement whatever the number of lines; `ahead` is asked along with it.
    """
    problems: list[FieldProblem] = []
    shops = store_questions(entry, stored, actor=actor)
    asked = ask_for_order(
        actor=actor, customer_id=entry.customer_id, item_ids=item_ids(entry), on=business_date(at),
        currency=entry.currency, roles=named_ids(entry), ahead=[*ahead, *shops],
    )  # fmt: skip
    customer = _customer(entry, asked, problems, stored)
    items = asked.items.answer()
    for index, line in enumerate(entry.lines):
        problems += line_problems(index, line, items, agreed=keep_lines and _agreed(line, stored))
    problems += header_problems(entry)
    problems += [*contact_problems(entry, stored=stored), *store_problems(entry, stored, shops)]
    problems += reference_problems(entry, customer, actor=actor, stored=stored)
    named = asked.named()
    problems += role_problems(entry, named, stored=stored)
    if stored is None:
        own = taken_custom(entry, actor=actor)
        problems += own.problems
        entry = replace(entry, custom=own.values)
    rated = _rated(entry, customer, order, problems, at=at)
    if problems or customer is None or rated is None:
        raise FieldErrors(problems)

    def prices(wanted: Sequence[tuple[int, Decimal]]) -> list[LinePrice]:
        return line_prices(
            customer_id=customer.id, price_level=customer.price_level, on=business_date(at), wanted=wanted,
            currency=rated.currency, rate=rated.rate, items=items, offers=asked.offers.answer(),
        )  # fmt: skip

    lines = _lines(entry.lines, items, prices([(line.item_id or 0, line.quantity or ZERO) for line in entry.lines]))
    if problems := price_problems(lines, actor, stored=_promised(stored, rated), prices=prices):
        raise FieldErrors(problems)
    draft = of_store(complete_draft(entry, customer, lines, rated=rated, actor=actor, at=at), stored, shops)
    if problems := order_problems(draft, at=at, order=order, stored=stored):
        raise FieldErrors(problems)
    draft = replace(draft, roles=role_values(entry, customer, named, stored=stored))
    _require_discount_within_goods(draft)
    return draft


def _promised(stored: OrderEntry | None, rated: Rated) -> OrderEntry | None:
    """What was promised in another currency is no promise in this one."""
    return stored if stored is not None and stored.currency == rated.currency else None


def _require_discount_within_goods(draft: OrderDraft) -> None:
    goods = draft.totals.goods_total - draft.line_discounts
    if draft.lines and draft.entry.order_discount > goods:
        text = _("整单优惠不能大于商品金额 %(goods)s") % {"goods": f"{goods:,.2f}"}
        raise FieldErrors([FieldProblem("order_discount", "too_large", text)])


def item_ids(entry: OrderEntry) -> set[int]:
    """The items that an entry names."""
    return {line.item_id for line in entry.lines if line.item_id}


def line_inputs(lines: Sequence[DraftLine]) -> list[LineInput]:
    """What the computation needs of priced lines."""
    return [
        LineInput(
            line.quantity, line.unit_price, line.entry.discount_rate, line.item.tax_rate,
            (line.item.purchase_price or ZERO) * line.cost_factor, line.entry.amount, line.entry.cost,
        )
        for line in lines
    ]  # fmt: skip


def _customer(
    entry: OrderEntry, asked: OrderQuestions, problems: list[FieldProblem], stored: OrderEntry | None
) -> OrderCustomer | None:
    if entry.customer_id is None:
        problems.append(FieldProblem("customer", "required", _("请选择客户；客户必须先建档")))
        return None
    customer = asked.customer.answer()
    kept = stored is not None and stored.customer_id == entry.customer_id
    if not customer.is_valid and not kept:
        problems.append(FieldProblem("customer", "invalid", _("客户已失效，不能下单；请选择其他客户")))
    elif not customer.is_vetted and not kept:
        problems.append(FieldProblem("customer", "not_vetted", _("客户还没有通过审核，不能下单；审核通过后再提交")))
    return customer


def _rated(
    entry: OrderEntry,
    customer: OrderCustomer | None,
    order: Order | None,
    problems: list[FieldProblem],
    *,
    at: datetime,
) -> Rated | None:
    """The currency that was chosen, else the customer's, with the order's rate; what is wrong joins the problems."""
    if customer is None:
        return None
    found = rated_currency(entry.currency or customer.currency, order=order, at=at)
    if isinstance(found, Rated):
        return found
    problems.append(found)
    return None


def header_problems(entry: OrderEntry) -> list[FieldProblem]:
    """What is wrong around the lines, beside its field."""
    problems = []
    if entry.order_discount < 0:
        problems.append(FieldProblem("order_discount", "negative", _("整单优惠不能小于 0")))
    if not 0 <= entry.freight <= MAX_PRICE:
        problems.append(FieldProblem("freight", "range", _("运费应在 0 到 99,999,999 之间")))
    if len(entry.lines) > MAX_LINES:
        problems.append(FieldProblem("lines", "too_many", _("一张订单最多 500 行，请拆成几张")))
    if entry.payment_terms and entry.payment_terms not in PaymentTerms.values:
        problems.append(FieldProblem("payment_terms", "unknown", _("没有这种付款条件")))
    if entry.wanted_date and (text := day_problem(entry.wanted_date)):
        problems.append(FieldProblem("wanted_date", "day_out_of_range", text))
    return problems


def _agreed(line: LineEntry, stored: OrderEntry | None) -> bool:
    """True for a line that the customer has been promised already, in this quantity or more."""
    before = next((x for x in stored.lines if x.line_id == line.line_id), None) if stored and line.line_id else None
    if before is None or before.item_id != line.item_id:
        return False
    return line.quantity is not None and line.quantity <= (before.quantity or ZERO)


def line_problems(
    index: int, line: LineEntry, items: Mapping[int, OrderItem], *, agreed: bool = False
) -> list[FieldProblem]:
    """What is wrong with one entered line, beside `lines-<index>-item`, `-quantity`, `-price`, `-discount`.

    agreed: the item was promised already, whatever became of it since.
    """
    item = items.get(line.item_id or 0)
    if item is None:
        return [FieldProblem(f"lines-{index}-item", "required", _("请选择商品；商品必须先建档"))]
    problems = []
    if not agreed and (reason := _unsellable(item)):
        problems.append(FieldProblem(f"lines-{index}-item", "not_sold", reason))
    if text := _quantity_text(item, line.quantity):
        problems.append(FieldProblem(f"lines-{index}-quantity", "quantity", text))
    if line.unit_price is not None and not 0 <= line.unit_price <= MAX_PRICE:
        problems.append(FieldProblem(f"lines-{index}-price", "range", _("单价应在 0 到 99,999,999 之间")))
    if not 0 <= line.discount_rate <= HUNDRED:
        problems.append(FieldProblem(f"lines-{index}-discount", "range", _("折扣应在 0 到 100 之间，95 表示九五折")))
    if line.wanted_date and (text := day_problem(line.wanted_date)):
        problems.append(FieldProblem(f"lines-{index}-wanted_date", "day_out_of_range", text))
    return problems


def _unsellable(item: OrderItem) -> str:
    if not item.is_valid:
        return _("%(code)s 已失效，不能下单") % {"code": item.code}
    if not item.is_on_sale:
        return _("%(code)s 已下架，不能下单") % {"code": item.code}
    if item.kind not in KINDS:
        return _("%(code)s 不能在销售订单里销售，请用对应的订单类型") % {"code": item.code}
    return ""


def _quantity_text(item: OrderItem, quantity: Decimal | None) -> str:
    if quantity is None:
        return _("请填写数量")
    problem = quantity_problem(quantity, item.decimals)
    if problem == "too_fine":
        if item.decimals == 0:
            return _("单位是“%(unit)s”，数量应填整数") % {"unit": unit_text(item.unit)}
        return with_count("单位是“%(unit)s”，数量最多 %(decimals)s 位小数", "decimals") % {
            "unit": unit_text(item.unit),
            "decimals": item.decimals,
        }
    if problem:
        return _("数量应大于 0，且不超过 999,999,999")
    if item.max_per_order is not None and quantity > item.max_per_order:
        return _("每单最多 %(limit)s %(unit)s") % {"limit": f"{item.max_per_order.normalize():f}", "unit": item.unit}
    return ""


def _lines(
    entries: Sequence[LineEntry], items: Mapping[int, OrderItem], prices: Sequence[LinePrice]
) -> tuple[DraftLine, ...]:
    made = []
    for position, (entry, price) in enumerate(zip(entries, prices, strict=True), start=1):
        item = items[entry.item_id or 0]
        typed = entry.unit_price is not None and entry.unit_price != price.unit_price
        made.append(
            DraftLine(
                position=position,
                entry=entry,
                item=item,
                quantity=entry.quantity or ZERO,
                unit_price=entry.unit_price if typed and entry.unit_price is not None else price.unit_price,
                list_price=price.list_price,
                minimum_price=price.minimum_price,
                price_source="manual" if typed else price.source,
                warehouse_id=entry.warehouse_id,
                cost_factor=price.factor,
            )
        )
    return tuple(made)


def complete_draft(
    entry: OrderEntry,
    customer: OrderCustomer,
    lines: tuple[DraftLine, ...],
    *,
    rated: Rated,
    actor: Actor,
    at: datetime,
) -> OrderDraft:
    """The draft of checked and priced lines: totals, contact, delivery, terms."""
    currency = rated.currency
    address = next((a for a in customer.addresses if a.id == entry.address_id), None)
    if address is None and not entry.delivery_address:
        address = next((a for a in customer.addresses if a.is_default), None)
    return OrderDraft(
        entry=entry,
        customer=customer,
        lines=lines,
        totals=compute_order(
            line_inputs(lines), order_discount=entry.order_discount, freight=entry.freight, currency=currency
        ),
        currency=currency,
        rate=rated.rate,
        unit_id=actor.unit_id or customer.unit_id,
        owner_id=actor.user_id or customer.owner_id,
        order_date=business_date(at),
        contact={
            "contact_name": entry.contact_name or customer.contact_name,
            "contact_phone": entry.contact_phone or customer.mobile or customer.phone,
            "contact_email": entry.contact_email or customer.email,
        },
        delivery={
            "recipient": entry.recipient or (address.recipient if address else ""),
            "recipient_phone": entry.recipient_phone or (address.phone if address else ""),
            "delivery_address": entry.delivery_address or (address.text if address else ""),
        },
        delivery_region=delivery_region(entry, address),
        payment_terms=entry.payment_terms or _default_terms(customer),
        warehouse_id=entry.warehouse_id,
        is_foreign=bool(address and address.country not in CHINA),
    )


def _default_terms(customer: OrderCustomer) -> str:
    return PaymentTerms.ON_ACCOUNT if customer.payment_terms_days else PaymentTerms.PREPAID
