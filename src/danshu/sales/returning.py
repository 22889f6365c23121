"""Bringing an order back from the recycle bin (ORD-043), and what the bin needs to know of orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.catalog.permissions import COST_VIEW
from danshu.catalog.usage import register as register_item_usage
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import DomainError
from danshu.kit.locks import lock
from danshu.kit.search import search_tokens
from danshu.parties.usage import register as register_customer_usage
from danshu.recycling import graph
from danshu.recycling.queries import uses
from danshu.recycling.records import Entry
from danshu.recycling.registry import Clash, Recyclable, Table, anchor, confidential, part, recyclable
from danshu.sales.confirming import confirm
from danshu.sales.deletion import effects
from danshu.sales.events import OrderRestored
from danshu.sales.lifecycle import CONFIRMED, Channel, OrderStatus
from danshu.sales.loading import order_lines, stored_draft
from danshu.sales.models import Order
from danshu.sales.permissions import RESTORE_ORDER, VIEW_DELETED
from danshu.sales.rewriting import save_warehouses
from danshu.sales.telling import facts_of
from danshu.ui.formats import amount_text, price_text, quantity_text

KIND = "sales.order"
# what an order loses that comes back as a draft
AS_DRAFT: Mapping[str, Any] = {
    "status": OrderStatus.DRAFT.value, "submitted_at": None, "approved_at": None, "approved_by_id": None,
    "supervision_state": "not_needed",
}  # fmt: skip


def bring_back(entry: Entry, *, settled: Mapping[str, str], actor: Actor, at: datetime) -> Sequence[str]:
    """Put the rows back; a confirmed order takes again what it needs, or returns as a draft naming what is missing."""
    missing: list[str] = []
    changes = {name: value.strip() for name, value in settled.items() if name == "external_number"}
    if entry.status in CONFIRMED:
        try:
            with transaction.atomic():
                emptied = _put_back(entry, changes)
                order = _claim_again(entry, actor=actor, at=at)
        except DomainError as refusal:
            missing.append(refusal.text)
            emptied = _put_back(entry, {**AS_DRAFT, **changes})
            order = Order.objects.get(pk=entry.root_id)
    else:
        emptied = _put_back(entry, changes)
        order = Order.objects.get(pk=entry.root_id)
    missing += [_("%(field)s 已不存在，恢复后为空") % {"field": _field(model, column)} for model, column in emptied]
    _note(order, entry, changes)
    publish(OrderRestored(**facts_of(order), entry_id=entry.pk, is_confirmed=order.status in CONFIRMED))
    return missing


def _put_back(entry: Entry, changes: Mapping[str, Any]) -> list[tuple[str, str]]:
    return graph.put_back(KIND, entry.pk, label=entry.label, changes=changes)


def _claim_again(entry: Entry, *, actor: Actor, at: datetime) -> Order:
    order = lock(Order.objects.filter(pk=entry.root_id)).get()
    lines = order_lines(order)
    draft = confirm(stored_draft(order, lines, at=at), order_id=order.pk, line_ids=[line.pk for line in lines],
                    number=order.number, actor=actor, at=at)  # fmt: skip
    save_warehouses(lines, draft)
    return order


def _note(order: Order, entry: Entry, changes: Mapping[str, str]) -> None:
    """History of what is different now; found by its new number too."""
    told: dict[str, tuple[Any, Any]] = {}
    if order.status != entry.status:
        told["status"] = (entry.status, order.status)
        current_context().effect("draft", _("库存已被占用：订单以草稿恢复"), "warn")
    elif order.status in CONFIRMED:
        current_context().effect("claimed", _("重新占用库存，应收恢复"), "neutral")
    current_context().effect("back", _("订单连同明细、沟通和修改记录一起恢复"), "ok")
    if "external_number" in changes:
        told["external_number"] = (entry.payload[ORDER][0]["external_number"], order.external_number)
        texts = (order.number, order.external_number, order.contract_number, order.customer_name, order.contact_name,
                 order.contact_phone)  # fmt: skip
        order.search_tokens = search_tokens(*texts)
        order.save(update_fields=["search_tokens"])
    if told:
        current_context().changed(KIND, order.pk, label=order.number, changes=told, action="recycling.restore_entry")


ORDER, LINE = "sales.Order", "sales.OrderLine"


def _field(model: str, column: str) -> str:
    names = {"delivery_method_id": _("配送方式"), "warehouse_id": _("仓库"), "handler_id": _("处理人"), "unit_id": _("组织"),
             "owner_id": _("业务员")}  # fmt: skip
    return names.get(column, column)


def clashes(entry: Entry) -> Sequence[Clash]:
    """The external number, when another order of the customer took it meanwhile."""
    row = entry.payload[ORDER][0]
    number = row["external_number"]
    if not number:
        return ()
    same = Order.objects.filter(customer_id=row["customer_id"], external_number=number)
    if row["channel"] == Channel.IMPORT:
        same = same.filter(channel=Channel.IMPORT, order_date=row["order_date"])
    else:
        same = same.filter(channel=row["channel"])
    other = same.values_list("number", flat=True).first()
    if other is None:
        return ()
    text = _("外部单号 %(value)s 已用于订单 %(other)s") % {"value": number, "other": other}
    return [Clash("external_number", gettext_lazy("外部单号"), number, text)]


def tables(payload: Mapping[str, Any]) -> Sequence[Table]:
    """The lines for reading."""
    rows = [
        (line["item_code"], line["item_name"], f"{quantity_text(Decimal(line['quantity']))} {line['unit_name']}",
         price_text(Decimal(line["unit_price"])), amount_text(Decimal(line["amount"])))
        for line in sorted(payload.get(LINE, ()), key=lambda line: line["position"])
    ]  # fmt: skip
    headings = (_("编码"), _("商品"), _("数量"), _("单价"), _("金额"))
    return [Table(_("明细"), headings, rows, frozenset({2, 3, 4}))]


def _status_label(code: str) -> str:
    return str(OrderStatus(code).label) if code in OrderStatus.values else code


recyclable(
    Recyclable(
        kind=KIND, model=ORDER, name=gettext_lazy("订单"), view=VIEW_DELETED, restore=RESTORE_ORDER,
        bring_back=bring_back, clashes=clashes, effects=effects, tables=tables, status_label=_status_label,
        url=lambda number, pk: reverse("sales:order", args=[number]),
    )
)  # fmt: skip
confidential(ORDER, "cost_total", right=COST_VIEW)
confidential(LINE, "cost", right=COST_VIEW)
part(KIND, LINE, via="order")
for _model in (
    "OrderNote",
    "OrderException",
    "FindingOverride",
    "Supervision",
    "SpecialApproval",
    "ReviewClaim",
    "OrderReturn",
    "Sending",
):
    part(KIND, f"sales.{_model}", via="order")
part(KIND, "sales.Sending", via="note", parent="sales.OrderNote")

# a customer stays as long as an order names it, whoever asks (CUS-005)
for _via in ("customer", "paying_customer", "invoice_customer"):
    anchor("parties.customer", ORDER, via=_via, what=gettext_lazy("订单"))

# what lies in the bin can come back: its customer and its items must still be there then
register_customer_usage(
    gettext_lazy("回收站中的订单"), lambda ids: uses(KIND, "parties.customer", ids), code="sales.deleted_order"
)
register_item_usage(
    gettext_lazy("回收站中的订单"), lambda ids: uses(KIND, "catalog.item", ids), code="sales.deleted_order"
)
