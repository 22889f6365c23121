"""Stock and its change records as lists (INV-002, INV-003)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.catalog.dictionaries import BRAND
from danshu.catalog.queries import branch_ids, category_choices
from danshu.dictionaries.queries import choices
from danshu.inventory.models import Place, StockBalance, StockMove
from danshu.inventory.permissions import ADJUST_STOCK, EXPORT_STOCK, VIEW_STOCK
from danshu.inventory.ports import stock_filters
from danshu.inventory.screens import ABOVE, BELOW, move_rows, search_items, stock_rows, warehouse_choices
from danshu.inventory.web.filters import LessThanFilter, item_label
from danshu.inventory.web.statuses import LEVELS, level
from danshu.kit.actor import Actor
from danshu.kit.words import counter_word
from danshu.ui.detail import Action
from danshu.ui.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    NumberRangeFilter,
    PickerFilter,
    RowAction,
    Tab,
    TextFilter,
    list_view,
)

STOCKED_KINDS = [("goods", _("商品")), ("number_card", _("号卡"))]


def stock_url(stock: StockBalance) -> str:
    """The stock's page."""
    return reverse("inventory:stock", args=[stock.pk])


def warehouses(actor: Actor) -> list[tuple[str, str]]:
    """The warehouses to filter by."""
    return warehouse_choices(actor, VIEW_STOCK)


def unit_of(row: Any) -> str:
    """The unit of an item."""
    return str(row.item.unit) if row.item.unit else ""


