"""Opening quantities from a spreadsheet (INV-004, SYS-009)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.catalog.queries import OrderItem, items_by_code, order_items
from danshu.exchange.fields import Field, FieldType
from danshu.exchange.importing import (
    Action,
    Group,
    ImportContext,
    Imported,
    ImportKind,
    Kept,
    Outcome,
    Policy,
    Problem,
    Ref,
    Row,
    register_kind,
)
from danshu.inventory.models import StockBalance, StockMove, Warehouse
from danshu.inventory.models.document import Direction, DocumentType
from danshu.inventory.moving import lock_stocks
from danshu.inventory.operations.create_stock_document import create_stock_document
from danshu.inventory.permissions import CREATE_DOCUMENT, IMPORT_STOCK
from danshu.inventory.queries import default_warehouse_id
from danshu.inventory.rules import LineEntry, quantity_text
from danshu.inventory.screens import warehouse_choices
from danshu.kit.refs import SourceRef

Pair = tuple[int, int]
EXTRAS = ("location", "low_threshold", "high_threshold")


class StockImport(ImportKind):
    """One row is the opening quantity of an item in a warehouse. A stock that was moved before is left alone."""

    code, label, permission = "stock", gettext_lazy("期初库存"), IMPORT_STOCK
    fields = (
        Field("code", gettext_lazy("商品编码"), FieldType.CODE, required=True, max_length=50, example="P00001",
              synonyms=("编码", "货号", "sku", "item code", "product code", "code", "item")),
        Field("warehouse", gettext_lazy("仓库"), max_length=50, hint=gettext_lazy("编码或名称；不填为默认仓库"),
              synonyms=("仓库编码", "仓库名称", "库房", "warehouse", "store", "location name")),
        Field("quantity", gettext_lazy("数量"), FieldType.DECIMAL, required=True, scale=3, minimum=Decimal("0.001"),
              synonyms=("库存", "现存", "现存数量", "期初数量", "quantity", "qty", "on hand", "stock"), example="100"),
        Field("unit_cost", gettext_lazy("成本单价"), FieldType.MONEY, scale=4, minimum=0, maximum=99_999_999,
              synonyms=("成本", "进价", "单价", "cost", "unit cost")),
        Field("batch", gettext_lazy("批次"), max_length=50, synonyms=("批号", "lot", "batch")),
        Field("location", gettext_lazy("货位"), max_length=50, synonyms=("库位", "bin", "location")),
        Field("low_threshold", gettext_lazy("下限"), FieldType.DECIMAL, scale=3, minimum=0,
              synonyms=("库存下限", "最低库存", "安全库存", "reorder level", "minimum")),
        Field("high_threshold", gettext_lazy("上限"), FieldType.DECIMAL, scale=3, minimum=0,
              synonyms=("库存上限", "最高库存", "maximum")),
    )  # fmt: skip
    match_key = ("code", "warehouse", "batch")
    policies = (Policy.SKIP,)
    totals = {"quantity": gettext_lazy("数量")}

    def prepare(self, context: ImportContext) -> None:
        """The warehouses by code and by name."""
        choices = warehouse_choices(context.actor, CREATE_DOCUMENT)
        context.state["warehouses"] = {name.casefold(): int(key) for key, name in choices}
        context.state["warehouses"] |= {code.casefold(): pk for pk, code in _codes([int(k) for k, _n in choices])}
        context.state["default"] = default_warehouse_id(context.actor.unit_id) or default_warehouse_id(None)

    def check(self, groups: Sequence[Group], context: ImportContext) -> Iterable[Problem]:
        """Unknown items and warehouses, items without stock, quantities their unit does not allow."""
        items = _items(groups)
        for group in groups:
            yield from _problems(group.first, items.get((group.first["code"] or "").upper()), context)

    def apply(self, groups: Sequence[Group], context: ImportContext) -> Sequence[Outcome]:
        """One confirmed stock-in order of type "opening" per warehouse and chunk."""
        items = _items(groups)
        pairs: dict[int, Pair] = {}
        outcomes: dict[int, Outcome] = {}
        for place, group in enumerate(groups):
            item = items.get(group.first["code"].upper())
            problems = [p for p in _problems(group.first, item, context) if not p.warning]
            if problems or item is None:
                outcomes[place] = Outcome(Action.REFUSED, problems=problems)
            else:
                pairs[place] = (_warehouse(group.first, context) or 0, item.id)
        moved = _moved(set(pairs.values()))
        fresh = {place: pair for place, pair in pairs.items() if pair not in moved}
        numbers = self._book(fresh, groups, context)
        stocks = _balances(set(fresh.values()))
        _set_extras(fresh, groups, stocks)
        for place, pair in pairs.items():
            row = groups[place].first
            if pair in moved:
                outcomes[place] = Outcome(Action.SKIPPED, problems=[_known(row)])
                continue
            before = {"quantity": str(row["quantity"]), "batch": row["batch"] or "", "document": numbers[pair[0]]}
            label = f"{row['code']} · {numbers[pair[0]]}"
            ref = Ref("inventory.stock", stocks[pair].pk, Action.CREATED, label, before=before)
            outcomes[place] = Outcome(Action.CREATED, [ref], totals={"quantity": row["quantity"]})
        return [outcomes[place] for place in range(len(groups))]

    def _book(self, fresh: dict[int, Pair], groups: Sequence[Group], context: ImportContext) -> dict[int, str]:
        """Write and confirm the orders; returns warehouse -> number."""
        by_warehouse: defaultdict[int, list[LineEntry]] = defaultdict(list)
        for place, (warehouse_id, item_id) in fresh.items():
            row = groups[place].first
            line = LineEntry(item_id, row["quantity"], row["batch"] or "", row["unit_cost"])
            by_warehouse[warehouse_id].append(line)
        return {
            warehouse_id: create_stock_document.within(
                direction=Direction.IN, type=DocumentType.OPENING, warehouse_id=warehouse_id, lines=lines,
                source_text=context.file_name[:60], source=SourceRef("exchange.batch", context.batch_id), confirm=True,
                actor=context.actor, at=context.at,
            ).number
            for warehouse_id, lines in sorted(by_warehouse.items())
        }  # fmt: skip

    def undo(self, groups: Sequence[Imported], context: ImportContext) -> Sequence[Sequence[Kept]]:
        """Take the quantities out again, by one stock-out order per warehouse; what was used since is kept and named."""
        refs = [(place, ref) for place, group in enumerate(groups) for ref in group.refs]
        stocks = StockBalance.objects.in_bulk([ref.pk for _place, ref in refs])
        lock_stocks([(stock.warehouse_id, stock.item_id) for stock in stocks.values()])
        stocks = StockBalance.objects.in_bulk(list(stocks))
        kept: list[list[Kept]] = [[] for _group in groups]
        lines: defaultdict[int, list[LineEntry]] = defaultdict(list)
        taken: defaultdict[int, Decimal] = defaultdict(Decimal)
        for place, ref in refs:
            stock, facts = stocks[ref.pk], ref.before or {}
            quantity = Decimal(facts["quantity"])
            if stock.available - taken[stock.pk] < quantity:
                kept[place].append(Kept(ref, _("已有 %(n)s 被占用或发出") % {"n": quantity - stock.available}))
                continue
            taken[stock.pk] += quantity
            lines[stock.warehouse_id].append(LineEntry(stock.item_id, quantity, facts["batch"]))
        for warehouse_id, entries in sorted(lines.items()):
            create_stock_document.within(
                direction=Direction.OUT, type=DocumentType.OPENING, warehouse_id=warehouse_id, lines=entries,
                source=SourceRef("exchange.batch", context.batch_id), remark=_("撤销期初导入"), confirm=True,
                actor=context.actor, at=context.at,
            )  # fmt: skip
        return kept

    def link(self, ref: Ref) -> str:
        """The stock's page."""
        return reverse("inventory:stock", args=[ref.pk])


