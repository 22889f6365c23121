"""The forms of a rule and of an assignment. They lay out and convert; the operations decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.identity.queries import full_name_of, staff_pairs, unit_choices
from danshu.identity.web.fields import Ticks
from danshu.kit.words import listed
from danshu.ui.fields import ChoiceField, DateField, NameField, TextField
from danshu.ui.forms import Form, Section
from danshu.ui.picker_fields import PickerField
from danshu.validation.fields import fields_of
from danshu.validation.hosts import Host
from danshu.validation.kinds import (
    EXPRESSION_LENGTH,
    MESSAGE_LENGTH,
    NAME_LENGTH,
    Demand,
    RuleKind,
    Severity,
    ValueType,
)
from danshu.validation.models import Rule
from danshu.validation.presets import PRESETS
from danshu.validation.wording import values_text

CHOOSE = ("", _("请选择"))
SETTINGS = {
    RuleKind.REQUIRED: (), RuleKind.UNIQUE: (), RuleKind.FORMAT: ("preset", "expression"),
    RuleKind.RANGE: ("minimum", "maximum"), RuleKind.DEPENDENCY: ("when", "when_values", "then", "allowed", "than"),
}  # fmt: skip
VALUES_LENGTH = 1000


class RuleForm(Form):
    """A rule; which settings it has follows from its kind, and field and kind stay for good."""

    name = NameField(label=_("规则名称"), max_length=NAME_LENGTH)
    field = ChoiceField(label=pgettext_lazy("验证规则", "字段"), choices=[CHOOSE], help_text=_("保存后不能再改"))
    kind = ChoiceField(label=_("规则类型"), choices=[CHOOSE, *RuleKind.choices], help_text=_("保存后不能再改"))
    message = TextField(
        label=_("提示"), max_length=MESSAGE_LENGTH, help_text=_("违反时显示在字段旁边，说明应该怎样填写")
    )
    message_en = TextField(
        label=_("英文提示"), max_length=MESSAGE_LENGTH, required=False, help_text=_("英文界面显示；不填则显示提示")
    )
    severity = ChoiceField(
        label=_("违反时"),
        choices=Severity.choices,
        initial=Severity.REFUSE,
        help_text=_("只提醒的会保存，并列入数据审核"),
    )
    valid_from = DateField(label=_("生效日期"), required=False, help_text=_("从这天起检查录入；不填则从今天起"))
    unit_ids = forms.MultipleChoiceField(label=_("适用组织"), required=False, widget=Ticks)
    preset = ChoiceField(label=_("现成的格式"), required=False)
    expression = TextField(
        label=_("自己的表达式"), max_length=EXPRESSION_LENGTH, required=False,
        help_text=_("正则表达式，整个内容都要符合，例如 [A-Z]{2}\\d{4}"),
    )  # fmt: skip
    minimum = TextField(label=_("最小值"), max_length=40, required=False)
    maximum = TextField(
        label=_("最大值"), max_length=40, required=False, help_text=_("数字、日期（或 today 表示当天），文本按字数")
    )
    when = ChoiceField(label=_("作为条件的字段"), required=False)
    when_values = TextField(
        label=_("条件的值"), max_length=VALUES_LENGTH, required=False, help_text=_("几个用逗号分开；不填表示只要填写了")
    )
    then = ChoiceField(label=_("条件成立时"), required=False, choices=[("", "—"), *Demand.choices])
    allowed = TextField(label=_("允许的值"), max_length=VALUES_LENGTH, required=False, help_text=_("几个用逗号分开"))
    than = ChoiceField(label=_("比较的字段"), required=False)

    def __init__(self, data: Any = None, *, host: Host, row: Rule | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.row = row
        known = [(each.name, str(each.label)) for each in fields_of(host.kind)]
        measured = [(each.name, str(each.label)) for each in fields_of(host.kind)
                    if each.type in (ValueType.DATE, ValueType.NUMBER)]  # fmt: skip
        patterns = [(code, f"{each.label} · {each.example}") for code, each in PRESETS.items()]
        self._offer("field", [CHOOSE, *known])
        self._offer("when", [("", "—"), *known])
        self._offer("than", [("", "—"), *measured])
        self._offer("preset", [("", _("用自己的表达式")), *patterns])
        self._offer("unit_ids", unit_choices())
        if not host.unit:
            del self.fields["unit_ids"]
        if row is not None:
            foreign = [name for kind, names in SETTINGS.items() if kind != row.kind for name in names]
            for name in ("field", "kind", *foreign):
                del self.fields[name]

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def entered(self) -> dict[str, Any]:
        """What the operation takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("form_token", "version")}

    @property
    def sections(self) -> list[Section]:  # type: ignore[override]
        """What it is, what it asks by its kind, and for whom."""
        parts = [
            Section(
                _("规则"), self._own("name:2", "field", "kind", "message:2", "message_en:2", "severity", "valid_from")
            )
        ]
        titles = {
            RuleKind.FORMAT: _("格式"), RuleKind.RANGE: _("范围"), RuleKind.DEPENDENCY: _("依赖"),
        }  # fmt: skip
        note = _("只填所选类型的一组") if self.row is None else ""
        for kind, title in titles.items():
            if names := self._own(*(f"{name}:2" for name in SETTINGS[kind])):
                parts.append(Section(title, names, note))
        if "unit_ids" in self.fields:
            parts.append(Section(_("适用组织"), ["unit_ids:4"], _("不选则对所有组织有效")))
        return parts

    def _own(self, *names: str) -> list[str]:
        return [name for name in names if name.partition(":")[0] in self.fields]


def initial_of(row: Rule) -> dict[str, Any]:
    """What the form starts with."""
    names = ("name", "message", "message_en", "severity", "valid_from", "version")
    settings = dict(row.settings)
    for name, field in (("when_values", settings.get("when", "")), ("allowed", row.field)):
        if name in settings:
            settings[name] = listed(values_text(row.host, field, [each]) for each in settings[name])
    return {name: getattr(row, name) for name in names} | settings | {"unit_ids": [str(pk) for pk in row.unit_ids]}


class AssignForm(Form):
    """Whom to ask."""

    assignee = PickerField(
        label=_("整改人"), url=lambda: reverse("identity:staff_options"),
        label_of=lambda key: full_name_of(int(key)) if key.isdecimal() and len(key) <= 18 else "", search=staff_pairs,
    )  # fmt: skip
    sections = (Section(_("分派"), ["assignee:2"], _("整改人收到通知，并在工作台看到")),)
