"""Returns of imported history: which orders came back, noted on their lines and in their history (ORD-030).

There is no money in it: what was given back for a return is not in such a sheet, so nothing is claimed about it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from danshu.dictionaries.queries import id_of
from danshu.exchange.fields import Field, FieldType
from danshu.exchange.importing import (
    Action,
    Answer,
    Group,
    ImportContext,
    Imported,
    ImportKind,
    Kept,
    Outcome,
    Policy,
    Problem,
    Question,
    Ref,
    Row,
    StagedData,
)
from danshu.kit.context import current_context
from danshu.kit.locks import lock
from danshu.kit.versions import touch
from danshu.kit.words import listed, with_count
from danshu.parties.dictionaries import SOURCE
from danshu.parties.intake import Entry, match_customers
from danshu.sales.intake.fields import CUSTOMER_COLUMNS, ORDER_COLUMNS
from danshu.sales.intake.types import CustomerKey, customer_key
from danshu.sales.intake.undoing import changed_since
from danshu.sales.lifecycle import Channel
from danshu.sales.models import Order, OrderLine, OrderNote
from danshu.sales.permissions import IMPORT_ORDER

NAMED = 4
SET_RETURNED = """
UPDATE sales_orderline AS line SET returned_quantity = given.quantity
FROM unnest(%s::bigint[], %s::numeric[]) AS given(id, quantity) WHERE line.id = given.id
"""
COLUMNS = (
    *(f for f in ORDER_COLUMNS if f.name in ("number", "order_date")),
    Field(
        "returned", pgettext_lazy("订单行", "退货"), FieldType.BOOLEAN, default=True,
        synonyms=("退回", "是否退货", "已退货", "returned", "return"),
    ),
    *(f for f in CUSTOMER_COLUMNS if f.name in ("customer_code", "customer_name", "province")),
    Field("reason", gettext_lazy("退货原因"), max_length=300, synonyms=("原因", "reason", "return reason")),
)  # fmt: skip


@dataclass(slots=True)
class _Chunk:
    """What the rows of a chunk may mean, and what is to be written."""

    orders: dict[str, list[Order]]
    lines: dict[int, list[OrderLine]]
    customers: dict[CustomerKey, int]
    changed: list[Order] = field(default_factory=list)
    quantities: dict[int, Any] = field(default_factory=dict)
    notes: list[OrderNote] = field(default_factory=list)


class ReturnImport(ImportKind):
    """One row names an order that came back as a whole."""

    code, label, permission = "order_returns", gettext_lazy("订单退货"), IMPORT_ORDER
    fields = COLUMNS
    policies = (Policy.SKIP,)
    records = {"sales.order": gettext_lazy("订单")}

    def questions(self, data: StagedData, context: ImportContext) -> Sequence[Question]:
        """Numbers that stand for several orders."""
        if {"customer_code", "customer_name"} & context.mapped:
            return ()
        numbers = {row["number"] for row in data.rows() if row["number"]}
        orders = _orders(numbers, context)
        several = {number: found for number, found in orders.items() if len(found) > 1}
        if not several:
            return ()
        number, found = next(iter(several.items()))
        total = sum(map(len, several.values()))
        facts = {"n": len(several), "of": len(numbers), "number": number, "orders": _named(found)}
        return (
            Question(
                "ambiguous", _("一个订单编号有几张订单时，退的是哪一张？"),
                _("%(of)s 个编号里，%(n)s 个有不止一张订单。例如 %(number)s：%(orders)s") % facts,
                (
                    Answer("refuse", _("表格没有说明，列为错误，由人改正"), with_count("%(n)s 行", "n") % {"n": len(several)},
                           recommended=True),
                    Answer("all", _("这个编号的订单都退了"), with_count("%(n)s 张订单", "n") % {"n": total}),
                ),
            ),
        )  # fmt: skip

    def apply(self, groups: Sequence[Group], context: ImportContext) -> Sequence[Outcome]:
        """The whole chunk by sets."""
        rows = [group.first for group in groups]
        orders = _orders({row["number"] for row in rows}, context, locked=True)
        keys = [order.pk for found in orders.values() for order in found]
        lines: defaultdict[int, list[OrderLine]] = defaultdict(list)
        for line in OrderLine.objects.filter(order_id__in=keys).order_by("order_id", "position"):
            lines[line.order_id].append(line)
        chunk = _Chunk(orders, lines, _customers(rows, context))
        outcomes = [_one(row, chunk, context) for row in rows]
        _write(chunk, context)
        return outcomes

    def undo(self, groups: Sequence[Imported], context: ImportContext) -> Sequence[Sequence[Kept]]:
        """Lines get their earlier quantity back; an order that somebody changed since stays and is named."""
        refs = [ref for group in groups for ref in group.refs]
        stored = {order.pk: order for order in lock(Order.objects.filter(pk__in=[ref.pk for ref in refs]))}
        quantities: dict[int, Any] = {}
        notes: list[int] = []
        changed: list[Order] = []
        kept: list[list[Kept]] = []
        for group in groups:
            left = []
            for ref in group.refs:
                order = stored.get(ref.pk)
                reason = changed_since(ref, order) if order else _("已经不存在")
                if reason or order is None:
                    left.append(Kept(ref, reason))
                    continue
                before = ref.before or {}
                quantities |= {int(pk): quantity for pk, quantity in before["lines"].items()}
                notes.append(before["note"])
                order.version = before["version"]  # the same content again: the same version
                changed.append(order)
                _tell(order, (True, False), pgettext("原因", "撤销导入"))
            kept.append(left)
        _set(quantities)
        OrderNote.objects.filter(pk__in=notes).delete()
        Order.objects.bulk_update(changed, ["version"])
        return kept

    def link(self, ref: Ref) -> str:
        """The order's page."""
        number = Order.objects.filter(pk=ref.pk).values_list("number", flat=True).first()
        return reverse("sales:order", args=[number]) if number else ""


