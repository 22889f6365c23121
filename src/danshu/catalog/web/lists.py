"""The list of items (CAT-004)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from danshu.catalog import ports
from danshu.catalog.dictionaries import BRAND
from danshu.catalog.models import Item, ItemKind, ItemPicture
from danshu.catalog.operations.invalidate_items import invalidate_items
from danshu.catalog.operations.set_sale_status import set_sale_status
from danshu.catalog.permissions import (
    COST_VIEW,
    ITEM_CREATE,
    ITEM_EDIT,
    ITEM_EXPORT,
    ITEM_IMPORT,
    ITEM_INVALIDATE,
    ITEM_SHELF,
    ITEM_VIEW,
)
from danshu.catalog.queries import branch_ids, category_choices, decimals_of, matching, with_units
from danshu.catalog.web.statuses import ITEM_STATUSES, item_status
from danshu.catalog.web.thumbnails import thumbnail
from danshu.custom_fields.queries import with_linked_names
from danshu.custom_fields.web.listing import custom_columns, custom_filters
from danshu.dictionaries.queries import choices, withdrawn
from danshu.exchange.permissions import IMPORT
from danshu.kit.actor import Actor
from danshu.kit.words import counter_word, with_count
from danshu.ui.detail import Action
from danshu.ui.lists import (
    BatchAction,
    BatchContext,
    ChoiceFilter,
    Column,
    Filter,
    ListSpec,
    MultiChoiceFilter,
    NumberRangeFilter,
    RowAction,
    Tab,
    TextFilter,
)

VALIDITY_CHOICES = [("valid", _("有效")), ("invalid", _("已失效"))]


def item_url(item: Item) -> str:
    """The item's page."""
    return reverse("catalog:item", args=[item.pk])


def item_rows(actor: Actor) -> QuerySet[Item]:
    """All items with what the columns read."""
    rows = with_units(Item.objects.all()).select_related("unit", "category", "brand")
    rows = rows.annotate(picture=Subquery(ItemPicture.objects.filter(item=OuterRef("pk"), position=1).values("pk")))
    if ports.has_stock():
        rows = rows.annotate(on_hand=ports.stock().on_hand(OuterRef("pk"), actor=actor))
    return rows


