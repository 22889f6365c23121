"""How stores and their fields are called in histories and logs (COM-017)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.audit.labels import audited, field_labels
from danshu.identity.queries import full_name_of, unit_name_of
from danshu.inventory.queries import warehouse_name
from danshu.kit.records import record_pages
from danshu.parties.territories import country_name
from danshu.regions.queries import place_of
from danshu.stores.lifecycle import StoreStatus


def _region(value: Any) -> str:
    place = place_of(str(value))
    return place.text if place else str(value)


field_labels(
    "stores.store",
    {
        "code": _("编码"), "name": _("名称"), "unit_id": _("所属分公司"), "country": _("国家或地区"), "province": _("省份"),
        "city": _("城市"), "district": _("区县"), "street": _("详细地址"), "region_id": _("地区"),
        "manager_id": pgettext_lazy("门店", "负责人"), "phone": _("电话"), "opening_hours": _("营业时间"),
        "warehouse_id": _("关联仓库"), "status": _("状态"), "remark": _("备注"),
    },
    name=_("门店"),
    values={
        "unit_id": unit_name_of, "country": country_name, "region_id": _region, "manager_id": full_name_of,
        "warehouse_id": warehouse_name, "status": StoreStatus,
    },
)  # fmt: skip
audited("stores.store", "stores_store")
record_pages({"stores.store": "stores:store"})
