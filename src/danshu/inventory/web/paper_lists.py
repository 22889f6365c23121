"""Stock orders, adjustments and warehouses as lists (INV-001, INV-005, INV-006)."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.inventory.models import (
    AdjustmentReason,
    DocumentType,
    StockAdjustment,
    StockDocument,
    Warehouse,
    WarehouseType,
)
from danshu.inventory.models.document import Direction
from danshu.inventory.operations.confirm_stock_document import confirm_stock_document
from danshu.inventory.permissions import (
    ADJUST_STOCK,
    CONFIRM_DOCUMENT,
    CREATE_DOCUMENT,
    EDIT_WAREHOUSE,
    EXPORT_STOCK,
    VIEW_DOCUMENT,
    VIEW_STOCK,
    VIEW_WAREHOUSE,
)
from danshu.inventory.screens import adjustment_rows, document_rows, search_items, warehouse_rows
from danshu.inventory.web.lists import warehouses
from danshu.inventory.web.statuses import ADJUSTMENT_STATUSES, DOCUMENT_STATUSES, VALIDITY
from danshu.kit.actor import Actor
from danshu.kit.words import counter_word, with_count
from danshu.ui.detail import Action
from danshu.ui.lists import (
    BatchAction,
    BatchContext,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    Tab,
    TextFilter,
    list_view,
    literal,
)


def document_url(document: StockDocument) -> str:
    """The stock order's page."""
    return reverse("inventory:document", args=[document.number])


def _document_acts(actor: Actor) -> list[Action]:
    if not actor.can(CREATE_DOCUMENT):
        return []
    return [
        Action(label=_("新建出库单"), url=reverse("inventory:document_new", args=["out"]), icon="upload"),
        Action(label=_("新建入库单"), url=reverse("inventory:document_new", args=["in"]), icon="plus", tone="primary",
               key="N"),
    ]  # fmt: skip


def _confirm(document: StockDocument, context: BatchContext) -> object:
    return confirm_stock_document.keyed(context.key(document))(
        document_id=document.pk, version=document.version, actor=context.actor, at=context.at
    )


DOCUMENTS = ListSpec(
    name="inventory.documents",
    title=_("出入库单"),
    noun=counter_word("stock papers", "单"),
    section=_("商品与库存"),
    url_name="inventory:documents",
    permission=VIEW_DOCUMENT,
    rows=document_rows,
    label_of=lambda document: document.number,
    sort="-created",
    search=literal("number", "source_text", "remark"),
    search_hint=_("单号、来源单号、备注"),
    columns=[
        Column(key="number", label=_("单号"), kind="link", url=document_url, sort="number", card="number"),
        Column(key="direction", label=_("方向"), value=lambda d: d.get_direction_display(), card="left"),
        Column(key="type", label=_("类型"), value=lambda d: d.get_type_display(), card="middle"),
        Column(key="warehouse", label=_("仓库"), value=lambda d: d.warehouse.name, card="title"),
        Column(key="total_quantity", label=_("数量"), kind="quantity", card="amount"),
        Column(key="source_text", label=_("来源单号"), tone="soft"),
        Column(key="handler", label=_("经手人"), value=lambda d: d.handler.full_name if d.handler else d.created_by_name),
        Column(key="created", label=_("录入时间"), kind="datetime", value=lambda d: d.created_at, sort="pk",
               card="date", tone="soft"),
        Column(key="confirmed_at", label=_("确认时间"), kind="datetime", tone="soft", hidden=True),
        Column(key="status", label=_("状态"), kind="status", statuses=DOCUMENT_STATUSES, main=True, card="status"),
    ],
    tabs=[
        Tab(key="all", label=_("全部")),
        Tab(key="draft", label=_("草稿"), where=Q(status="draft")),
        Tab(key="in", label=_("入库"), where=Q(direction=Direction.IN)),
        Tab(key="out", label=_("出库"), where=Q(direction=Direction.OUT)),
    ],
    filters=[
        DateRangeFilter(key="entered", label=_("录入日期"), path="created_at", moments=True, common=True),
        MultiChoiceFilter(key="warehouse", label=_("仓库"), path="warehouse_id", choices=warehouses, common=True),
        MultiChoiceFilter(key="status", label=_("状态"), choices=DOCUMENT_STATUSES.choices()),
        MultiChoiceFilter(key="type", label=_("类型"), choices=DocumentType.choices),
        TextFilter(key="source", label=_("来源单号"), path="source_text"),
    ],
    batch=[
        BatchAction(key="confirm", label=_("确认"), permission=CONFIRM_DOCUMENT, icon="check",
                    confirm=with_count("确认 %(count)s 单？"), keep=_("先不确认"), effect=_("按单据增减库存；只能用冲销单撤回"),
                    done=with_count("已确认 %(count)s 单"), run=_confirm),
    ],
    acts=_document_acts,
    export=EXPORT_STOCK,
    row_class=lambda document: "void" if document.status in ("void", "reversed") else "",
    empty_title=_("还没有出入库单"),
    empty_text=_("采购到货、生产完工、退货都从入库单开始"),
)  # fmt: skip


def adjustment_url(adjustment: StockAdjustment) -> str:
    """The adjustment's page."""
    return reverse("inventory:adjustment", args=[adjustment.number])


def _adjustment_acts(actor: Actor) -> list[Action]:
    if not actor.can(ADJUST_STOCK):
        return []
    return [Action(label=_("库存调整"), url=reverse("inventory:adjust"), icon="edit", tone="primary", key="N")]


