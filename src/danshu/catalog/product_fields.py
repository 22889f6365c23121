"""The columns that the import of products understands, with what other software calls them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.catalog.models import ItemKind
from danshu.currencies.queries import book
from danshu.exchange.fields import Choice, Field, FieldType

KINDS = (
    Choice(
        ItemKind.GOODS, pgettext_lazy("商品类型", "商品"), ("货品", "实物", "产品", "goods", "product", "stock item")
    ),
    Choice(ItemKind.SERVICE, _("服务"), ("服务类", "service")),
    Choice(ItemKind.MEMBERSHIP, _("会员"), ("membership",)),
    Choice(ItemKind.SUBSCRIPTION, _("订阅产品"), ("订阅", "subscription")),
    Choice(ItemKind.KEYWORD_AD, _("关键词广告"), ("关键词", "keyword ad")),
    Choice(ItemKind.SOFTWARE, _("软件"), ("software",)),
    Choice(ItemKind.NUMBER_CARD, _("号卡"), ("number card",)),
)
STATUSES = (
    Choice("on_sale", _("在售"), ("上架", "启用", "在架", "正常", "on sale", "active", "enabled")),
    Choice("off_sale", _("已下架"), ("下架", "停售", "停用", "off sale", "inactive", "disabled")),
)
MOST = Decimal("999999999.99")


def _price(name: str, label: object, *synonyms: str, example: str = "") -> Field:
    return Field(
        name, label, FieldType.MONEY, scale=2, minimum=0, maximum=MOST, synonyms=synonyms, example=example  # type: ignore[arg-type]
    )  # fmt: skip


def _currencies() -> list[Choice]:
    """All of them: what an item has may stay although it is no longer valid."""
    return [Choice(each.code, each.code, (each.name, each.name_en)) for each in book().currencies.values()]


FIELDS = (
    Field("code", _("编码"), FieldType.CODE, required=True, max_length=50, example="P00001",
          synonyms=("商品编码", "产品编码", "货号", "商品编号", "产品编号", "产品 ID", "sku", "code", "item code",
                    "product code", "product id", "ProductID", "item number")),
    Field("name", _("名称"), max_length=50, example="洗手液 500ml",
          synonyms=("商品名称", "产品名称", "品名", "货品名称", "name", "product name", "item name", "title")),
    Field("kind", _("商品类型"), FieldType.CHOICE, choices=KINDS, synonyms=("类型", "产品类型", "type", "item type")),
    Field("parent", _("上级分类"), max_length=50, synonyms=("类别", "大类", "一级分类", "parent category")),
    Field("category", _("商品分类"), max_length=260, example="清洁用品 / 洗手液",
          hint=_("分类名称，或从上到下用 / 隔开"),
          synonyms=("分类", "子类别", "小类", "产品类别", "商品类别", "category", "sub-category", "CategoryID")),
    Field("brand", _("品牌"), max_length=50, synonyms=("牌子", "brand", "manufacturer")),
    Field("model", _("型号"), max_length=100, synonyms=("产品型号", "model", "model number")),
    Field("specification", _("规格"), max_length=200,
          synonyms=("规格型号", "包装规格", "specification", "spec", "size", "QuantityPerUnit")),
    Field("unit", _("计量单位"), max_length=50, example="瓶",
          synonyms=("单位", "基本单位", "unit", "uom", "unit of measure")),
    Field("barcode", _("条码"), FieldType.CODE, max_length=50,
          synonyms=("商品条码", "条形码", "barcode", "ean", "upc", "gtin")),
    _price("sale_price", _("销售价"), "售价", "单价", "零售价", "价格", "标准售价", "price", "sale price", "unit price",
           "list price", "UnitPrice", example="12.50"),
    _price("guide_price", _("指导价"), "建议零售价", "市场价", "guide price", "msrp", "retail price"),
    _price("purchase_price", _("进价"), "成本价", "采购价", "进货价", "purchase price", "cost", "cost price"),
    _price("minimum_price", _("最低价"), "最低售价", "底价", "minimum price", "floor price"),
    Field("tax_rate", _("税率"), FieldType.PERCENT, minimum=0, maximum=1, example="13%",
          synonyms=("增值税率", "tax", "tax rate", "vat")),
    Field("currency", _("币种"), FieldType.CHOICE, choices=_currencies, synonyms=("货币", "currency")),
    Field("is_stock_managed", _("按库存管理"), FieldType.BOOLEAN, synonyms=("管理库存", "库存管理", "stock managed")),
    Field("max_per_order", _("每单上限"), FieldType.DECIMAL, scale=3, minimum=Decimal("0.001"), maximum=999_999_999,
          synonyms=("限购数量", "max per order")),
    Field("is_on_sale", _("状态"), FieldType.CHOICE, choices=STATUSES, synonyms=("商品状态", "上下架", "status")),
    Field("discontinued", _("停产"), FieldType.BOOLEAN, synonyms=("停售", "是否停产", "Discontinued")),
    Field("description", _("说明"), FieldType.NOTE, max_length=2000, synonyms=("描述", "商品描述", "description")),
    Field("remark", _("备注"), FieldType.NOTE, max_length=500, synonyms=("附注", "remark", "note", "comment")),
    Field("amount", _("行金额"), FieldType.MONEY, hint=_("没有单价列时，用它和数量、折扣推算销售价"),
          synonyms=("销售额", "金额", "line total", "amount")),
    Field("quantity", _("行数量"), FieldType.DECIMAL, minimum=0, synonyms=("数量", "quantity", "qty")),
    Field("discount", _("行折扣"), FieldType.PERCENT, minimum=0, maximum=1, hint=_("0.2 表示减去 20%"),
          synonyms=("折扣", "discount")),
)  # fmt: skip
OPTIONS = (
    Field("create_missing", _("新建文件里没有见过的分类、品牌和单位"), FieldType.BOOLEAN, default=True),
    Field("category_names", _("分类编号对照"), FieldType.NOTE, max_length=2000,
          hint=_("文件里的分类只有编号时，每行写一个：1=饮料")),
)  # fmt: skip
