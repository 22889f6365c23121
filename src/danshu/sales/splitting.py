"""Makes a second order of some lines and quantities of an order; the module `composing` decides when that may be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from danshu.catalog.queries import order_items
from danshu.inventory.queries import warehouse_names
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.money import ZERO
from danshu.kit.search import search_tokens
from danshu.numbering.operations.next_numbers import next_numbers
from danshu.sales.changing import change_order
from danshu.sales.confirming import kind_line, unconfirm
from danshu.sales.dividing import Share, Sums, add_up, divide_line
from danshu.sales.events import OrderApproved, OrderDivided, OrderSubmitted
from danshu.sales.kinds import KINDS, KindLine, KindOrder, by_kind, kind_of
from danshu.sales.lifecycle import Channel, OrderStatus, PaymentState, ShippingState
from danshu.sales.models import Order, OrderLine
from danshu.sales.numbers import ORDER_SERIES, WEB_SERIES
from danshu.sales.progress import payment_state_after
from danshu.sales.reviewing import with_editor
from danshu.sales.rules import APPROVE
from danshu.sales.submission import ask_again
from danshu.sales.telling import facts_of
from danshu.ui.formats import quantity_text

# places of lines lie below this: lines are put out of each other's way above it
FAR = 10_000
# what the second order begins without: the first one's money (its part of it follows from OrderDivided), papers, progress, and the customer's number, which is his
FRESH: Mapping[str, Any] = {
    "external_number": "", "freight": ZERO, "paid_amount": ZERO, "refunded_amount": ZERO, "allowed_amount": ZERO,
    "payment_state": PaymentState.UNPAID, "paid_at": None, "credit_state": "not_checked",
    "supervision_state": "not_needed", "open_exceptions": 0, "progress_label_id": None, "print_count": 0,
    "satisfaction": None, "satisfaction_comment": "", "reject_reason": "", "version": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Division:
    """What each order gets, decided before anything is written: line id -> (what stays, what goes)."""

    shares: Mapping[int, tuple[Share, Share]]
    stays: Sums
    goes: Sums


def divide(order: Order, lines: Sequence[OrderLine], taken: Mapping[int, Decimal]) -> Division:
    """The amounts of both orders; taken: line id -> quantity that goes. The freight stays with the first order."""
    shares = {line.pk: divide_line(line, taken.get(line.pk, ZERO), currency=order.currency) for line in lines}
    stays = [stay for stay, _go in shares.values() if stay.quantity]
    goes = [go for _stay, go in shares.values() if go.quantity]
    return Division(
        shares,
        add_up(stays, freight=order.freight, tax_included=order.tax_included),
        add_up(goes, freight=ZERO, tax_included=order.tax_included),
    )


def split_off(
    order: Order, lines: Sequence[OrderLine], division: Division, *, wanted_date: date | None, reason: str,
    actor: Actor, at: datetime,
) -> Order:  # fmt: skip
    """Write both orders; the caller has locked the order and decided that it may be so. Returns the second one.

    A line that goes as a whole keeps its identity, and with it its files. What lines claimed is given back and claimed
    anew under the same locks: nobody else gets it in between. An order under review is examined anew, as is the second
    one. Raises what submitting raises (Blocked), and StockShort.
    """
    confirmed = order.status == OrderStatus.APPROVED
    touched = [line for line in lines if division.shares[line.pk][1].quantity]
    if confirmed:
        unconfirm(order, touched, actor=actor, at=at)
    new = _second_order(order, division.goes, wanted_date, actor=actor, at=at)
    changes = _move_lines(new, touched, division)
    if not confirmed:  # papers of the warehouse name the places of an approved order's lines
        _close_gaps(order)
    new.shipping_state = _shipping_state(new)
    new.save(update_fields=["shipping_state"])
    values = asdict(division.stays) | {
        "payment_state": payment_state_after(order, division.stays.total),
        "shipping_state": _shipping_state(order),
        "content_changed_by_ids": None if confirmed else with_editor(order, {"lines"}, actor),
    }
    if order.paid_amount and order.paid_amount >= division.stays.total:
        values["paid_at"] = order.paid_at or at
    change_order(order, values, actor=actor, at=at, reason=reason, extra=changes)
    if confirmed:
        _claim(order, order.number, {line.pk for line in touched}, actor=actor, at=at)
        # its number is not told before it is certain: a dry run would take it
        _claim(new, _("新订单"), None, actor=actor, at=at)
    parts = new.lines.order_by("position").values_list("pk", flat=True)
    went = tuple(zip((line.pk for line in touched), parts, strict=True))
    _tell(order, new, went, confirmed=confirmed, actor=actor, at=at)
    return new


def _second_order(order: Order, sums: Sums, wanted_date: date | None, *, actor: Actor, at: datetime) -> Order:
    """The head of the second order: what was agreed and decided is the same, money and progress begin anew."""
    series = WEB_SERIES if order.channel in (Channel.SHOP, Channel.SELF_SERVICE) else ORDER_SERIES
    number = next_numbers(series, count=1, at=at)[0]
    columns = {field.attname: getattr(order, field.attname) for field in Order._meta.concrete_fields}
    editors = None if order.status == OrderStatus.APPROVED else with_editor(order, {"lines"}, actor)
    tokens = search_tokens(
        number, order.external_number, order.contract_number, order.customer_name, order.contact_name,
        order.contact_phone,
    )  # fmt: skip
    columns |= {
        **FRESH, **asdict(sums), "id": None, "number": number, "wanted_date": wanted_date or order.wanted_date,
        "content_changed_by_ids": editors, "search_tokens": tokens, "created_at": at, "updated_at": at,
        "updated_by_name": actor.name,
    }  # fmt: skip
    new = Order(**columns)
    new.save(force_insert=True)
    current_context().changed(
        "sales.order", new.pk, label=number, changes={"status": (None, str(new.status)), "total": (None, new.total)},
        action="sales.create_order",
    )  # fmt: skip
    return new


def _move_lines(new: Order, touched: Sequence[OrderLine], division: Division) -> dict[str, tuple[Any, Any]]:
    """Whole lines move, others are divided; returns the differences for the first order's history."""
    changes: dict[str, tuple[Any, Any]] = {}
    columns = [field.attname for field in OrderLine._meta.concrete_fields]
    kept, moved, fresh = [], [], []
    for place, line in enumerate(touched, start=1):
        stay, go = division.shares[line.pk]
        name = f"line.{line.position}"
        if not stay.quantity:
            changes[name] = (f"{line.item_code} × {line.quantity.normalize():f} = {line.amount:,.2f}", None)
            line.order_id, line.position = new.pk, place
            moved.append(line)
            continue
        changes[f"{name}.quantity"], changes[f"{name}.amount"] = (
            (line.quantity, stay.quantity), (line.amount, stay.amount),
        )  # fmt: skip
        values = {column: getattr(line, column) for column in columns}
        fresh.append(OrderLine(**values | asdict(go) | {"id": None, "order_id": new.pk, "position": place}))
        for column, value in asdict(stay).items():
            setattr(line, column, value)
        kept.append(line)
    OrderLine.objects.bulk_update(moved, ["order", "position"])
    OrderLine.objects.bulk_update(kept, [field.name for field in fields(Share)])
    OrderLine.objects.bulk_create(fresh)
    return changes