def by_validity(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """The filter "invalid?" of COM-005."""
    return rows.filter(is_valid=value == "valid")


def _by_category(rows: QuerySet[Item], value: str) -> QuerySet[Item]:
    return rows.filter(category_id__in=branch_ids(int(value)))


def _by_status(rows: QuerySet[Item], value: str) -> QuerySet[Item]:
    return rows.filter(is_on_sale=value == "on_sale")


def _by_stock(rows: QuerySet[Item], value: tuple[Decimal | None, Decimal | None]) -> QuerySet[Item]:
    """Items that keep stock, with that much on hand; services have none and are not found by it."""
    low, high = value
    condition = Q(is_stock_managed=True)
    if low is not None:
        condition &= Q(on_hand__gte=low)
    if high is not None:
        condition &= Q(on_hand__lte=high)
    return rows.filter(condition)


def _invalidate(item: Item, context: BatchContext) -> object:
    run = invalidate_items.keyed(context.key(item))
    return run(item_ids=[item.pk], reason=context.reason, actor=context.actor, at=context.at)


def _shelf(is_on_sale: bool) -> Any:
    def run(item: Item, context: BatchContext) -> object:
        operation = set_sale_status.keyed(context.key(item))
        return operation(item_id=item.pk, is_on_sale=is_on_sale, actor=context.actor, at=context.at)

    return run


def _acts(actor: Actor) -> list[Action]:
    acts = [Action(label=_("商品分类"), url=reverse("catalog:categories"), tone="quiet", icon="sitemap")]
    if actor.can(ITEM_IMPORT) and actor.can(IMPORT):
        sheet = reverse("exchange:template", args=["products"])
        acts.append(Action(label=_("产品规格表"), url=sheet, tone="quiet", icon="file-download"))
    if actor.can(ITEM_CREATE):
        new = reverse("catalog:item_new")
        acts.append(Action(label=_("新建商品"), url=new, icon="plus", tone="primary", key="N"))
    return acts


def _edit_url(item: Item) -> str:
    return reverse("catalog:item_edit", args=[item.pk]) if item.is_valid else ""


def _invalidate_url(item: Item) -> str:
    return reverse("catalog:item_invalidate", args=[item.pk]) if item.is_valid else ""


def _thumbnail(item: Any) -> SafeString:
    return thumbnail(item.pk, item.name, item.picture)


COLUMNS = [
    Column(key="picture", label=_("图片"), kind="html", value=_thumbnail, export=False),
    Column(key="code", label=_("编码"), kind="link", url=item_url, sort="code", card="number"),
    Column(key="name", label=_("名称"), kind="link", url=item_url, sort="sort_key", card="title"),
    Column(key="kind", label=_("商品类型"), value=lambda item: item.get_kind_display(), tone="soft"),
    Column(key="category", label=_("商品分类"), value=lambda item: item.category.name, card="left"),
    Column(key="brand", label=_("品牌"), value=lambda item: item.brand.label if item.brand else ""),
    Column(key="model", label=_("型号"), tone="soft"),
    Column(key="specification", label=_("规格"), tone="soft", card="middle"),
    Column(key="unit", label=_("计量单位"), value=lambda item: item.unit.label if item.unit else "", tone="soft"),
    Column(key="barcode", label=_("条码"), tone="soft", hidden=True),
    Column(
        key="sale_price", label=_("销售价"), kind="price", sort="sale_price", card="amount",
        tag=lambda item: "" if item.currency == "CNY" else item.currency,
    ),
    Column(key="guide_price", label=_("指导价"), kind="price", hidden=True),
    Column(key="purchase_price", label=_("进价"), kind="price", hidden=True, permission=COST_VIEW),
    Column(key="minimum_price", label=_("最低价"), kind="price", hidden=True),
    Column(key="tax_rate", label=_("税率"), head_unit="%", kind="number", hidden=True),
    Column(key="currency", label=_("币种"), hidden=True),
    Column(key="is_stock_managed", label=_("按库存管理"), kind="bool", hidden=True),
    Column(key="max_per_order", label=_("每单上限"), kind="number", hidden=True),
    Column(key="status", label=_("状态"), kind="status", value=item_status, main=True, card="status"),
    Column(key="description", label=_("说明"), hidden=True),
    Column(key="remark", label=_("备注"), hidden=True),
    Column(key="updated_at", label=_("修改时间"), kind="datetime", tone="muted", hidden=True),
    Column(key="updated_by_name", label=_("修改人"), tone="muted", hidden=True),
]  # fmt: skip
STOCK = Column(
    key="on_hand", label=_("现存"), kind="quantity", zero_dash=False,
    value=lambda item: round(item.on_hand, decimals_of(item)) if item.is_stock_managed else None,
    tone=lambda item: "bad" if item.on_hand <= 0 else "",
)  # fmt: skip

FILTERS: list[Filter] = [
    TextFilter(key="code", label=_("编码")),
    TextFilter(key="name", label=_("名称")),
    TextFilter(key="model", label=_("型号"), common=True),
    ChoiceFilter(key="brand", label=_("品牌"), path="brand_id", choices=lambda actor: choices(BRAND), others=withdrawn(BRAND), common=True),
    ChoiceFilter(
        key="category", label=_("商品分类"), choices=lambda actor: category_choices(), apply=_by_category, common=True
    ),
    MultiChoiceFilter(key="kind", label=_("商品类型"), choices=ItemKind.choices),
    ChoiceFilter(
        key="status", label=_("状态"), choices=[(c, ITEM_STATUSES[c].label) for c in ("on_sale", "off_sale")],
        apply=_by_status,
    ),
    NumberRangeFilter(key="price", label=_("销售价"), path="sale_price"),
    TextFilter(key="spec", label=_("规格"), path="specification"),
    TextFilter(key="barcode", label=_("条码")),
    ChoiceFilter(key="valid", label=_("失效否"), choices=VALIDITY_CHOICES, default="valid", apply=by_validity),
]  # fmt: skip
STOCK_FILTER = NumberRangeFilter(key="stock", label=_("现存"), apply=_by_stock)

BATCH = [
    BatchAction(
        key="on_sale", label=_("上架"), permission=ITEM_SHELF, done=with_count("已上架 %(count)s 个商品"), run=_shelf(True),
        icon="arrow-up",
    ),
    BatchAction(
        key="off_sale", label=_("下架"), permission=ITEM_SHELF, done=with_count("已下架 %(count)s 个商品"), run=_shelf(False),
        icon="arrow-down",
    ),
    BatchAction(
        key="invalidate", label=_("失效"), permission=ITEM_INVALIDATE, done=with_count("已失效 %(count)s 个商品"),
        run=_invalidate, icon="ban", danger=True, reason="optional", confirm=with_count("失效 %(count)s 个商品？"),
        effect=_("不再出现在新单据的选择里，已有单据不受影响。失效后不能恢复"), keep=_("保留商品"),
    ),
]  # fmt: skip


@cache
def items_list() -> ListSpec:
    """The list, made when all modules are loaded: with stock when somebody keeps it."""
    columns, filters = list(COLUMNS), list(FILTERS)
    if ports.has_stock():
        needed = ports.stock().permission
        columns.insert([column.key for column in columns].index("status"), replace(STOCK, permission=needed))
        filters.insert(-1, replace(STOCK_FILTER, permission=needed))
    return ListSpec(
        name="catalog.items",
        title=_("商品资料"),
        noun=counter_word("products", "个商品"),
        section=_("商品"),
        url_name="catalog:items",
        permission=ITEM_VIEW,
        rows=lambda actor: with_linked_names(item_rows(actor), "catalog.item"),
        label_of=str,
        sort="-pk",
        search=matching,
        search_hint=_("编码、条码、名称、拼音、型号"),
        columns=columns,
        filters=filters,
        tabs=[
            Tab(key="all", label=_("全部")),
            Tab(key="on_sale", label=_("在售"), where=Q(is_on_sale=True, is_valid=True)),
            Tab(key="off_sale", label=_("已下架"), where=Q(is_on_sale=False, is_valid=True)),
        ],
        batch=BATCH,
        row_actions=[
            RowAction(label=_("修改"), url=_edit_url, icon="pencil", permission=ITEM_EDIT),
            RowAction(label=_("失效"), url=_invalidate_url, icon="ban", permission=ITEM_INVALIDATE),
        ],
        acts=_acts,
        export=ITEM_EXPORT,
        more_columns=custom_columns("catalog.item"),
        more_filters=custom_filters("catalog.item"),
        row_class=lambda item: "" if item.is_valid else "void",
        empty_title=_("还没有商品"),
        empty_text=_("新建第一个商品，或从表格导入"),
    )
