"""How records and fields of the inventory are called in histories and logs (COM-017)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.audit.labels import audited, field_labels
from danshu.identity.queries import full_name_of, unit_choices
from danshu.inventory.lifecycle import AdjustmentStatus, DocumentStatus
from danshu.inventory.models import DocumentType, WarehouseType
from danshu.inventory.models.document import Direction
from danshu.inventory.queries import warehouse_names
from danshu.kit.records import record_pages


def _unit(value: Any) -> str:
    return dict(unit_choices()).get(str(value), str(value)).strip()


def _person(value: Any) -> str:
    return full_name_of(int(value)) or str(value)


def _warehouse(value: Any) -> str:
    return warehouse_names([int(value)]).get(int(value), str(value))


field_labels(
    "inventory.warehouse",
    {
        "code": _("编码"),
        "name": _("名称"),
        "type": _("类型"),
        "unit_id": _("所属组织"),
        "keeper_id": _("保管员"),
        "address": _("地址"),
        "phone": _("电话"),
        "remark": _("备注"),
        "is_default": _("默认仓库"),
        "is_valid": _("有效"),
    },
    name=_("仓库"),
    values={"type": WarehouseType, "unit_id": _unit, "keeper_id": _person},
)
field_labels(
    "inventory.document",
    {
        "status": _("状态"),
        "direction": _("方向"),
        "type": _("类型"),
        "warehouse": _("仓库"),
        "warehouse_id": _("仓库"),
        "source_text": _("来源单号"),
        "handler_id": _("经手人"),
        "remark": _("备注"),
        "lines": pgettext_lazy("单据", "行数"),
        "reverses": _("冲销"),
    },
    name=_("出入库单"),
    values={
        "status": DocumentStatus,
        "direction": Direction,
        "type": DocumentType,
        "warehouse_id": _warehouse,
        "handler_id": _person,
    },
)
field_labels(
    "inventory.adjustment",
    {"status": _("状态"), "quantity": _("数量")},
    name=_("库存调整单"),
    values={"status": AdjustmentStatus},
)
field_labels(
    "inventory.stock",
    {"low_threshold": _("下限"), "high_threshold": _("上限"), "location": _("货位"), "remark": _("备注")},
    name=_("库存"),
)

audited("inventory.warehouse", "inventory_warehouse")
audited("inventory.document", "inventory_stockdocument")
audited("inventory.adjustment", "inventory_stockadjustment")
record_pages({"inventory.document": "inventory:document"}, by_number=True)
record_pages({"inventory.warehouse": "inventory:warehouse"})
