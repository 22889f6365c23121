"""Forms of rules, their conditions and actions. They lay out and convert; the operations decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.automation.lifecycle import Trigger
from danshu.automation.models import NAME_LENGTH, NOTE_LENGTH, Rule
from danshu.automation.registry import Action, Setting
from danshu.automation.rules import date_fields, events_for_rules
from danshu.identity.queries import staff_label, user_pairs
from danshu.kit.actor import Actor
from danshu.ui.fields import ChoiceField, IntegerField, NameField, PickerField, RemarkField, TextField, style
from danshu.ui.forms import Form, Section
from danshu.validation.asking import Ask
from danshu.validation.fields import fields_of
from danshu.validation.hosts import HOSTS
from danshu.validation.kinds import EXPRESSION_LENGTH
from danshu.validation.presets import PRESETS

CHOOSE = ("", _("请选择"))
VALUES_LENGTH = 1000


class RuleForm(Form):
    """What starts a rule; of a stored one only its name, note and days."""

    name = NameField(label=_("规则名称"), max_length=NAME_LENGTH)
    note = RemarkField(label=pgettext_lazy("自动化", "说明"), max_length=NOTE_LENGTH)
    trigger = ChoiceField(label=pgettext_lazy("自动化", "触发"), choices=Trigger.choices, help_text=_("保存后不能再改"))
    event = ChoiceField(label=_("事件"), required=False, help_text=_("触发为“事件发生”时选择"))
    date_field = ChoiceField(label=_("日期字段"), required=False, help_text=_("触发为“到达日期”时选择"))
    offset_days = IntegerField(
        label=_("提前或推后（天）"), required=False, initial=0, min_value=-365, max_value=365,
        help_text=_("-3 表示提前三天，0 表示当天"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, row: Rule | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["event"].choices = [CHOOSE, *events_for_rules()]  # type: ignore[attr-defined]
        self.fields["date_field"].choices = [CHOOSE, *date_fields()]  # type: ignore[attr-defined]
        if row is not None:
            gone = ["trigger", "event", "date_field", *(["offset_days"] if row.trigger == Trigger.EVENT else [])]
            for name in gone:
                del self.fields[name]

    @property
    def sections(self) -> list[Section]:  # type: ignore[override]
        """Its name, and what starts it."""
        start = [name for name in ("trigger", "event", "date_field", "offset_days") if name in self.fields]
        parts = [Section(_("规则"), ["name:2", "note:4"])]
        return [*parts, Section(_("什么时候"), start)] if start else parts


class ConditionForm(Form):
    """A condition on one field of the record."""

    field = ChoiceField(label=pgettext_lazy("验证规则", "字段"))
    ask = ChoiceField(label=pgettext_lazy("验证规则", "要求"), choices=[CHOOSE, *Ask.choices])
    is_not = forms.BooleanField(label=_("取反：不符合时才执行"), required=False)
    allowed = TextField(label=_("允许的值"), max_length=VALUES_LENGTH, required=False, help_text=_("几个用逗号分开"))
    minimum = TextField(label=_("最小值"), max_length=40, required=False)
    maximum = TextField(
        label=_("最大值"), max_length=40, required=False, help_text=_("数字、日期（或 today 表示当天），文本按字数")
    )
    preset = ChoiceField(label=_("现成的格式"), required=False)
    expression = TextField(label=_("自己的表达式"), max_length=EXPRESSION_LENGTH, required=False)

    sections = [
        Section(pgettext_lazy("自动化", "条件"), ["field:2", "ask", "is_not"]),
        Section(Ask.ONE_OF.label, ["allowed:4"]),
        Section(Ask.RANGE.label, ["minimum:2", "maximum:2"], _("只填所选条件的一组")),
        Section(Ask.FORMAT.label, ["preset:2", "expression:2"]),
    ]

    def __init__(self, data: Any = None, *, rule: Rule, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        known = [(each.name, str(each.label)) for each in fields_of(rule.host)]
        self.fields["field"].choices = [CHOOSE, *known]  # type: ignore[attr-defined]
        patterns = [(code, f"{each.label} · {each.example}") for code, each in PRESETS.items()]
        self.fields["preset"].choices = [("", _("用自己的表达式")), *patterns]  # type: ignore[attr-defined]
        if rule.trigger == Trigger.DATE:  # nothing has just been changed
            asks = [pair for pair in Ask.choices if pair[0] != Ask.CHANGED]
            self.fields["ask"].choices = [CHOOSE, *asks]  # type: ignore[attr-defined]


class ActionForm(Form):
    """The settings of one action, as the action declares them."""

    def __init__(self, data: Any = None, *, action: Action, host: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        declared = action.settings(host)
        for each in declared:
            self.fields[each.name] = made = _field(each)
            made.starred = each.starred  # type: ignore[attr-defined]
            style([made])
            if each.initial is not None:
                self.initial.setdefault(each.name, each.initial)
        wide = {"text": ":2", "note": ":4"}
        self.sections = [Section(action.label, [f"{each.name}{wide.get(each.kind, '')}" for each in declared])]  # type: ignore[misc]


def _field(each: Setting) -> forms.Field:
    common: dict[str, Any] = {"label": each.label, "required": False, "help_text": each.help}
    if each.kind == "choice":
        return ChoiceField(choices=list(each.options()) if each.options else [], **common)
    if each.kind == "person":
        return PickerField(
            url=lambda: reverse("identity:user_options"), label_of=staff_label, search=user_pairs, **common
        )
    if each.kind == "integer":
        return IntegerField(min_value=0, max_value=36500, **common)
    return RemarkField(max_length=1000, **common) if each.kind == "note" else TextField(max_length=500, **common)


class TrialForm(Form):
    """On which record to try a rule."""

    sections = [Section("", ["record:2"])]

    def __init__(self, data: Any = None, *, rule: Rule, actor: Actor, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        host = HOSTS[rule.host]
        self.fields["record"] = field = PickerField(
            label=host.label, url=lambda: reverse("automation:records", args=[rule.pk]),
            label_of=lambda key: label_of(rule.host, actor, key), search=lambda text: found(rule.host, actor, text),
        )  # fmt: skip
        style([field])


def label_of(kind: str, actor: Actor, key: str) -> str:
    """What a chosen record is called; "" for one out of reach."""
    if not key.isdecimal() or len(key) > 18:
        return ""
    host = HOSTS[kind]
    row = host.visible(actor).filter(pk=int(key)).values_list(*_paths(kind)).first()
    return " ".join(str(each) for each in row if each) if row else ""


def _paths(kind: str) -> list[str]:
    return [path for path in (HOSTS[kind].number, HOSTS[kind].title) if path]


def found(kind: str, actor: Actor, text: str) -> list[tuple[int, str]]:
    """The newest records in the actor's scope whose number or name holds the text."""
    wanted = Q()
    for path in _paths(kind):
        wanted |= Q(**{f"{path}__icontains": text.strip()})
    rows = HOSTS[kind].visible(actor).filter(wanted).order_by("-pk").values_list("pk", *_paths(kind))[:20]
    return [(row[0], " ".join(str(each) for each in row[1:] if each)) for row in rows]