def _by_category(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(item__category_id__in=branch_ids(int(value)))


def _by_limit(rows: QuerySet[StockBalance], value: str) -> QuerySet[StockBalance]:
    return rows.filter(ABOVE if value == "above" else BELOW)


def _stock_acts(actor: Actor) -> list[Action]:
    acts = [Action(label=_("出入库记录"), url=reverse("inventory:moves"), icon="list", tone="quiet")]
    if actor.can(ADJUST_STOCK):
        acts.append(Action(label=_("库存调整"), url=reverse("inventory:adjust"), icon="edit", tone="primary", key="N"))
    return acts


def _adjust_url(stock: StockBalance) -> str:
    return f"{reverse('inventory:adjust')}?warehouse={stock.warehouse_id}&item={stock.item_id}"


def _limits(stock: StockBalance) -> str | None:
    if stock.low_threshold is None and stock.high_threshold is None:
        return None
    ends = [f"{end.normalize():f}" if end is not None else "—" for end in (stock.low_threshold, stock.high_threshold)]
    return " / ".join(ends)


STOCKS = ListSpec(
    name="inventory.stocks",
    title=_("库存"),
    noun=counter_word("stock records", "条"),
    section=_("商品与库存"),
    url_name="inventory:stock_list",
    permission=VIEW_STOCK,
    rows=stock_rows,
    label_of=lambda stock: f"{stock.item} · {stock.warehouse}",
    sort="item",
    search=search_items,
    search_hint=_("编码、条码、名称、拼音"),
    columns=[
        Column(key="item", label=_("商品"), kind="link", value=lambda s: s.item.name, url=stock_url, sort="item_id",
               card="title"),
        Column(key="code", label=_("编码"), value=lambda s: s.item.code, sort="item__code", tone="soft", card="number"),
        Column(key="model", label=_("型号"), value=lambda s: s.item.model, tone="soft"),
        Column(key="category", label=_("商品分类"), value=lambda s: s.item.category.name, tone="soft"),
        Column(key="kind", label=_("商品类型"), value=lambda s: s.item.get_kind_display(), hidden=True),
        Column(key="brand", label=_("品牌"), value=lambda s: str(s.item.brand) if s.item.brand else None, hidden=True),
        Column(key="warehouse", label=_("仓库"), value=lambda s: s.warehouse.name, sort="warehouse__code", card="left"),
        Column(key="on_hand", label=_("现存"), kind="quantity", sort="on_hand", total="on_hand", card="middle"),
        Column(key="reserved", label=_("占用"), kind="quantity", sort="reserved", total="reserved"),
        Column(key="free", label=_("可用"), kind="quantity", sort="free", total="free", card="amount",
               tone=lambda s: "bad" if s.free <= 0 else ""),
        Column(key="transit", label=_("在途"), kind="quantity", value=lambda s: None),
        Column(key="unit", label=_("单位"), value=unit_of, tone="soft"),
        Column(key="limits", label=_("下限 / 上限"), value=_limits, tone="soft"),
        Column(key="level", label=_("库存状态"), kind="status", value=level, statuses=LEVELS, main=True, card="status"),
        Column(key="location", label=_("货位"), hidden=True),
        Column(key="last_moved_at", label=_("最近变动"), kind="datetime", sort="last_moved_at", nullable=True,
               card="date", tone="soft"),
    ],
    tabs=[
        Tab(key="all", label=_("全部")),
        Tab(key="low", label=_("低于下限"), where=BELOW, hot=True),
        Tab(key="out", label=_("无可用"), where=lambda rows, actor: rows.filter(free__lte=0)),
        Tab(key="reserved", label=_("有占用"), where=lambda rows, actor: rows.filter(reserved__gt=0)),
    ],
    filters=[
        MultiChoiceFilter(key="warehouse", label=_("仓库"), path="warehouse_id", choices=warehouses, common=True),
        LessThanFilter(key="less_than", label=_("现存少于"), path="on_hand", common=True),
        PickerFilter(key="item", label=_("商品"), path="item_id", url=lambda: reverse("catalog:find"),
                     label_of=item_label),
        MultiChoiceFilter(key="kind", label=_("商品类型"), path="item__kind", choices=STOCKED_KINDS),
        ChoiceFilter(key="category", label=_("商品分类"), choices=lambda actor: category_choices(), apply=_by_category),
        TextFilter(key="model", label=_("型号"), path="item__model"),
        MultiChoiceFilter(key="brand", label=_("品牌"), path="item__brand_id", choices=lambda actor: choices(BRAND)),
        NumberRangeFilter(key="on_hand", label=_("现存数量")),
        NumberRangeFilter(key="free", label=_("可用数量")),
        ChoiceFilter(key="limit", label=_("上下限"), apply=_by_limit,
                     choices=[("below", _("低于或等于下限")), ("above", _("高于上限"))]),
    ],
    row_actions=[RowAction(label=_("调整"), url=_adjust_url, icon="edit", permission=ADJUST_STOCK)],
    acts=_stock_acts,
    export=EXPORT_STOCK,
    more_filters=stock_filters,
    empty_title=_("还没有库存"),
    empty_text=_("新建入库单，或从表格导入期初库存"),
)  # fmt: skip


def move_document_url(move: StockMove) -> str:
    """The page that leads to a move's document."""
    return reverse("inventory:move", args=[move.pk])


KINDS: Mapping[str, Any] = {"in": {"to_place": Place.WAREHOUSE}, "out": {"from_place": Place.WAREHOUSE}}

MOVES = ListSpec(
    name="inventory.moves",
    title=_("出入库记录"),
    noun=counter_word("stock records", "条"),
    section=_("商品与库存"),
    url_name="inventory:moves",
    permission=VIEW_STOCK,
    rows=move_rows,
    label_of=lambda move: f"{move.document_label} {move.item}",
    sort="-at",
    search=search_items,
    search_hint=_("编码、条码、名称、拼音"),
    columns=[
        Column(key="at", label=_("时间"), kind="datetime", sort="pk", card="date"),
        Column(key="place", label=_("类型"), value=lambda m: m.kind_label, card="left"),
        Column(key="document", label=_("单据"), kind="link", value=lambda m: m.document_label, url=move_document_url,
               card="number"),
        Column(key="item", label=_("商品"), value=lambda m: m.item.name, card="title", tag=lambda m: m.item.code),
        Column(key="warehouse", label=_("仓库"), value=lambda m: m.warehouse.name),
        Column(key="before", label=_("变动前"), kind="quantity", zero_dash=False),
        Column(key="change", label=_("变动"), kind="quantity", total="change", card="amount",
               tone=lambda m: "ok" if m.change > 0 else "warn"),
        Column(key="on_hand_after", label=_("变动后"), kind="quantity", zero_dash=False, card="middle"),
        Column(key="unit", label=_("单位"), value=unit_of, tone="soft"),
        Column(key="batch", label=_("批次")),
        Column(key="unit_cost", label=_("成本单价"), kind="price", permission="catalog.cost.view", hidden=True),
        Column(key="user_name", label=_("经手人")),
        Column(key="remark", label=_("备注"), tone="soft"),
    ],
    tabs=[
        Tab(key="all", label=_("全部"), counted=False),
        Tab(key="in", label=_("入库"), where=lambda rows, actor: rows.filter(**KINDS["in"]), counted=False),
        Tab(key="out", label=_("出库"), where=lambda rows, actor: rows.filter(**KINDS["out"]), counted=False),
    ],
    filters=[
        DateRangeFilter(key="day", label=_("日期"), path="at", moments=True, common=True),
        MultiChoiceFilter(key="warehouse", label=_("仓库"), path="warehouse_id", choices=warehouses, common=True),
        PickerFilter(key="item", label=_("商品"), path="item_id", url=lambda: reverse("catalog:find"),
                     label_of=item_label),
        TextFilter(key="document", label=_("单据号"), path="document_label"),
        TextFilter(key="lot", label=_("批次"), path="batch"),
    ],
    export=EXPORT_STOCK,
    more_filters=stock_filters,
    empty_title=_("还没有出入库记录"),
    empty_text=_("入库、发货和调整都会记在这里"),
)  # fmt: skip

stock_list = list_view(STOCKS)
move_list = list_view(MOVES)
