"""The conditions of a report as a form that asks by address (RPT-002)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from danshu.catalog.queries import category_choices, order_items
from danshu.currencies.queries import base_currency
from danshu.dictionaries.queries import choices
from danshu.identity.queries import full_name_of, unit_choices
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldProblem
from danshu.kit.keys import key_of, keys_of
from danshu.parties.queries import customer_label
from danshu.regions.queries import choices_of
from danshu.reporting.asking import COMPARISONS, ORDERED, Question
from danshu.sales.daily import SOLD
from danshu.sales.lifecycle import Channel, OrderStatus, OrderType
from danshu.segments.permissions import VIEW as VIEW_SEGMENTS
from danshu.segments.queries import segment_choices
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
    segment = ChoiceField(label=_("客户分群"), choices=(), required=False)
    status = ChoiceField(label=_("订单状态"), choices=[("", _("审核通过及以后")), *OrderStatus.choices], required=False)

    def __init__(
        self,
        question: Question,
        actor: Actor,
        currencies: Sequence[str],
        given: QueryDict | None = None,
        problems: Sequence[FieldProblem] = (),
    ) -> None:
        asked = question.asked
        super().__init__(initial=_initial(question))
        days: dict[str, Any] = {
            name: DateField(label=label, required=False, initial=_as_given(given, name, day) if problems else day)
            for name, label, day in (("from", _("从"), asked.first), ("to", _("到"), asked.last))
        }
        self.fields = {**days, **self.fields}
        for field in days.values():
            field.widget.attrs["class"] = "form-control"
        one = [(code, _only(code)) for code in sorted({*currencies, asked.currency} - {""})]
        self._offer("currency", [("", _in_base()), *one])
        if actor.can(VIEW_SEGMENTS):
            self._offer("segment", [*ALL, *((str(pk), name) for pk, name in segment_choices())])
        else:
            del self.fields["segment"]
        stores = store_choices(actor) if actor.can(VIEW_STORE) else []
        self._offer("store", [*ALL, *stores])
        self._offer("region", [*ALL, *((each.code[:2], each.name) for each in choices_of()), *_further(asked.region)])
        self.fields["customer"].widget.label_of = lambda key: customer_label(actor, key)
        if problems:  # the form is never sent, so nothing else looks for problems
            self._errors = ErrorDict({problem.field: ErrorList([problem.text]) for problem in problems})

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
        return any(bound.value() not in (None, "") for bound in self.further())


class YearForm(ConditionsForm):
    """The conditions of a report over one year by the rules of all reports."""

    def __init__(
        self, question: Question, actor: Actor, currencies: Sequence[str], years: Sequence[int], year: int
    ) -> None:  # fmt: skip
        super().__init__(question, actor, currencies)
        for name in ("from", "to", "basis", "compare", "status"):
            del self.fields[name]
        chosen = ChoiceField(label=_("年份"), choices=[(each, str(each)) for each in years], initial=year)
        self.fields = {"year": chosen, **self.fields}
        for name in ("year", "currency"):
            self.fields[name].widget.attrs["class"] = "form-select x-year"

    def narrowing(self) -> list[Any]:
        """Those that are opened when they are needed."""
        return [bound for bound in self.shown() if bound.name not in ("year", "currency")]


def conditions_in_words(form: ConditionsForm) -> list[tuple[str, str]]:
    """What was chosen besides the period, as label and text."""
    told = []
    for bound in form.shown():
        value = bound.value()
        if value in (None, "") or bound.name in ("from", "to", "basis", "year"):
            continue
        told.append((str(bound.label), _text(bound, str(value))))
    return told


def _text(bound: Any, value: str) -> str:
    offered: Sequence[tuple[Any, Any]] = getattr(bound.field, "choices", ())
    if offered:
        return str(next((label for code, label in offered if str(code) == value), value)).strip()
    return str(bound.field.widget.label_of(value)) or value


def _as_given(given: QueryDict | None, name: str, day: date) -> Any:
    """What was typed, to be put right; the field of the API is called otherwise and is not shown."""
    return given[name] if given is not None and name in given else day


def _in_base() -> str:
    return gettext("全部，折合 %(currency)s") % {"currency": base_currency()}


def _only(code: str) -> str:
    return gettext("只看 %(currency)s 订单") % {"currency": code}


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
        "segment": question.segment or "", "status": "" if default else _first(asked.statuses),
    }  # fmt: skip


def _first(values: Sequence[Any]) -> Any:
    return values[0] if values else ""
