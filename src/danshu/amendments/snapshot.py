"""Whole versions of an order as plain data: frozen on the change order, compared, and carried out (bone 10)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from danshu.kit.money import ZERO
from danshu.sales.computation import LineAmounts
from danshu.sales.drafting import DraftLine, LineEntry, OrderDraft, OrderEntry
from danshu.sales.records import Order, OrderLine

Version = dict[str, Any]
TEXTS = ("contact_name", "contact_phone", "contact_email", "recipient", "recipient_phone", "delivery_address",
         "delivery_method_id", "payment_terms", "remark")  # fmt: skip
TOTALS = ("goods_total", "discount_total", "order_discount", "freight", "tax_total", "total")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody wants the order to be: its entry, whose bill it is, and what becomes of money that is too much.

    Without a paying or invoice customer the signing customer pays and gets the invoice (ORD-010).
    """

    entry: OrderEntry
    paying_customer_id: int | None = None
    invoice_customer_id: int | None = None
    overpayment: str = "refund"


def version_of_order(order: Order, lines: Sequence[OrderLine]) -> Version:
    """The stored order; what became of it so far (sent, paid) is no part of its content."""
    head = {name: getattr(order, name) for name in TEXTS}
    roles = {"paying_customer_id": order.paying_customer_id, "invoice_customer_id": order.invoice_customer_id}
    return {
        "head": head | roles | {"wanted_date": _day(order.wanted_date)},
        "lines": [_stored(line) for line in lines],
        "totals": {name: _amount(getattr(order, name)) for name in TOTALS},
    }  # fmt: skip


def version_of_draft(draft: OrderDraft, proposal: Proposal) -> Version:
    """The order as it would be."""
    entry = draft.entry
    head = {
        **draft.contact, **draft.delivery, "delivery_method_id": entry.delivery_method_id,
        "payment_terms": str(draft.payment_terms), "remark": entry.remark,
        "paying_customer_id": proposal.paying_customer_id, "invoice_customer_id": proposal.invoice_customer_id,
        "wanted_date": _day(entry.wanted_date),
    }  # fmt: skip
    totals = {name: _amount(getattr(draft.totals, name)) for name in TOTALS}
    lines = [_drafted(line, amounts) for line, amounts in zip(draft.lines, draft.totals.lines, strict=True)]
    return {"head": head, "lines": lines, "totals": totals}


def _drafted(line: DraftLine, amounts: LineAmounts) -> dict[str, Any]:
    entry, item = line.entry, line.item
    return _named(entry.line_id, line.position, item.id, (item.code, item.name, item.unit)) | _agreed(
        line.quantity, line.unit_price, entry.discount_rate, amounts.amount, entry.wanted_date, entry.remark
    )


def _stored(line: OrderLine) -> dict[str, Any]:
    names = (line.item_code, line.item_name, line.unit_name)
    return _named(line.pk, line.position, line.item_id, names) | _agreed(
        line.quantity, line.unit_price, line.discount_rate, line.amount, line.wanted_date, line.remark
    )


def _named(pk: int | None, position: int, item_id: int, names: tuple[str, str, str]) -> dict[str, Any]:
    code, name, unit = names
    return {"line_id": pk, "position": position, "item_id": item_id, "code": code, "name": name, "unit": unit}


def _agreed(
    quantity: Decimal, price: Decimal, rate: Decimal, amount: Decimal, wanted: date | None, remark: str
) -> dict[str, Any]:
    return {
        "quantity": _plain(quantity), "unit_price": _plain(price), "discount_rate": _plain(rate),
        "amount": _amount(amount), "wanted_date": _day(wanted), "remark": remark,
    }  # fmt: skip


def proposal_of(version: Mapping[str, Any], *, customer_id: int, overpayment: str) -> Proposal:
    """The proposal that a frozen version stands for: its own prices, nothing looked up again."""
    head = version["head"]
    lines = [
        LineEntry(
            item_id=line["item_id"], quantity=Decimal(line["quantity"]), unit_price=Decimal(line["unit_price"]),
            discount_rate=Decimal(line["discount_rate"]), wanted_date=_date(line["wanted_date"]),
            remark=line["remark"], line_id=line["line_id"],
        )
        for line in version["lines"]
    ]  # fmt: skip
    entry = OrderEntry(
        customer_id=customer_id, lines=lines, wanted_date=_date(head["wanted_date"]),
        order_discount=Decimal(version["totals"]["order_discount"]), freight=Decimal(version["totals"]["freight"]),
        **{name: head[name] for name in TEXTS},
    )  # fmt: skip
    return Proposal(entry, head["paying_customer_id"], head["invoice_customer_id"], overpayment)


def digest_of(version: Version) -> str:
    """Equal for equal content."""
    return hashlib.sha256(json.dumps(version, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def total_of(version: Mapping[str, Any]) -> Decimal:
    """What the customer owes by it."""
    return Decimal(version["totals"]["total"])


def _plain(value: Decimal) -> str:
    return f"{(value or ZERO).normalize():f}"


def _amount(value: Decimal) -> str:
    return f"{value:.2f}"


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
