"""How the catalogue's records and fields are called in histories and logs (COM-017)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.audit.labels import action_labels, audited, field_labels
from danshu.catalog.models import Category, ItemKind
from danshu.dictionaries.queries import labels_of
from danshu.kit.reasons import own_reasons
from danshu.kit.records import record_pages

ITEM_LABELS = {
    "code": _("编码"),
    "barcode": _("条码"),
    "name": _("名称"),
    "kind": _("商品类型"),
    "category_id": _("商品分类"),
    "brand_id": _("品牌"),
    "unit_id": _("计量单位"),
    "model": _("型号"),
    "specification": _("规格"),
    "sale_price": _("销售价"),
    "guide_price": _("指导价"),
    "purchase_price": _("进价"),
    "minimum_price": _("最低价"),
    "tax_rate": _("税率"),
    "currency": _("币种"),
    "is_stock_managed": _("按库存管理"),
    "is_on_sale": _("在售"),
    "is_on_storefront": _("商城可见"),
    "is_valid": _("有效"),
    "max_per_order": _("每单上限"),
    "duration_minutes": _("通常时长（分钟）"),
    "responsible_unit_id": _("负责部门"),
    "needs_appointment": _("需要预约"),
    "description": _("说明"),
    "remark": _("备注"),
    "picture": _("图片"),
    "main_picture": _("主图"),
}
CATEGORY_LABELS = {
    "name": _("名称"),
    "parent_id": _("上级分类"),
    "remark": _("备注"),
    "position": _("顺序号"),
    "is_on_storefront": _("商城可见"),
    "is_valid": _("有效"),
}


def _value_name(key: Any) -> str:
    return labels_of([int(key)]).get(int(key), str(key))


def _category_name(key: Any) -> str:
    return Category.objects.filter(pk=key).values_list("name", flat=True).first() or str(key)


WORDS: dict[str, Any] = {
    "kind": ItemKind,
    "category_id": _category_name,
    "brand_id": _value_name,
    "unit_id": _value_name,
}
_parent: dict[str, Callable[[Any], str]] = {"parent_id": _category_name}

field_labels("catalog.item", ITEM_LABELS, name=_("商品"), values=WORDS)
field_labels("catalog.category", CATEGORY_LABELS, name=_("商品分类"), values=_parent)
field_labels("dictionaries.value", {"decimals": _("数量小数位")})
action_labels({"catalog.put_on_sale": _("上架"), "catalog.take_off_sale": _("下架")})
audited("catalog.item", "catalog_item")
audited("catalog.category", "catalog_category")
record_pages({"catalog.item": "catalog:item", "catalog.category": "catalog:category"})
own_reasons(_("新建"), _("导入"), pgettext_lazy("原因", "撤销导入"))
