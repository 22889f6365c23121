"""Form fields made from the declared fields of customers, contacts and addresses.

They only lay out and convert; what is right or wrong is decided by danshu.parties.cleaning, as everywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.urls import reverse

from danshu.kit.actor import Actor
from danshu.kit.days import EARLIEST_BIRTHDAY
from danshu.kit.words import listed
from danshu.parties.fields import Kind, PartyField
from danshu.parties.queries import customer_label, customers_to_choose, matching
from danshu.parties.territories import country_choices
from danshu.parties.web.value_choices import value_choices
from danshu.regions.queries import is_known
from danshu.regions.web.fields import RegionField
from danshu.ui.fields import ChoiceField, DateField, DateTimeField, PickerField, TextField

PLACE_PARTS = ("country", "province", "city", "district", "street", "postal_code", "recipient", "phone")
UNLIMITED = 100_000
NOTHING = ("", "—")
INPUT_TYPES = {
    Kind.PHONE: {"type": "tel", "inputmode": "tel", "autocomplete": "off"},
    Kind.MOBILE: {"type": "tel", "inputmode": "tel", "autocomplete": "off"},
    Kind.EMAIL: {"type": "email", "inputmode": "email", "autocomplete": "off"},
    Kind.URL: {"inputmode": "url", "autocomplete": "off"},
    Kind.INTEGER: {"inputmode": "numeric", "class": "r"},
}
Fields = Mapping[str, PartyField]


def form_fields(
    fields: Fields, *, actor: Actor, record: Any = None, names: Sequence[str] = (), prefix: str = ""
) -> dict[str, forms.Field]:
    """Fields for a form by their names, each with the choices of this moment and the record's own invalid value."""
    wanted = [fields[name] for name in names] if names else list(fields.values())
    if any(declared.kind is Kind.REGION for declared in wanted) and not is_known():
        wanted = [declared for declared in wanted if declared.kind is not Kind.REGION]
    made = {prefix + declared.name: _field(declared, actor, record) for declared in wanted}
    for declared in wanted:
        if declared.kind is Kind.REGION:
            made[prefix + declared.name] = _region(declared, {each.name for each in wanted}, prefix, record)
    return made


def _region(declared: PartyField, beside: set[str], prefix: str, record: Any) -> forms.Field:
    """The cascader over the words beside it; of an old address in words alone a division is proposed."""
    parts = [name for name in PLACE_PARTS if name in beside]
    if "recipient" not in beside:
        parts = [name for name in parts if name != "phone"]
    made = RegionField(label=declared.label, targets={name: prefix + name for name in parts}, paste=True)
    if record is not None and record.country == "CN" and not record.region_id:
        made.widget.texts = (record.province, record.city, record.district)
    return made


def initial_of(fields: Fields, record: Any) -> dict[str, Any]:
    """What the form starts with: stored values, contact data only where the actor sees it in full."""
    return {name: _initial(declared, record) for name, declared in fields.items()}


def hints(fields: Fields, record: Any) -> dict[str, str]:
    """For each field the actor may not read in full: the shortened value, shown below the empty control."""
    return {
        name: getattr(record, f"shown_{name}")
        for name, declared in fields.items()
        if declared.private and getattr(record, f"shown_{name}") and not _readable(declared, record)
    }


def without_unread(fields: Fields, record: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The entries to save: an empty control above a shortened value means "leave it"."""
    kept = hints(fields, record)
    return {name: value for name, value in values.items() if name in fields and not (name in kept and not value)}


def _readable(declared: PartyField, record: Any) -> bool:
    shown = getattr(record, f"shown_{declared.name}")
    return "****" not in shown


def _initial(declared: PartyField, record: Any) -> Any:
    if declared.private:
        return getattr(record, f"shown_{declared.name}") if _readable(declared, record) else ""
    value = getattr(record, declared.attribute)
    return listed(value) if declared.kind is Kind.TAGS else value


def _field(declared: PartyField, actor: Actor, record: Any) -> forms.Field:
    made = _make(declared, actor, record)
    made.label, made.required = declared.label, declared.required  # type: ignore[assignment]
    made.initial = declared.default or None
    if declared.kind in INPUT_TYPES:
        made.widget.attrs.update(INPUT_TYPES[declared.kind])
    return made


def _make(declared: PartyField, actor: Actor, record: Any) -> forms.Field:
    if declared.kind is Kind.CHOICE:
        return ChoiceField(choices=_plain_choices(declared), required=declared.required)
    if declared.kind is Kind.COUNTRY:
        return ChoiceField(choices=country_choices())
    if declared.kind is Kind.VALUE:
        return _value_field(declared, record)
    if declared.kind is Kind.CUSTOMER:
        return PickerField(
            url=partial(reverse, "parties:find"),
            label_of=partial(customer_label, actor),
            search=partial(_pairs, actor),
        )
    if declared.kind is Kind.BOOLEAN:
        return forms.BooleanField()
    if declared.kind is Kind.DATE:
        return DateField(earliest=EARLIEST_BIRTHDAY)
    if declared.kind is Kind.MOMENT:
        return DateTimeField()
    widget = forms.Textarea(attrs={"rows": 2}) if declared.kind is Kind.NOTE else forms.TextInput()
    return TextField(max_length=UNLIMITED, widget=widget)


def _value_field(declared: PartyField, record: Any) -> ChoiceField:
    made = ChoiceField(choices=[NOTHING, *value_choices(declared.dictionary)])
    used = getattr(record, declared.name, None)
    if used is not None:
        made.keep_current(str(used.pk), used.label)
    return made


def _plain_choices(declared: PartyField) -> list[tuple[str, Any]]:
    known = declared.options
    return known if declared.required or declared.default else [NOTHING, *known]


def _pairs(actor: Actor, text: str) -> list[tuple[int, str]]:
    return [(row.pk, row.name) for row in matching(customers_to_choose(actor), text)[:20]]
