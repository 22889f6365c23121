"""Loads stored orders for operations: locked, in scope, and as a draft that the rules understand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from danshu.catalog.queries import OrderItem
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.errors import NotFound, StaleState
from danshu.kit.locks import lock
from danshu.kit.money import ZERO
from danshu.kit.questions import Question
from danshu.kit.versions import require_version
from danshu.pricing.queries import LinePrice, line_prices
from danshu.sales.asking import ask_for_order
from danshu.sales.computation import compute_order
from danshu.sales.drafting import DraftLine, LineEntry, OrderDraft, OrderEntry
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.models import Order, OrderLine
from danshu.sales.permissions import EDIT_ORDER, VIEW_ORDER
from danshu.sales.preparation import line_inputs
from danshu.sales.roles import IDS, TEXTS
from danshu.stores.queries import order_store_question


def locked_order(
    order_id: int,
    *,
    actor: Actor,
    permission: str = VIEW_ORDER,
    version: int | None = None,
    seen_status: str | None = None,
) -> Order:
    """The order, locked, if it exists for the actor under the permission (else NotFound).

    `version` is the one the editor was looking at (EditConflict), `seen_status` the status a page showed when
    an action was pressed (StaleState).
    """
    order = lock(Order.objects.visible_to(actor, permission).filter(pk=order_id)).first()
    if order is None:
        raise NotFound()
    if seen_status is not None and order.status != seen_status:
        raise StaleState(label=order.number, state=OrderStatus(order.status).label)
    require_version(order, version)
    return order


def locked_visible_orders(order_ids: Sequence[int], *, actor: Actor, permission: str) -> list[Order]:
    """Several orders, locked in primary-key order, in the order they were named; each counts once.

    Raises NotFound when one of them does not exist for the actor under the permission.
    """
    wanted = list(dict.fromkeys(order_ids))
    if len(wanted) == 1:
        return [locked_order(wanted[0], actor=actor, permission=permission)]
    found = {row.pk: row for row in lock(Order.objects.visible_to(actor, permission).filter(pk__in=wanted))}
    if len(found) != len(wanted):
        raise NotFound()
    return [found[pk] for pk in wanted]


def order_lines(order: Order) -> list[OrderLine]:
    """The lines in their order."""
    return list(order.lines.order_by("position"))


def lines_by_id(actor: Actor, ids: Sequence[int]) -> list[OrderLine]:
    """Lines of orders that this person may change, for what is typed about them."""
    orders = Order.objects.visible_to(actor, EDIT_ORDER).order_by()
    return list(OrderLine.objects.filter(pk__in=list(ids), order__in=orders).order_by("position"))


def in_full(order: Order) -> Order:
    """The order with its contact data, for rules and documents; a page shows what `shown_to` gave it (PRV-1)."""
    if not order.get_deferred_fields():
        return order
    return Order.objects.select_related("owner", "delivery_method").get(pk=order.pk)


def stored_entry(order: Order, lines: Sequence[OrderLine]) -> OrderEntry:
    """The order as it could have been entered, prices frozen."""
    order = in_full(order)
    return OrderEntry(
        customer_id=order.customer_id,
        lines=[
            LineEntry(line.item_id, line.quantity, line.unit_price, line.discount_rate, line.warehouse_id,
                      line.wanted_date, line.remark, line.pk)
            for line in lines
        ],
        **{name: getattr(order, name) for name in (*IDS, *TEXTS)},
        external_number=order.external_number,
        channel=order.channel,
        contact_name=order.contact_name,
        contact_phone=order.contact_phone,
        contact_email=order.contact_email,
        recipient=order.recipient,
        recipient_phone=order.recipient_phone,
        delivery_address=order.delivery_address,
        delivery_region=order.delivery_region_id or "",
        delivery_method_id=order.delivery_method_id,
        payment_terms=order.payment_terms,
        payment_method=order.payment_method,
        store_id=order.store_id,
        warehouse_id=order.warehouse_id,
        wanted_date=order.wanted_date,
        order_discount=order.order_discount,
        freight=order.freight,
        currency=order.currency,
        contract_number=order.contract_number,
        remark=order.remark,
        internal_remark=order.internal_remark,
        checklist=order.checklist,
        custom=order.custom,
    )  # fmt: skip


def stored_draft(
    order: Order, lines: Sequence[OrderLine], *, at: datetime, ahead: Iterable[Question[Any]] = ()
) -> OrderDraft:
    """The stored order as a draft for the rules: its own prices, beside today's list and minimum prices.

    One statement; `ahead` is asked along with it.
    """
    order = in_full(order)
    # whoever sees the order sees its customer's terms and its store here, whatever his scope over these
    shops = [order_store_question(order.store_id, actor=Actor.system())] if order.store_id is not None else []
    asked = ask_for_order(
        actor=Actor.system(), customer_id=order.customer_id, item_ids={line.item_id for line in lines},
        on=business_date(at), currency=order.currency, ahead=[*ahead, *shops],
    )  # fmt: skip
    customer, items = asked.customer.answer(), asked.items.answer()
    prices = line_prices(
        customer_id=customer.id, price_level=customer.price_level, on=business_date(at),
        wanted=[(line.item_id, line.quantity) for line in lines], currency=order.currency, rate=order.rate, items=items,
        offers=asked.offers.answer(),
    )  # fmt: skip
    entry = stored_entry(order, lines)
    drafted = _stored_lines(lines, entry, prices, items)
    return OrderDraft(
        entry=entry,
        customer=customer,
        lines=drafted,
        totals=compute_order(
            line_inputs(drafted), order_discount=order.order_discount or ZERO, freight=order.freight,
            currency=order.currency, tax_included=order.tax_included,
        ),
        currency=order.currency, rate=order.rate, unit_id=order.unit_id,
        owner_id=order.owner_id,
        order_date=order.order_date,
        contact={"contact_name": order.contact_name, "contact_phone": order.contact_phone,
                 "contact_email": order.contact_email},
        delivery={"recipient": order.recipient, "recipient_phone": order.recipient_phone,
                  "delivery_address": order.delivery_address},
        delivery_region=order.delivery_region_id or "",
        payment_terms=order.payment_terms,
        warehouse_id=order.warehouse_id,
        roles={name: getattr(order, name) for name in (*IDS, *TEXTS)},
        tax_included=order.tax_included,
        is_foreign=order.is_foreign,
        store=next((question.answer() for question in shops), None),
    )  # fmt: skip


def _stored_lines(
    lines: Sequence[OrderLine], entry: OrderEntry, prices: Sequence[LinePrice], items: Mapping[int, OrderItem]
) -> tuple[DraftLine, ...]:
    return tuple(
        DraftLine(
            position=line.position, entry=line_entry, item=items[line.item_id], quantity=line.quantity,
            unit_price=line.unit_price, list_price=price.list_price, minimum_price=price.minimum_price,
            price_source=price.source if line.unit_price == price.unit_price else "manual",
            warehouse_id=line.warehouse_id, cost_factor=price.factor,
        )
        for line, line_entry, price in zip(lines, entry.lines, prices, strict=True)
    )  # fmt: skip


def locked_orders(order_ids: Sequence[int]) -> dict[int, Order]:
    """Orders by id, locked in primary-key order, for those whose right lies on another document (money, parcels)."""
    return {order.pk: order for order in lock(Order.objects.filter(pk__in=list(order_ids)))}


def locked_order_by_number(number: str) -> Order:
    """One order, locked, for notices of other systems. Raises NotFound."""
    order = lock(Order.objects.filter(number=number)).first()
    if order is None:
        raise NotFound()
    return order