ADJUSTMENTS = ListSpec(
    name="inventory.adjustments",
    title=_("库存调整单"),
    noun=counter_word("stock papers", "单"),
    section=_("商品与库存"),
    url_name="inventory:adjustments",
    permission=VIEW_STOCK,
    rows=adjustment_rows,
    label_of=lambda adjustment: adjustment.number,
    sort="-created",
    search=search_items,
    search_hint=_("编码、条码、名称、拼音"),
    columns=[
        Column(key="number", label=_("单号"), kind="link", url=adjustment_url, sort="number", card="number"),
        Column(key="item", label=_("商品"), value=lambda a: a.item.name, card="title", tag=lambda a: a.item.code),
        Column(key="warehouse", label=_("仓库"), value=lambda a: a.warehouse.name, card="left"),
        Column(key="quantity_before", label=_("调整前"), kind="quantity", zero_dash=False),
        Column(key="difference", label=_("增减"), kind="quantity", zero_dash=False, card="amount",
               tone=lambda a: "ok" if a.difference > 0 else "warn"),
        Column(key="after", label=_("调整后"), kind="quantity", zero_dash=False),
        Column(key="value", label=_("金额"), head_unit=_("元"), kind="money", permission="catalog.cost.view", hidden=True),
        Column(key="reason", label=_("原因"), value=lambda a: a.get_reason_display(), card="middle"),
        Column(key="created_by_name", label=_("提交人")),
        Column(key="created", label=_("提交时间"), kind="datetime", value=lambda a: a.created_at, sort="pk", card="date",
               tone="soft"),
        Column(key="reviewed_by_name", label=_("审核人"), hidden=True),
        Column(key="status", label=_("状态"), kind="status", statuses=ADJUSTMENT_STATUSES, main=True, card="status"),
    ],
    tabs=[
        Tab(key="all", label=_("全部")),
        Tab(key="pending", label=_("待审核"), where=Q(status="pending"), hot=True),
        Tab(key="posted", label=_("已调整"), where=Q(status="posted")),
    ],
    filters=[
        DateRangeFilter(key="day", label=_("日期"), path="created_at", moments=True, common=True),
        MultiChoiceFilter(key="warehouse", label=_("仓库"), path="warehouse_id", choices=warehouses, common=True),
        MultiChoiceFilter(key="why", label=_("原因"), path="reason", choices=AdjustmentReason.choices),
        TextFilter(key="number", label=_("单号")),
    ],
    acts=_adjustment_acts,
    export=EXPORT_STOCK,
    row_class=lambda adjustment: "void" if adjustment.status in ("rejected", "withdrawn") else "",
    empty_title=_("还没有库存调整"),
    empty_text=_("盘点有差异时，在库存页对商品做调整"),
)  # fmt: skip


def warehouse_url(warehouse: Warehouse) -> str:
    """The warehouse's page."""
    return reverse("inventory:warehouse", args=[warehouse.pk])


def _by_validity(rows: QuerySet[Warehouse], value: str) -> QuerySet[Warehouse]:
    return rows.filter(is_valid=value == "valid")


def _warehouse_acts(actor: Actor) -> list[Action]:
    if not actor.can(EDIT_WAREHOUSE):
        return []
    return [Action(label=_("新建仓库"), url=reverse("inventory:warehouse_new"), icon="plus", tone="primary", key="N")]


WAREHOUSES = ListSpec(
    name="inventory.warehouses",
    title=pgettext_lazy("列表", "仓库"),
    noun=counter_word("warehouses", "个"),
    section=_("商品与库存"),
    url_name="inventory:warehouses",
    permission=VIEW_WAREHOUSE,
    rows=warehouse_rows,
    label_of=lambda warehouse: warehouse.name,
    sort="code",
    search=literal("code", "name", "address"),
    search_hint=_("编码、名称、地址"),
    columns=[
        Column(key="code", label=_("编码"), kind="link", url=warehouse_url, sort="code", card="number"),
        Column(key="name", label=_("名称"), kind="link", url=warehouse_url, sort="name", card="title",
               tag=lambda w: _("默认") if w.is_default else ""),
        Column(key="type", label=_("类型"), value=lambda w: w.get_type_display(), card="left"),
        Column(key="unit", label=_("组织"), value=lambda w: w.unit.name, card="middle"),
        Column(key="keeper", label=_("保管员"), value=lambda w: w.keeper.full_name if w.keeper else None),
        Column(key="phone", label=_("电话")),
        Column(key="address", label=_("地址"), tone="soft"),
        Column(key="is_valid", label=_("状态"), kind="status", statuses=VALIDITY, main=True, card="status"),
    ],
    filters=[
        ChoiceFilter(key="valid", label=_("有效"), choices=[("valid", _("有效")), ("invalid", pgettext_lazy("状态", "失效"))],
                     apply=_by_validity, default="valid", common=True),
        MultiChoiceFilter(key="type", label=_("类型"), choices=WarehouseType.choices),
    ],
    acts=_warehouse_acts,
    row_class=lambda warehouse: "" if warehouse.is_valid else "void",
    empty_title=_("还没有仓库"),
    empty_text=_("先建一个仓库，才能入库和发货"),
)  # fmt: skip

document_list = list_view(DOCUMENTS)
adjustment_list = list_view(ADJUSTMENTS)
warehouse_list = list_view(WAREHOUSES)
