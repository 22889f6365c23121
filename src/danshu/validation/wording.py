"""What a rule asks, in words: for pages and the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from danshu.identity.queries import unit_choices
from danshu.kit.words import listed
from danshu.validation.evaluating import TODAY
from danshu.validation.fields import field_of
from danshu.validation.kinds import Demand, ValueType
from danshu.validation.presets import PRESETS

Changes = dict[str, tuple[Any, Any]]
EMPTY: tuple[Any, ...] = (None, "", [], {}, False)


def settings_text(host: str, field: str, settings: Mapping[str, Any]) -> str:
    """The settings of a rule in the active language; "" when its kind has none."""
    words = [_format(settings), _range(settings), _condition(host, settings), _demand(host, field, settings)]
    return listed(filter(None, words))


def field_label(host: str, name: str) -> str:
    """What a field is called; its name when it is no more."""
    found = field_of(host, name)
    return str(found.label) if found is not None else name


def values_text(host: str, field: str, values: list[str]) -> str:
    """Stored values by the names of their options."""
    found = field_of(host, field)
    if found is not None and found.type == ValueType.BOOLEAN:
        return listed(_("是") if value == "1" else _("否") for value in values)
    names = dict(found.options()) if found is not None and found.options else {}
    return listed(str(names.get(value, value)) for value in values)


def _format(settings: Mapping[str, Any]) -> str:
    if (preset := settings.get("preset", "")) in PRESETS:
        found = PRESETS[preset]
        return _("%(label)s，例如 %(example)s") % {"label": found.label, "example": found.example}
    return str(settings.get("expression", ""))


def _range(settings: Mapping[str, Any]) -> str:
    low, high = (_limit(settings.get(name, "")) for name in ("minimum", "maximum"))
    if low and high:
        return _("%(low)s 到 %(high)s") % {"low": low, "high": high}
    if low:
        return _("不小于 %(low)s") % {"low": low}
    return _("不大于 %(high)s") % {"high": high} if high else ""


def _limit(text: str) -> str:
    return _("当天") if text == TODAY else text


def _condition(host: str, settings: Mapping[str, Any]) -> str:
    when = settings.get("when", "")
    if not when:
        return ""
    facts = {"field": field_label(host, when), "values": values_text(host, when, settings.get("when_values", []))}
    if facts["values"]:
        return _("当%(field)s为%(values)s") % facts
    return _("当%(field)s已填写") % facts


def _demand(host: str, field: str, settings: Mapping[str, Any]) -> str:
    demand = settings.get("then", "")
    if demand == Demand.REQUIRED:
        return _("必须填写")
    if demand == Demand.ONE_OF:
        return _("只能是%(values)s") % {"values": values_text(host, field, settings.get("allowed", []))}
    if demand == Demand.LATER:
        return _("不能早于或小于%(field)s") % {"field": field_label(host, settings.get("than", ""))}
    return ""


def units_text(keys: Iterable[int]) -> str:
    """Units by their names; one that is no longer valid by its key."""
    names = {key: label.strip("　 ") for key, label in unit_choices()}
    return listed(names.get(str(each), str(each)) for each in keys)


def first_values(values: Mapping[str, Any], host: str) -> Changes:
    """The changes of a new rule: everything that is not empty."""
    field = str(values["field"])
    return {
        name: (None, _word(name, value, host, field)) for name, value in values.items()
        if value not in EMPTY and _word(name, value, host, field)
    }  # fmt: skip


def changed_values(changes: Mapping[str, tuple[Any, Any]], host: str, field: str = "") -> Changes:
    """Old and new as they are kept."""
    return {n: (_word(n, old, host, field), _word(n, new, host, field)) for n, (old, new) in changes.items()}


def _word(name: str, value: Any, host: str, field: str) -> Any:
    if name == "settings":
        return settings_text(host, field, value)
    if name == "field":
        return field_label(host, str(value))
    if name == "unit_ids":
        return units_text(value or ())
    return value if value is None or isinstance(value, bool | int) else str(value)
