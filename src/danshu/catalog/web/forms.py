"""Forms of items and categories (CAT-001, CAT-002, CAT-005)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from danshu.catalog import ports
from danshu.catalog.dictionaries import BRAND, UNIT
from danshu.catalog.models import MAX_LEVELS, Category, Item, ItemKind
from danshu.catalog.models.item import STOCKED_KINDS
from danshu.catalog.permissions import COST_VIEW
from danshu.catalog.queries import category_choices, category_tree
from danshu.catalog.values import FIELDS, SERVICE_FIELDS, ItemValues
from danshu.currencies.queries import currency_choices
from danshu.custom_fields.web.part import CustomPart
from danshu.dictionaries.queries import choices
from danshu.identity.queries import unit_choices
from danshu.kit.actor import Actor
from danshu.ui.fields import ChoiceField, DecimalField, MoneyField, NameField, RemarkField, TextField, style
from danshu.ui.forms import Form, Section

KEYS = ("category_id", "brand_id", "unit_id", "responsible_unit_id", "warehouse_id")
STOCK_FIELDS = ("is_stock_managed", "initial_stock", "warehouse_id")
Pairs = list[tuple[Any, Any]]


def _optional(pairs: Pairs) -> Pairs:
    return [("", "—"), *pairs]


class ItemForm(Form):
    """All fields of an item of one type. Fields that the type does not have, or that the actor may not see, are absent."""

    code = TextField(label=_("编码"), max_length=50, help_text=_("不区分大小写，不能重复"))
    name = NameField(label=_("名称"))
    kind = ChoiceField(label=_("商品类型"), choices=ItemKind.choices)
    category_id = ChoiceField(label=_("商品分类"))
    brand_id = ChoiceField(label=_("品牌"), required=False)
    model = TextField(label=_("型号"), required=False, max_length=100)
    specification = TextField(label=_("规格"), required=False, max_length=200)
    barcode = TextField(label=_("条码"), required=False, max_length=50)
    unit_id = ChoiceField(label=_("计量单位"), required=False)
    sale_price = MoneyField(label=_("销售价"))
    currency = ChoiceField(label=_("币种"), choices=currency_choices)
    guide_price = MoneyField(label=_("指导价"), required=False)
    minimum_price = MoneyField(label=_("最低价"), required=False, help_text=_("低于此价的订单需要主管审批"))
    purchase_price = MoneyField(label=_("进价"), required=False)
    tax_rate = DecimalField(label=_("税率"), required=False, max_digits=7, decimal_places=2, suffix="%")
    max_per_order = DecimalField(label=_("每单上限"), required=False, max_digits=12, decimal_places=3)
    is_stock_managed = forms.BooleanField(label=_("按库存管理"), required=False)
    initial_stock = DecimalField(label=_("期初库存"), required=False, max_digits=12, decimal_places=3)
    warehouse_id = ChoiceField(label=_("期初仓库"), required=False)
    duration_minutes = forms.IntegerField(
        label=_("通常时长（分钟）"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "r"}),
    )
    responsible_unit_id = ChoiceField(label=_("负责部门"), required=False)
    needs_appointment = forms.BooleanField(label=_("需要预约"), required=False)
    is_on_sale = forms.BooleanField(label=_("在售"), required=False)
    is_on_storefront = forms.BooleanField(label=_("商城可见"), required=False)
    description = RemarkField(label=_("说明"), max_length=2000, rows=4)
    remark = RemarkField()

    def __init__(self, *args: Any, actor: Actor, kind: str, item: Item | None = None, **kwargs: Any) -> None:
        self.sections = _sections(kind, new=item is None)  # type: ignore[misc]
        super().__init__(*args, **kwargs)
        for name in _absent(kind, actor, new=item is None):
            del self.fields[name]
        if item is None:
            self.fields["kind"].widget = forms.HiddenInput()
        self._choices(actor, item)
        self._adopt(CustomPart("catalog.item", actor, stored=item.custom if item else None))

    def _adopt(self, custom: CustomPart) -> None:
        self.custom = custom
        self.fields.update(custom.fields)
        style(list(custom.fields.values()))
        self.initial = {**custom.initial, **self.initial}
        self.sections = [*self.sections[:-1], *custom.sections, self.sections[-1]]  # type: ignore[misc]

    @property
    def custom_values(self) -> dict[str, Any]:
        """The entries of custom fields."""
        return self.custom.given(self.cleaned_data)

    def _choices(self, actor: Actor, item: Item | None) -> None:
        offered: Mapping[str, Pairs] = {
            "category_id": [("", gettext("选择分类")), *category_choices(item.category_id if item else None)],
            "brand_id": _optional(list(choices(BRAND, item.brand_id if item else None))),
            "unit_id": _optional(list(choices(UNIT, item.unit_id if item else None))),
        }
        for name, pairs in offered.items():
            cast(ChoiceField, self.fields[name]).choices = pairs
        if "responsible_unit_id" in self.fields:
            units = list(unit_choices(including=item.responsible_unit_id if item else None))
            cast(ChoiceField, self.fields["responsible_unit_id"]).choices = _optional(units)
        if "warehouse_id" in self.fields:
            places = ports.warehouse_choices(actor)
            cast(ChoiceField, self.fields["warehouse_id"]).choices = [("", gettext("默认仓库")), *places]

    @property
    def item_values(self) -> ItemValues:
        """The entries for the operation."""
        given = {name: value for name, value in self.values.items() if name in FIELDS}
        for name in KEYS:
            if name in given:
                given[name] = int(given[name]) if given[name] else None
        if given.get("tax_rate", 0) is None:
            given["tax_rate"] = Decimal(0)
        return cast(ItemValues, given)

    @property
    def warehouse(self) -> int | None:
        """The chosen warehouse of the initial stock; None for the default one."""
        chosen = self.values.get("warehouse_id")
        return int(chosen) if chosen else None


def _sections(kind: str, *, new: bool) -> list[Section]:
    named = ["code", "name:2"] if new else ["code", "name:2", "kind"]
    special = ["duration_minutes", "responsible_unit_id", "needs_appointment"]
    stock = ["is_stock_managed", "initial_stock", "warehouse_id"]
    return [
        Section(_("基本信息"), [
            *named, "category_id", "brand_id", "model", "specification", "barcode", "unit_id",
        ]),
        Section(_("价格"), [
            "sale_price", "currency", "tax_rate", "guide_price", "minimum_price", "purchase_price", "max_per_order",
        ]),
        *([Section(_("服务"), special)] if kind == ItemKind.SERVICE else []),
        *([Section(_("库存"), stock)] if kind in STOCKED_KINDS else []),
        Section(_("状态与说明"), ["is_on_sale", "is_on_storefront", "description:4", "remark:4"]),
    ]  # fmt: skip


def _absent(kind: str, actor: Actor, *, new: bool) -> set[str]:
    """Fields that this form does not have."""
    absent: set[str] = set()
    if kind != ItemKind.SERVICE:
        absent |= set(SERVICE_FIELDS)
    if kind not in STOCKED_KINDS:
        absent |= set(STOCK_FIELDS)
    if not new or not ports.has_stock():
        absent |= {"initial_stock", "warehouse_id"}
    if "warehouse_id" not in absent and not ports.warehouse_choices(actor):
        absent.add("warehouse_id")
    if not actor.can(COST_VIEW):
        absent.add("purchase_price")
    return absent


class CategoryForm(Form):
    """Name, parent, remark."""

    sections = [Section(_("内容"), ["name:2", "parent_id:2", "is_on_storefront", "remark:4"])]
    name = NameField(label=_("名称"), help_text=_("在有效分类里唯一"))
    parent_id = ChoiceField(label=_("上级分类"), required=False)
    is_on_storefront = forms.BooleanField(label=_("商城可见"), required=False)
    remark = RemarkField()

    def __init__(self, *args: Any, category: Category | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(ChoiceField, self.fields["parent_id"]).choices = [("", gettext("（顶级分类）")), *_parents(category)]

    @property
    def parent(self) -> int | None:
        """The chosen parent; None for a root."""
        chosen = self.values["parent_id"]
        return int(chosen) if chosen else None


def _parents(category: Category | None) -> Pairs:
    """Valid categories that can still carry children, without the category's own branch."""
    inside: set[int | None] = {category.pk} if category else set()
    pairs: Pairs = []
    for node in category_tree():
        if node.parent_id in inside:
            inside.add(node.id)
        if node.id not in inside and node.level < MAX_LEVELS:
            pairs.append((node.id, "\u3000" * (node.level - 1) + node.name))
    return pairs


class UnitForm(Form):
    """The decimals of each unit of measure."""

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for unit in units:
            field = ChoiceField(
                label=unit.label, choices=[(str(n), str(n)) for n in range(4)], initial=str(unit.decimals)
            )
            field.widget.attrs["class"] = "form-select"
            self.fields[f"unit{unit.id}"] = field
