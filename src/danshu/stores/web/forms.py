"""The form of a store (ACC-003)."""

from __future__ import annotations

from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.custom_fields.web.part import CustomPart
from danshu.identity.queries import staff_label, staff_pairs, unit_choices
from danshu.inventory.queries import warehouse_name, warehouses_to_choose
from danshu.kit.actor import Actor
from danshu.parties.territories import country_choices
from danshu.regions.queries import is_known
from danshu.regions.web.fields import RegionField
from danshu.stores.models import Store
from danshu.stores.rules import HOST, StoreValues
from danshu.ui.fields import ChoiceField, NameField, PhoneField, PickerField, RemarkField, TextField, style
from danshu.ui.forms import Form, Section

STORED = ("code", "name", "unit_id", "country", "province", "city", "district", "street", "manager_id", "phone",
          "opening_hours", "warehouse_id", "remark", "version")  # fmt: skip
PLACE = ("country", "province", "city", "district", "street")


class StoreForm(Form):
    """A store; what it has already is offered although it is no longer valid (COM-005)."""

    code = TextField(label=_("编码"), max_length=20, help_text=_("不区分大小写，不能重复"))
    name = NameField(label=_("名称"))
    unit_id = ChoiceField(label=_("所属分公司"))
    manager_id = PickerField(
        label=pgettext_lazy("门店", "负责人"), required=False, url=lambda: reverse("identity:staff_options"),
        label_of=staff_label, search=staff_pairs,
    )  # fmt: skip
    phone = PhoneField(label=_("电话"), required=False)
    opening_hours = TextField(label=_("营业时间"), required=False, max_length=100, help_text=_("例如 每天 9:00–21:00"))
    warehouse_id = ChoiceField(
        label=_("关联仓库"), required=False, help_text=_("门店的订单默认从这里发货，库存按它计算")
    )
    country = ChoiceField(label=_("国家或地区"), choices=country_choices)
    province = TextField(label=_("省份"), required=False, max_length=50)
    city = TextField(label=_("城市"), required=False, max_length=50)
    district = TextField(label=_("区县"), required=False, max_length=50)
    street = TextField(label=_("详细地址"), required=False, max_length=200)
    remark = RemarkField()

    def __init__(self, *args: Any, actor: Actor, store: Store | None = None, **kwargs: Any) -> None:
        self.sections = _sections()  # type: ignore[misc]
        super().__init__(*args, **kwargs)
        units = unit_choices(including=store.unit_id if store else None)
        cast(ChoiceField, self.fields["unit_id"]).choices = [("", "—"), *units]
        houses = cast(ChoiceField, self.fields["warehouse_id"])
        houses.choices = [("", "—"), *warehouses_to_choose(actor)]
        if store is not None and store.warehouse_id is not None:
            houses.keep_current(str(store.warehouse_id), warehouse_name(store.warehouse_id))
        if is_known():
            self.fields["region_id"] = _region_field(store)
        self._adopt(CustomPart(HOST, actor, stored=store.custom if store else None))

    def _adopt(self, custom: CustomPart) -> None:
        self.custom = custom
        self.fields.update(custom.fields)
        style(list(custom.fields.values()))
        self.initial = {**custom.initial, **self.initial}
        self.sections = [*self.sections[:-1], *custom.sections, self.sections[-1]]  # type: ignore[misc]

    def entered(self) -> StoreValues:
        """The entries as the operation takes them."""
        values = self.gathered
        given: dict[str, Any] = {name: values[name] for name in (*STORED, "region_id") if name in values}
        for name in ("unit_id", "warehouse_id"):
            given[name] = int(given[name]) if given[name] else None
        given["custom"] = self.custom.given(self.cleaned_data)
        return cast(StoreValues, given)


def initial_of(store: Store) -> dict[str, Any]:
    """What the form starts with."""
    return {name: getattr(store, name) for name in STORED} | {"region_id": store.region_id or ""}


def _sections() -> list[Section]:
    return [
        Section(
            _("基本信息"), ["code", "name:2", "unit_id", "manager_id", "phone", "opening_hours:2", "warehouse_id:2"]
        ),
        Section(_("地址"), ["country", "region_id:3", "province", "city", "district", "street:4"]),
        Section(_("其他"), ["remark:4"]),
    ]


def _region_field(store: Store | None) -> RegionField:
    """The cascader over the words beside it; of an address in words alone a division is proposed."""
    made = RegionField(label=_("地区"), targets={name: name for name in PLACE}, paste=True)
    if store is not None and store.country == "CN" and not store.region_id:
        made.widget.texts = (store.province, store.city, store.district)
    return made
