"""The form of one group of parameters, made from their declarations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.parameters.presentation import limits_in_words, pick
from danshu.parameters.registry import PARAMETERS, Parameter
from danshu.parameters.types import UNITS, ValueType
from danshu.ui.fields import ChoiceField, DateField, RemarkField, TextField
from danshu.ui.forms import Form

GLUE = "."


class GroupForm(Form):
    """Fields are added per group by `form_of`; a field of a map is named "parameter.part"."""

    names: tuple[str, ...] = ()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    effective_on = DateField(
        label=gettext_lazy("生效日期"), required=False, help_text=gettext_lazy("不填则立即生效；从公司时区当天 0:00 起")
    )
    reason = RemarkField(label=gettext_lazy("修改原因"), rows=1)

    @property
    def changes(self) -> dict[str, Any]:
        """What was entered, parameter by parameter."""
        return {name: self._entered(PARAMETERS[name]) for name in self.names}

    @property
    def seen_changes(self) -> dict[str, int]:
        """Parameter -> id of the last change the person was shown."""
        try:
            seen = json.loads(self.cleaned_data.get("seen") or "{}")
            return {str(name): int(pk) for name, pk in seen.items()}
        except (ValueError, TypeError, AttributeError):
            return {}

    def _entered(self, declared: Parameter) -> Any:
        if declared.type.name != "map":
            return self.cleaned_data.get(declared.name)
        return {part: self.cleaned_data.get(f"{declared.name}{GLUE}{part}") for part in declared.type.parts}

    def bounds_of(self, declared: Parameter) -> list[Any]:
        """The fields of a parameter, for the template."""
        if declared.type.name != "map":
            return [self[declared.name]]
        return [self[f"{declared.name}{GLUE}{part}"] for part in declared.type.parts]


def form_of(
    data: QueryDict | None, declared: list[Parameter], current: Mapping[str, Any], seen: Mapping[str, int]
) -> GroupForm:
    """A form over these parameters, filled with the values in force."""
    fields: dict[str, Any] = {}
    initial: dict[str, Any] = {"seen": json.dumps(dict(seen))}
    for each in declared:
        value = current[each.name]
        if each.type.name == "map":
            for part, kind in each.type.parts.items():
                fields[f"{each.name}{GLUE}{part}"] = field_of(kind, pick(each.type.labels[part]))
                initial[f"{each.name}{GLUE}{part}"] = initial_of(kind, value[part])
        else:
            fields[each.name] = field_of(each.type, each.label, each.meaning)
            initial[each.name] = initial_of(each.type, value)
    names = tuple(each.name for each in declared)
    made: type[GroupForm] = type("GroupForm", (GroupForm,), {**fields, "names": names})
    return made(data, initial=initial)


def field_of(kind: ValueType, label: str, meaning: str = "") -> forms.Field:
    """A control that suits the type; whether the value is allowed is decided by the operation."""
    common: dict[str, Any] = {"label": label, "required": False, "help_text": meaning}
    if kind.name == "boolean":
        return forms.BooleanField(**common)
    if kind.name == "date":
        return DateField(**common)
    if kind.name == "zone":
        return ChoiceField(choices=[(zone, zone) for zone in sorted(available_timezones())], **common)
    if kind.name == "choices":
        options = [(code, pick(texts)) for code, texts in kind.options.items()]
        return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **common)
    if kind.options:
        return ChoiceField(choices=[(code, pick(texts)) for code, texts in kind.options.items()], **common)
    if kind.name == "long_text":
        return RemarkField(max_length=int(kind.maximum or 500), **common)
    field = TextField(max_length=int(kind.maximum or 200) if kind.name == "text" else 200, **common)
    field.suffix = str(UNITS.get(kind.name, ""))  # type: ignore[attr-defined]
    if kind.name != "text":
        field.widget.attrs |= {"inputmode": "decimal", "class": "r"}
    limits = limits_in_words(kind)
    if limits and not meaning:
        field.help_text = _("范围 %(limits)s") % {"limits": limits}
    return field


def initial_of(kind: ValueType, value: Any) -> Any:
    """A typed value as the control shows it."""
    if kind.name == "integers":
        return ", ".join(str(item) for item in value)
    if kind.name in ("choices", "boolean", "date"):
        return value
    return "" if value is None else kind.dump(value)
