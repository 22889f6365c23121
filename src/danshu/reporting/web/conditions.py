"""The conditions of a report as a form that asks by address (RPT-002)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.catalog.queries import category_choices, order_items
from danshu.dictionaries.queries import choices
from danshu.identity.queries import full_name_of, unit_choices
from danshu.kit.actor import Actor
from danshu.kit.keys import key_of, keys_of
from danshu.parties.queries import customer_label
from danshu.regions.queries import choices_of
from danshu.reporting.asking import COMPARISONS, ORDERED, Question
from danshu.sales.daily import SOLD
from danshu.sales.lifecycle import Channel, OrderStatus, OrderType
from danshu.stores.permissions import VIEW_STORE
from danshu.stores.queries import store_choices
from danshu.ui.fields import ChoiceField, DateField, PickerField
from danshu.ui.forms import Form

COMPARED = {
    "": _("不对比"), "previous": _("上一期"), "year_before": pgettext_lazy("对比", "上年同期"),
}  # fmt: skip
BASES = [("", pgettext_lazy("报表", "审核日期")), (ORDERED, pgettext_lazy("报表", "下单日期"))]
ALL = [("", _("全部"))]
ALWAYS = 4


def item_label(key: str) -> str:
    """The name of a chosen product."""
    item = next(iter(order_items(keys_of([key])).values()), None)
    return f"{item.code} {item.name}" if item else ""


class ConditionsForm(Form):
    """Everything that narrows the report; it is never posted, its fields are the address."""

    basis = ChoiceField(label=_("日期口径"), choices=BASES, required=False)
    compare = ChoiceField(label=_("对比"), choices=[(key, COMPARED[key]) for key in COMPARISONS], required=False)
    currency = ChoiceField(label=_("币种"), choices=(), required=False)
    unit = ChoiceField(label=_("组织"), choices=lambda: [*ALL, *unit_choices()], required=False)
    store = ChoiceField(label=_("门店"), choices=(), required=False)
    owner = PickerField(
        label=_("业务员"), required=False, url=lambda: reverse("identity:staff_options"),
        label_of=lambda key: full_name_of(key_of(key)),
    )  # fmt: skip
    item = PickerField(label=_("商品"), required=False, url=lambda: reverse("catalog:find"), label_of=item_label)
    category = ChoiceField(label=_("商品分类"), choices=lambda: [*ALL, *category_choices()], required=False)
    customer = PickerField(label=_("客户"), required=False, url=lambda: reverse("parties:find"), label_of=str)
    customer_category = ChoiceField(
        label=_("客户分类"), choices=lambda: [*ALL, *choices("parties.customer_category")], required=False
    )
    level = ChoiceField(label=_("客户级别"), choices=lambda: [*ALL, *choices("parties.customer_level")], required=False)
    channel = ChoiceField(label=_("来源"), choices=[*ALL, *Channel.choices], required=False)
    type = ChoiceField(label=_("类型"), choices=[*ALL, *OrderType.choices], required=False)
    region = ChoiceField(label=_("收货省份"), choices=(), required=False)
    status = ChoiceField(label=_("订单状态"), choices=[("", _("审核通过及以后")), *OrderStatus.choices], required=False)

    def __init__(self, question: Question, actor: Actor, currencies: Sequence[str]) -> None:
        asked = question.asked
        super().__init__(initial=_initial(question))
        days: dict[str, Any] = {
            "from": DateField(label=_("从"), required=False, initial=asked.first),
            "to": DateField(label=_("到"), required=False, initial=asked.last),
        }
        self.fields = {**days, **self.fields}
        for field in days.values():
            field.widget.attrs["class"] = "form-control"
        self._offer("currency", [(code, code) for code in sorted({*currencies, asked.currency})])
        stores = store_choices(actor) if actor.can(VIEW_STORE) else []
        self._offer("store", [*ALL, *stores])
        self._offer("region", [*ALL, *((each.code[:2], each.name) for each in choices_of()), *_further(asked.region)])
        self.fields["customer"].widget.label_of = lambda key: customer_label(actor, key)

    def _offer(self, name: str, offered: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = list(offered)  # type: ignore[attr-defined]

    def shown(self) -> list[Any]:
        """The fields in their order, without the hidden ones of the base."""
        return list(self.visible_fields())

    def first(self) -> list[Any]:
        """Those that are always in sight."""
        return self.shown()[:ALWAYS]

    def further(self) -> list[Any]:
        """Those that are opened when they are needed."""
        return self.shown()[ALWAYS:]

    @property
    def is_narrowed(self) -> bool:
        """True when one of the further ones is in use."""
        return any(bound.value() not in (None, "") for bound in self.further() if bound.name != "currency")


def _further(region: str) -> list[tuple[str, str]]:
    """A city that the address names; the list holds provinces."""
    return [(region, region)] if len(region) > 2 else []


def _initial(question: Question) -> dict[str, Any]:
    asked = question.asked
    default = set(asked.statuses) == set(SOLD)
    return {
        "basis": "" if asked.by_approval else ORDERED, "compare": question.compare, "currency": asked.currency,
        "unit": _first(asked.units), "store": _first(asked.stores), "owner": asked.owner, "item": asked.item, "category": asked.category or "",
        "customer": asked.customer, "customer_category": _first(asked.customer_categories), "level": _first(asked.levels),
        "channel": _first(asked.channels), "type": _first(asked.types), "region": asked.region,
        "status": "" if default else _first(asked.statuses),
    }  # fmt: skip


def _first(values: Sequence[Any]) -> Any:
    return values[0] if values else ""
