"""Values in words, for pages, exports, prints and the history; contact data as whoever reads may see it (PRV-1)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from danshu.custom_fields.definitions import CustomField
from danshu.custom_fields.hosts import TARGETS
from danshu.custom_fields.kinds import FieldKind
from danshu.dictionaries.queries import labels_of
from danshu.kit.masking import mask_email, mask_number
from danshu.kit.words import listed
from danshu.ui.formats import amount_text, date_text, datetime_text, decimal_text


def words_of(found: CustomField, value: Any) -> Any:
    """A value as the history keeps it: names instead of keys, contact data shortened.

    That of a restricted field is kept as well; whoever may not read the field sees stars (`history_is_secret`).
    """
    if value in (None, "", []):
        return ""
    return value if isinstance(value, bool) else shown(found, value, sees_contact_data=False)


def shown(found: CustomField, value: Any, *, name: str | None = None, sees_contact_data: bool = True) -> str:
    """A value as pages and exports show it. name: what a key stands for, when it was read already."""
    if value in (None, "", []):
        return ""
    if found.kind == FieldKind.EMAIL:
        return str(value) if sees_contact_data else mask_email(str(value))
    if found.kind == FieldKind.PHONE:
        return str(value) if sees_contact_data else mask_number(str(value))
    if found.kind in TARGETS:
        return name if name is not None else TARGETS[found.kind].names([value]).get(value, str(value))
    if found.kind == FieldKind.CHOICE and found.dictionary:
        return name if name is not None else labels_of([value]).get(value, str(value))
    return _plain(found, value)


def _plain(found: CustomField, value: Any) -> str:
    if found.kind == FieldKind.CHOICE:
        return _option(found, value)
    if found.kind == FieldKind.MULTI:
        return listed(_option(found, each) for each in value)
    if found.kind == FieldKind.BOOLEAN:
        return _("是") if value else _("否")
    if found.kind == FieldKind.MONEY and found.places == 2:
        return amount_text(Decimal(value))
    if found.kind in (FieldKind.DECIMAL, FieldKind.MONEY):
        return decimal_text(Decimal(value), found.places)
    typed = typed_value(found, value)
    if isinstance(typed, datetime):
        return datetime_text(typed)
    return date_text(typed) if isinstance(typed, date) else str(value)


def typed_value(found: CustomField, value: Any) -> Any:
    """A stored value as Python has it: numbers and days, for exports and forms."""
    if value is None:
        return None
    if found.kind in (FieldKind.DECIMAL, FieldKind.MONEY):
        return Decimal(value)
    if found.kind == FieldKind.DATE:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if found.kind == FieldKind.MOMENT else value


def _option(found: CustomField, code: Any) -> str:
    option = found.option(code)
    return option.label if option else str(code)
