"""Forms of communications, plans and settings. They lay out and convert; the operations decide what is right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.activities import dictionaries as lists
from danshu.activities.linking import offered
from danshu.activities.models import Communication, Direction, Plan, PlanSetting, Priority, Trigger
from danshu.activities.people import possible_people
from danshu.activities.permissions import EDIT_PLANS, RECORD_CONTACT
from danshu.catalog.queries import find_items, items_named
from danshu.custom_fields.web.part import CustomPart
from danshu.dictionaries.queries import choices, choices_of
from danshu.identity.queries import full_name_of
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.parties import dictionaries as party_lists
from danshu.parties.queries import contact_choices, customer_label, customers_to_choose
from danshu.parties.queries import matching as matching_customers
from danshu.ui.fields import (
    ChoiceField,
    DateTimeField,
    EmailField,
    IntegerField,
    PickerField,
    RemarkField,
    TextField,
    style,
)
from danshu.ui.forms import Form, Section

NOTHING = ("", "—")
PRODUCTS = ("product_1", "product_2", "product_3")
Pairs = Sequence[tuple[Any, Any]]


def key_of(text: str) -> int | None:
    """A chosen key of a list; None for nothing."""
    return int(text) if text else None


def _known(label: str) -> str:
    return full_name_of(int(label)) if label.isdecimal() and len(label) <= 18 else ""


def person_field(permission: str, url_name: str, actor: Actor, **kwargs: Any) -> PickerField:
    """Somebody in the scope of a right."""

    def search(text: str) -> list[tuple[int, str]]:
        found = possible_people(text, permission=permission, actor=actor, at=now())[:20]
        return [(person.pk, person.full_name) for person in found]

    return PickerField(url=partial(reverse, url_name), label_of=_known, search=search, **kwargs)


def customer_field(actor: Actor) -> PickerField:
    """A customer in scope."""

    def search(text: str) -> list[tuple[int, str]]:
        return [(row.pk, row.name) for row in matching_customers(customers_to_choose(actor), text)[:20]]

    find, label = partial(reverse, "parties:find"), partial(customer_label, actor)
    return PickerField(url=find, label_of=label, search=search, label=_("客户"))


def _item_field(label: Any) -> PickerField:
    def label_of(key: str) -> str:
        return items_named([int(key)]).get(int(key), "") if key.isdecimal() and len(key) <= 18 else ""

    def search(text: str) -> list[tuple[int, str]]:
        return [(item.id, f"{item.code} {item.name}") for item in find_items(text, limit=20)]

    find = partial(reverse, "catalog:find")
    return PickerField(url=lambda: f"{find()}?kinds=all", label_of=label_of, search=search, label=label, required=False)


class CommunicationForm(Form):
    """A communication record of a known customer."""

    type = ChoiceField(label=_("交流类型"))
    happened_at = DateTimeField(label=_("交流时间"), required=False)
    duration_minutes = IntegerField(label=_("时长（分钟）"), required=False, min_value=1, max_value=1440)
    direction = ChoiceField(label=_("方向"), choices=Direction.choices, required=False)
    content = RemarkField(label=pgettext_lazy("交流记录", "内容"), required=True, max_length=2000, rows=4)
    contact = ChoiceField(label=_("联系人"), required=False)
    relation = ChoiceField(label=_("关系类型"), required=False)
    place = TextField(label=_("地点"), required=False, max_length=100)
    participants = TextField(label=_("参与人"), required=False, max_length=200)
    hot_spot = ChoiceField(label=_("热点分类"), required=False)
    intention = ChoiceField(label=_("客户意向"), required=False, help_text=_("选择后更新客户"))
    status = ChoiceField(label=_("客户状态"), required=False, help_text=_("选择后更新客户"))
    feedback = RemarkField(label=_("客户反馈"), max_length=1000)
    result = RemarkField(label=_("结果"))
    next_step = TextField(label=_("下一步"), required=False, max_length=500)
    next_at = DateTimeField(label=_("下次联系"), required=False, help_text=_("填写后自动生成计划"))
    source = ChoiceField(label=_("关联单据"), required=False)
    is_confidential = forms.BooleanField(label=_("保密：只有录入人、负责人和主管可见"), required=False)

    sections = [
        Section(_("交流"), ["type", "happened_at", "duration_minutes", "direction", "content:4", "contact", "relation",
                          "place", "participants"]),
        Section(_("客户情况"), ["intention", "status", "hot_spot", "source", *PRODUCTS, "feedback:4", "result:4"]),
        Section(_("后续"), ["next_step:2", "next_at", "responsible", "is_confidential:4"]),
    ]  # fmt: skip

    def __init__(
        self, data: Any = None, *, actor: Actor, customer_id: int, record: Communication | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        known = choices_of([lists.COMMUNICATION_TYPE, lists.HOT_SPOT, party_lists.RELATION, party_lists.INTENTION, party_lists.STATUS])  # fmt: skip
        pairs: dict[str, Pairs] = {
            "type": known[lists.COMMUNICATION_TYPE], "hot_spot": known[lists.HOT_SPOT],
            "relation": known[party_lists.RELATION], "intention": known[party_lists.INTENTION],
            "status": known[party_lists.STATUS], "contact": contact_choices(customer_id),
            "source": offered(actor, customer_id),
        }  # fmt: skip
        for name, found in pairs.items():
            _offer(self.fields[name], [NOTHING, *found], getattr(record, name, None))
        self._adopt(CustomPart("activities.communication", actor, stored=record.custom if record else None))
        if record is not None:
            del self.fields["next_at"]
        for number, name in enumerate(PRODUCTS, 1):
            self.fields[name] = _item_field(_("关注的商品 1") if number == 1 else _("关注的商品 2") if number == 2 else _("关注的商品 3"))  # fmt: skip
        self.fields["responsible"] = person_field(
            RECORD_CONTACT, "activities:people", actor, label=_("负责人"), required=False
        )

    def _adopt(self, custom: CustomPart) -> None:
        self.custom = custom
        self.fields.update(custom.fields)
        style(list(custom.fields.values()))
        self.initial = {**custom.initial, **self.initial}
        self.sections = [*type(self).sections, *custom.sections]  # type: ignore[misc]

    @property
    def entry(self) -> dict[str, Any]:
        """What the operation takes; fields that a shorter form did not send are left out."""
        own = {name for name in self.values if name in self.custom.fields}
        sent = {
            name: value
            for name, value in self.values.items()
            if (name in self.data or name == "is_confidential") and name not in own
        }
        sent["custom"] = self.custom.given(self.values)
        for name in ("type", "hot_spot", "relation", "intention", "status", "contact"):
            if name in sent:
                sent[name] = key_of(sent[name])
        if any(name in self.data for name in PRODUCTS):
            sent["products"] = [self.values[name] for name in PRODUCTS if self.values[name]]
        return {name: value for name, value in sent.items() if name not in PRODUCTS}


def _offer(declared: forms.Field, pairs: Pairs, current: Any) -> None:
    field = cast(ChoiceField, declared)
    field.choices = list(pairs)
    if current is not None:
        key = getattr(current, "pk", None) or current
        field.keep_current(str(key), str(current))


def initial_of(record: Communication) -> dict[str, Any]:
    """What the form starts with for a stored record."""
    names = ("happened_at", "duration_minutes", "direction", "content", "place", "participants", "feedback", "result",
             "next_step", "is_confidential", "version")  # fmt: skip
    values = {name: getattr(record, name) for name in names}
    keys = ("type", "contact", "relation", "hot_spot", "intention", "status", "responsible")
    values |= {name: getattr(record, f"{name}_id") for name in keys}
    values |= dict(zip(PRODUCTS, record.products.order_by("pk").values_list("pk", flat=True), strict=False))
    return {**values, "source": str(record.source or "")}


class MailForm(Form):
    """An e-mail to a customer."""

    recipient = TextField(label=_("收件人"), required=False, max_length=50)
    address = EmailField(label=_("邮箱"), max_length=254)
    subject = TextField(label=_("主题"), max_length=150)
    body = RemarkField(label=_("正文"), required=True, max_length=1500, rows=12)
    sections = [Section("", ["recipient:2", "address:2", "subject:4", "body:4"])]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # an e-mail is a communication too: what every one of them must say is asked here as well
        self.custom = CustomPart("activities.communication", actor, only_required=True)
        self.fields.update(self.custom.fields)
        style(list(self.custom.fields.values()))
        self.initial = {**self.custom.initial, **self.initial}
        self.sections = [*type(self).sections, *self.custom.sections]  # type: ignore[misc]

    @property
    def mail(self) -> dict[str, Any]:
        """What is sent, without the custom fields of the record."""
        return {name: value for name, value in self.values.items() if name not in self.custom.fields}


class PlanForm(Form):
    """A plan of a known customer."""

    plan_type = ChoiceField(label=_("计划类型"))
    title = TextField(label=pgettext_lazy("交流计划", "标题"), max_length=50)
    planned_at = DateTimeField(label=_("计划时间"))
    duration_minutes = IntegerField(label=_("时长（分钟）"), required=False, min_value=1, max_value=1440)
    type = ChoiceField(label=_("交流类型"), required=False)
    contact = ChoiceField(label=_("联系人"), required=False)
    place = TextField(label=_("地点"), required=False, max_length=100)
    priority = ChoiceField(label=_("优先级"), choices=Priority.choices, initial=Priority.NORMAL)
    remind_minutes = IntegerField(label=_("提前提醒（分钟）"), required=False, min_value=0, max_value=43200)
    content = RemarkField(label=pgettext_lazy("交流计划", "内容"))

    sections = [
        Section(_("计划"), ["plan_type", "title:2", "priority", "planned_at", "duration_minutes", "remind_minutes",
                          "responsible", "type", "contact", "place:2", "content:4"]),
    ]  # fmt: skip

    def __init__(
        self, data: Any = None, *, actor: Actor, customer_id: int, record: Plan | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        known = choices_of([lists.COMMUNICATION_TYPE, lists.PLAN_TYPE])
        pairs: dict[str, Pairs] = {
            "plan_type": known[lists.PLAN_TYPE], "type": known[lists.COMMUNICATION_TYPE],
            "contact": contact_choices(customer_id),
        }  # fmt: skip
        for name, found in pairs.items():
            _offer(self.fields[name], [NOTHING, *found], getattr(record, name, None))
        self.fields["responsible"] = person_field(
            EDIT_PLANS, "activities:plan_people", actor, label=_("负责人"), required=False
        )

    @property
    def entry(self) -> dict[str, Any]:
        """What the operation takes."""
        return self.values | {name: key_of(self.values[name]) for name in ("plan_type", "type", "contact")}


class PostponeForm(Form):
    """Another time."""

    planned_at = DateTimeField(label=_("新的时间"))
    reason = RemarkField(label=_("理由"))
    sections = [Section("", ["planned_at:2", "reason:4"])]


class CustomerForm(Form):
    """For whom."""

    sections = [Section("", ["customer:2"])]

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data)
        self.fields["customer"] = customer_field(actor)


class SettingForm(Form):
    """A rule that makes plans."""

    plan_type = ChoiceField(label=_("计划类型"))
    title = TextField(label=pgettext_lazy("交流计划", "标题"), max_length=50)
    trigger = ChoiceField(label=_("触发事件"), choices=Trigger.choices)
    type = ChoiceField(label=_("交流类型"), required=False)
    first_after_days = IntegerField(label=_("首次在事件后（天）"), min_value=0, max_value=3650)
    repeat_every_days = IntegerField(label=_("重复间隔（天）"), required=False, min_value=1, max_value=3650)
    repeats = IntegerField(label=_("次数"), initial=1, min_value=1, max_value=50)
    remind_minutes = IntegerField(label=_("提前提醒（分钟）"), initial=0, min_value=0, max_value=43200)
    categories = forms.TypedMultipleChoiceField(
        label=_("客户分类"), coerce=int, required=False, help_text=_("不选 = 全部客户")
    )
    levels = forms.TypedMultipleChoiceField(
        label=_("客户级别"), coerce=int, required=False, help_text=_("不选 = 全部客户")
    )
    statuses = forms.TypedMultipleChoiceField(label=_("客户状态"), coerce=int, required=False, help_text=_("不选 = 全部客户"))  # fmt: skip

    sections = [
        Section(_("计划"), ["plan_type", "title:2", "type"]),
        Section(_("什么时候"), ["trigger", "first_after_days", "repeat_every_days", "repeats", "remind_minutes"]),
        Section(_("适用于"), ["categories", "levels", "statuses", "responsible"]),
    ]

    def __init__(self, data: Any = None, *, actor: Actor, record: PlanSetting | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        known = choices_of([lists.COMMUNICATION_TYPE, lists.PLAN_TYPE])
        _offer(self.fields["plan_type"], [NOTHING, *known[lists.PLAN_TYPE]], getattr(record, "plan_type", None))
        _offer(self.fields["type"], [NOTHING, *known[lists.COMMUNICATION_TYPE]], getattr(record, "type", None))
        sources: dict[str, Callable[[], Pairs]] = {
            "categories": partial(choices, party_lists.CATEGORY), "levels": partial(choices, party_lists.LEVEL),
            "statuses": partial(choices, party_lists.STATUS),
        }  # fmt: skip
        for name, pairs in sources.items():
            self.fields[name].choices = pairs()  # type: ignore[attr-defined]
            self.fields[name].widget = forms.CheckboxSelectMultiple(choices=pairs())
        self.fields["responsible"] = person_field(
            EDIT_PLANS, "activities:plan_people", actor, label=_("负责人"), required=False,
            help_text=_("不填 = 客户的负责人"),
        )  # fmt: skip

    @property
    def entry(self) -> dict[str, Any]:
        """What the operation takes."""
        return self.values | {name: key_of(self.values[name]) for name in ("plan_type", "type")}