def _items(groups: Sequence[Group]) -> dict[str, OrderItem]:
    keys = items_by_code([group.first["code"] or "" for group in groups])
    found = order_items(keys.values())
    return {code: found[pk] for code, pk in keys.items()}


def _codes(pks: Sequence[int]) -> list[tuple[int, str]]:
    return list(Warehouse.objects.filter(pk__in=pks).values_list("pk", "code"))


def _warehouse(row: Row, context: ImportContext) -> int | None:
    known: dict[str, int] = context.state["warehouses"]
    return known.get(row["warehouse"].casefold()) if row["warehouse"] else context.state["default"]


def _problems(row: Row, item: OrderItem | None, context: ImportContext) -> Iterable[Problem]:
    if item is None:
        text = _("没有编码为 %(code)s 的商品，请先导入商品") % {"code": row["code"]}
        yield Problem(row.number, "code", "unknown_item", text, _("商品不存在"))
    elif not item.is_stock_managed:
        text = _("%(item)s 不按库存管理") % {"item": item.name}
        yield Problem(row.number, "code", "not_stocked", text, _("商品不按库存管理"))
    elif row["quantity"] is not None and (problem := quantity_text(row["quantity"], item)):
        yield Problem(row.number, "quantity", "quantity", problem, _("数量不符合单位"))
    if _warehouse(row, context) is None:
        text = _("没有仓库「%(name)s」，或不在你的数据范围内") % {"name": row["warehouse"] or ""}
        yield Problem(row.number, "warehouse", "unknown_warehouse", text, _("仓库不存在"))


def _known(row: Row) -> Problem:
    text = _("这个仓库已有该商品的出入库记录，期初没有导入；数量有出入时做库存调整")
    return Problem(row.number, "code", "already_moved", text, _("已有库存"), warning=True)


def _moved(pairs: set[Pair]) -> set[Pair]:
    """Those stocks that were ever moved; locked, so that nobody begins them beside us."""
    lock_stocks(list(pairs))
    rows = StockMove.objects.filter(
        warehouse_id__in={w for w, _i in pairs}, item_id__in={i for _w, i in pairs}
    ).values_list("warehouse_id", "item_id")
    return set(rows.distinct().order_by()) & pairs


def _balances(pairs: set[Pair]) -> dict[Pair, StockBalance]:
    rows = StockBalance.objects.filter(warehouse_id__in={w for w, _i in pairs}, item_id__in={i for _w, i in pairs})
    return {(stock.warehouse_id, stock.item_id): stock for stock in rows}


def _set_extras(fresh: dict[int, Pair], groups: Sequence[Group], stocks: dict[Pair, StockBalance]) -> None:
    """Location and limits of the stocks that have just begun."""
    changed: dict[int, StockBalance] = {}
    for place, pair in fresh.items():
        given: dict[str, Any] = {name: groups[place].first[name] for name in EXTRAS}
        low, high = given["low_threshold"], given["high_threshold"]
        if low is not None and high is not None and high <= low:
            given["high_threshold"] = None
        for name, value in given.items():
            if value is not None:
                setattr(stocks[pair], name, value)
                changed[stocks[pair].pk] = stocks[pair]
    StockBalance.objects.bulk_update(changed.values(), EXTRAS)


register_kind(StockImport())
