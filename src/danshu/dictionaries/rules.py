"""What a value must look like (COM-008, COM-015)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from danshu.dictionaries.errors import NameTaken, OnlyViewed, UnknownDictionary
from danshu.dictionaries.models import Value
from danshu.dictionaries.registry import DICTIONARIES, Attribute
from danshu.kit.errors import FieldErrors, FieldProblem

LIMITS = {"name": 50, "name_en": 50, "remark": 500}


@dataclass(frozen=True, slots=True)
class Entry:
    """The words of a value, blanks at the ends removed."""

    name: str
    name_en: str = ""
    remark: str = ""

    @classmethod
    def of(cls, name: str, name_en: str, remark: str) -> Entry:
        """The entry, or FieldErrors with every problem."""
        entry = cls(name.strip(), name_en.strip(), remark.strip())
        problems = [
            FieldProblem(
                field, "too_long", _("最多 %(limit)s 个字，现在是 %(length)s 个") % {"limit": limit, "length": length}
            )
            for field, limit in LIMITS.items()
            if (length := len(getattr(entry, field))) > limit
        ]
        if not entry.name:
            problems.insert(0, FieldProblem("name", "required", _("填写名称")))
        if problems:
            raise FieldErrors(problems)
        return entry


def stated(dictionary: str, given: Mapping[str, Any] | None, before: Mapping[str, Any]) -> dict[str, str | bool]:
    """What the value states of every attribute: given, else as before, else the default. Raises FieldErrors."""
    declared = DICTIONARIES[dictionary]
    found = declared.stated({**before, **(given or {})})
    known = {each.code: each for each in declared.attributes}
    wrong = [code for code in (given or {}) if code not in known]
    wrong += [code for code, value in found.items() if not known[code].allows(value)]
    if wrong:
        raise FieldErrors([FieldProblem(code, "unknown", _("从列表中选择")) for code in wrong])
    return found


def changed_attributes(
    dictionary: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """The attributes that differ, each by its name, in words, for the history."""
    return {
        each.zh: (_word(each, before.get(each.code)), _word(each, after[each.code]))
        for each in DICTIONARIES[dictionary].attributes
        if before.get(each.code) != after[each.code]
    }


def _word(attribute: Attribute, value: Any) -> Any:
    return next((zh for code, zh, _en in attribute.choices if code == value), value)


def require_dictionary(code: str) -> None:
    """Raise UnknownDictionary unless a module declares it."""
    if code not in DICTIONARIES:
        raise UnknownDictionary(dictionary=code)


def require_free_name(dictionary: str, name: str, *, besides: int | None = None) -> None:
    """Raise NameTaken when another valid value of the dictionary has the name."""
    if Value.objects.filter(dictionary=dictionary, name=name, is_valid=True).exclude(pk=besides or 0).exists():
        raise NameTaken(field="name", name=name)


def require_valid(row: Value) -> None:
    """Raise OnlyViewed for an invalid value."""
    if not row.is_valid:
        raise OnlyViewed(name=row.label)