def _close_gaps(order: Order) -> None:
    left = list(order.lines.order_by("position"))
    if all(line.position == place for place, line in enumerate(left, start=1)):
        return
    order.lines.update(position=F("position") + FAR)
    for place, line in enumerate(left, start=1):
        line.position = place
    OrderLine.objects.bulk_update(left, ["position"])


def _shipping_state(order: Order) -> str:
    """Whether it holds anything to ship; nothing of it has left."""
    shipped = [code for code, kind in KINDS.items() if kind.is_shipped]
    any_goods = order.lines.filter(kind__in=shipped).exists()
    return str(ShippingState.NOT_SHIPPED if any_goods else ShippingState.NOT_APPLICABLE)


def _claim(order: Order, label: str, line_ids: Collection[int] | None, *, actor: Actor, at: datetime) -> None:
    """Claim what the division gave back of these lines of the order, of all without ids; label: its name for people."""
    lines = [line for line in order.lines.order_by("position") if line_ids is None or line.pk in line_ids]
    items = order_items({line.item_id for line in lines})
    claiming = [
        (line.kind, replace(kind_line(line), is_stock_managed=items[line.item_id].is_stock_managed)) for line in lines
    ]
    seen = KindOrder(order.pk, order.number, order.unit_id, order.warehouse_id, order.customer_id, APPROVE)
    for code, claims in by_kind(claiming).items():
        kind_of(code).claim(seen, claims, actor=actor, at=at)
    _tell_claims(label, [line for code, line in claiming if KINDS[code].is_shipped and line.is_stock_managed])


def _tell_claims(label: str, claimed: Sequence[KindLine]) -> None:
    names = warehouse_names({line.warehouse_id for line in claimed if line.warehouse_id}) if claimed else {}
    for line in claimed:
        facts = {"order": label, "warehouse": names.get(line.warehouse_id or 0, ""), "item": line.item_name,
                 "quantity": quantity_text(line.quantity, line.unit_name)}  # fmt: skip
        current_context().effect("stock", _("%(order)s在%(warehouse)s占用：%(item)s %(quantity)s") % facts, "info")


def _tell(
    order: Order, new: Order, went: tuple[tuple[int, int], ...], *, confirmed: bool, actor: Actor, at: datetime
) -> None:
    publish(
        OrderDivided(
            **facts_of(order), new_order_id=new.pk, new_number=new.number, moved=new.total, confirmed=confirmed,
            lines=went,
        )
    )  # fmt: skip
    if order.paid_amount:  # the money was divided
        order.refresh_from_db()
        new.refresh_from_db()
    if confirmed:
        publish(OrderApproved(**facts_of(new)))
    elif order.status == OrderStatus.AWAITING_REVIEW:
        publish(OrderSubmitted(**facts_of(new)))
        for each in (order, new):
            ask_again(each, actor=actor, at=at)
