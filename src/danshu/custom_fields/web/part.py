"""Custom fields on a host's pages: form, detail, list columns and filters. Declare once, see README of danshu.ui.

self.custom = CustomPart("parties.customer", actor, stored=record.custom, sees_contact_data=...)
self.adopt(self.custom.fields); self.initial.update(self.custom.initial)     # in the form
sections = [..., *self.custom.sections]
custom = self.custom.given(self.cleaned_data)                                # for the operation
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from danshu.custom_fields.definitions import CustomField
from danshu.custom_fields.hosts import TARGETS
from danshu.custom_fields.kinds import FieldKind
from danshu.custom_fields.queries import fields_for, fields_with_values, linked_name
from danshu.custom_fields.wording import shown, typed_value
from danshu.dictionaries.queries import choices_of
from danshu.kit.actor import Actor
from danshu.ui.fields import ChoiceField, DateField, DateTimeField, PickerField, TextField
from danshu.ui.forms import Section

NOTHING = ("", "—")
UNLIMITED = 100_000
INPUTS = {
    FieldKind.PHONE: {"type": "tel", "inputmode": "tel", "autocomplete": "off"},
    FieldKind.EMAIL: {"type": "email", "inputmode": "email", "autocomplete": "off"},
    FieldKind.URL: {"inputmode": "url", "autocomplete": "off"},
    FieldKind.INTEGER: {"inputmode": "numeric", "class": "r"},
    FieldKind.DECIMAL: {"inputmode": "decimal", "class": "r"},
    FieldKind.MONEY: {"inputmode": "decimal", "class": "r"},
}
WIDE = frozenset({FieldKind.NOTE, FieldKind.MULTI})


class CustomPart:
    """The custom fields of one form: they lay out and convert, what is right is decided by `take_custom`."""

    def __init__(
        self,
        host: str,
        actor: Actor,
        *,
        stored: Mapping[str, Any] | None = None,
        sees_contact_data: bool = True,
        prefix: str = "",
        only_required: bool = False,
    ) -> None:
        self.actor, self.stored, self.prefix = actor, stored, prefix
        may = [each for each in fields_for(host, actor) if each.changed_by(actor)]
        self.declared = [each for each in may if each.is_required or not only_required]
        self._hidden = {} if sees_contact_data else self._shortened()
        dictionaries = {each.dictionary for each in self.declared if each.dictionary}
        self._values = choices_of(dictionaries) if dictionaries else {}
        self.fields = {prefix + each.name: self._field(each) for each in self.declared}
        self.initial = {prefix + each.name: self._initial(each) for each in self.declared}

    @property
    def sections(self) -> list[Section]:
        """Cards by the section that each field names, those without one first."""
        grouped: dict[str, list[str]] = {}
        for each in self.declared:
            name = f"{self.prefix}{each.name}" + (":4" if each.kind in WIDE else "")
            grouped.setdefault(each.section, []).append(name)
        ordered = sorted(grouped.items(), key=lambda pair: bool(pair[0]))
        return [Section(title or _("其他信息"), names) for title, names in ordered]

    def spans(self) -> list[tuple[str, int]]:
        """For pages with a layout of their own: the fields' names, and how many of four columns each takes."""
        return [(self.prefix + each.name, 4 if each.kind in WIDE else 1) for each in self.declared]

    def given(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The entries by the codes of the fields; an empty control above a shortened value means "leave it"."""
        found = {each.code: cleaned.get(self.prefix + each.name) for each in self.declared}
        return {code: raw for code, raw in found.items() if not (code in self._hidden and not raw)}

    def _shortened(self) -> dict[str, str]:
        """What the actor may not read in full: the shortened value, told below the empty control (PRV-1)."""
        private = [each for each in self.declared if each.is_private and (self.stored or {}).get(each.code)]
        return {each.code: shown(each, (self.stored or {})[each.code], sees_contact_data=False) for each in private}

    def _initial(self, found: CustomField) -> Any:
        value = found.default_value if self.stored is None else self.stored.get(found.code)
        if found.code in self._hidden:
            return ""
        if found.kind == FieldKind.BOOLEAN:
            return "" if value is None else "1" if value else "0"
        return typed_value(found, value)

    def _field(self, found: CustomField) -> forms.Field:
        made = self._make(found)
        made.label, made.help_text = found.label, found.help_text
        made.required = False if found.code in self._hidden else found.is_required
        made.error_messages["required"] = _("填写%(label)s") % {"label": found.label}
        if made.required:
            made.widget.attrs["aria-required"] = "true"
        if found.code in self._hidden:
            made.help_text = _("已有 %(shown)s；留空不变") % {"shown": self._hidden[found.code]}
        if found.kind in INPUTS:
            made.widget.attrs.update(INPUTS[found.kind])
        return made

    def _make(self, found: CustomField) -> forms.Field:
        if found.kind in TARGETS:
            return self._picker(found)
        if found.kind == FieldKind.BOOLEAN:
            return ChoiceField(choices=[NOTHING, ("1", _("是")), ("0", _("否"))])
        if found.kind == FieldKind.CHOICE:
            return ChoiceField(choices=[NOTHING, *self._choices(found)])
        if found.kind == FieldKind.MULTI:
            return forms.MultipleChoiceField(choices=self._choices(found), widget=forms.CheckboxSelectMultiple)
        if found.kind == FieldKind.DATE:
            return DateField()
        if found.kind == FieldKind.MOMENT:
            return DateTimeField()
        widget = forms.Textarea(attrs={"rows": 2}) if found.kind == FieldKind.NOTE else forms.TextInput()
        return TextField(max_length=UNLIMITED, widget=widget)

    def _choices(self, found: CustomField) -> list[tuple[Any, str]]:
        """What can be chosen, and what the record carries although it became invalid."""
        value = (self.stored or {}).get(found.code)
        if found.dictionary:
            offered: list[tuple[Any, str]] = list(self._values[found.dictionary])
            known = {key for key, _label in offered}
            return offered if value is None or value in known else [*offered, (value, shown(found, value))]
        carried = value if isinstance(value, list) else [value]
        return [(each.code, each.label) for each in found.options if each.is_valid or each.code in carried]

    def _picker(self, found: CustomField) -> PickerField:
        target, stored = TARGETS[found.kind], (self.stored or {}).get(found.code)

        def label_of(key: str) -> str:
            if not (key.isascii() and key.isdecimal() and len(key) <= 18):
                return ""
            own = int(key) == stored or int(key) in target.known(self.actor, [int(key)])
            return target.names([int(key)]).get(int(key), "") if own else ""

        return PickerField(url=target.url, label_of=label_of, search=partial(target.search, self.actor))


def custom_pairs(
    host: str, actor: Actor, record: Any, *, sees_contact_data: bool = True
) -> list[tuple[str, list[tuple[str, str]]]]:
    """For a record's page: (section, pairs of title and value), switched-off fields that it still says included."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for each in fields_with_values(host, actor, record.custom):
        value = value_shown(each, record, sees_contact_data=sees_contact_data)
        grouped.setdefault(each.section, []).append((each.label, value))
    return [(title or _("其他信息"), pairs) for title, pairs in sorted(grouped.items(), key=lambda pair: bool(pair[0]))]


def value_shown(found: CustomField, record: Any, *, sees_contact_data: bool = True) -> str:
    """A record's value in words, with the linked name that the query read along (`with_linked_names`)."""
    name = linked_word(found, record)
    return shown(found, record.custom.get(found.code), name=name, sees_contact_data=sees_contact_data)


def linked_word(found: CustomField, record: Any) -> str | None:
    """The name behind a link, as far as the query read it."""
    from danshu.dictionaries.queries import label_in_language

    name: str | None = getattr(record, linked_name(found), None)
    english: str | None = getattr(record, f"{linked_name(found)}_en", None)
    return label_in_language(name, english or "") if name is not None else None


def custom_out(host: str, actor: Actor, record: Any, *, sees_contact_data: bool = True) -> dict[str, Any]:
    """For the interface: code -> stored value of the fields the actor may read; contact data as he may read it."""
    found: dict[str, Any] = {}
    for each in fields_with_values(host, actor, record.custom):
        value = record.custom.get(each.code)
        hides = each.is_private and not sees_contact_data
        found[each.code] = shown(each, value, sees_contact_data=False) if hides and value else value
    return found


def sections_of(part: CustomPart, sections: Sequence[Section]) -> list[Section]:
    """The form's own cards, then those of the custom fields."""
    return [*sections, *part.sections]