def _orders(numbers: set[str], context: ImportContext, *, locked: bool = False) -> dict[str, list[Order]]:
    """Imported orders in the person's scope, by the number of their sheet."""
    rows = Order.objects.visible_to(context.actor, IMPORT_ORDER).filter(
        channel=Channel.IMPORT, external_number__in=numbers
    )
    found: defaultdict[str, list[Order]] = defaultdict(list)
    for order in lock(rows) if locked else rows.order_by("pk"):
        found[order.external_number].append(order)
    return found


def _customers(rows: Sequence[Row], context: ImportContext) -> dict[CustomerKey, int]:
    keys = list(dict.fromkeys(key for row in rows if (key := customer_key(row))))
    source = id_of(SOURCE, "import") if keys else 0
    entries = [
        Entry(values={"name": k.name or k.code, "external_code": k.code, "province": k.province, "source": source})
        for k in keys
    ]
    matches = match_customers(entries, actor=context.actor, at=context.at) if entries else []
    return {key: match.pk if match else 0 for key, match in zip(keys, matches, strict=True)}


def _one(row: Row, chunk: _Chunk, context: ImportContext) -> Outcome:
    if row["returned"] is False:
        return Outcome(Action.SKIPPED)
    found = chunk.orders.get(row["number"], [])
    if key := customer_key(row):
        found = [order for order in found if order.customer_id == chunk.customers[key]]
    if row["order_date"]:
        found = [order for order in found if order.order_date == row["order_date"]]
    if not found:
        text = _("没有导入过编号为 %(number)s 的订单；先导入订单") % {"number": row["number"]}
        return _refused(row, "unknown_order", text, _("没有这张订单"))
    if len(found) > 1 and context.answer("ambiguous") != "all":
        text = _("编号 %(number)s 有 %(n)s 张订单：%(orders)s；在表格里加上客户或日期")
        facts = {"number": row["number"], "n": len(found), "orders": _named(found)}
        return _refused(row, "ambiguous", text % facts, _("一个编号有几张订单"))
    open_orders = [order for order in found if not any(line.shipped_quantity for line in chunk.lines[order.pk])]
    if open_orders:
        text = _("订单 %(number)s 没有已发货的商品，不能退货") % {"number": open_orders[0].number}
        return _refused(row, "nothing_shipped", text, _("没有已发货的商品"))
    refs = [ref for order in found if (ref := _return(order, row, chunk, context))]
    return Outcome(Action.UPDATED if refs else Action.SKIPPED, refs)


def _refused(row: Row, code: str, text: str, reason: str) -> Outcome:
    return Outcome(Action.REFUSED, [], [Problem(row.number, "number", code, text, reason)])


def _named(orders: Sequence[Order]) -> str:
    shown = [f"{order.number} {order.customer_name} {order.order_date}" for order in orders[:NAMED]]
    return listed(shown) + ("……" if len(orders) > NAMED else "")


def _return(order: Order, row: Row, chunk: _Chunk, context: ImportContext) -> Ref | None:
    lines = [line for line in chunk.lines[order.pk] if line.returned_quantity != line.shipped_quantity]
    if not lines or order in chunk.changed:
        return None
    before: dict[str, Any] = {
        "version": order.version, "lines": {str(line.pk): str(line.returned_quantity) for line in lines}
    }  # fmt: skip
    chunk.quantities |= {line.pk: line.shipped_quantity for line in lines}
    facts = {"file": context.file_name or context.batch_id, "row": row.number, "reason": row["reason"] or "—"}
    note = OrderNote(
        order=order, content=_("已退货：%(file)s 第 %(row)s 行，原因：%(reason)s") % facts, author_id=context.actor.user_id,
        author_name=context.actor.name, at=context.at,
    )  # fmt: skip
    chunk.notes.append(note)
    chunk.changed.append(order)
    touch(order, actor=context.actor, at=context.at)
    _tell(order, (False, True), note.content)
    note.save(force_insert=True)
    before["note"] = note.pk
    return Ref(
        "sales.order", order.pk, Action.UPDATED, f"{order.number} · {order.external_number}", order.version, before
    )


def _tell(order: Order, pair: tuple[bool, bool], reason: str) -> None:
    current_context().changed(
        "sales.order", order.pk, label=order.number, changes={"returned": pair}, reason=reason,
        action="sales.return_imported",
    )  # fmt: skip


def _write(chunk: _Chunk, context: ImportContext) -> None:
    _set(chunk.quantities)
    Order.objects.bulk_update(chunk.changed, ["version", "updated_at", "updated_by_name"])


def _set(quantities: dict[int, Any]) -> None:
    if quantities:
        with connection.cursor() as cursor:
            cursor.execute(SET_RETURNED, [list(quantities), list(quantities.values())])
