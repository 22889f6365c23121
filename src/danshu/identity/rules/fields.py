"""The same checks of single values for pages, imports and interfaces (COM-008)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.texts import text_fault

LANGUAGES = ("zh-hans", "en")
THEMES = ("auto", "light", "dark")
# Currencies a person may see prices in; which ones orders are charged in is the catalogue's business (CAT-020).
CURRENCIES = ("CNY", "USD", "EUR", "HKD", "JPY", "GBP", "TWD", "KRW", "SGD", "AUD")
PHONE = re.compile(r"[0-9+()#*\- ]{5,30}")
MULTILINE = frozenset({"address", "description", "mail_signature"})


def check_fields(model: type[Model], values: Mapping[str, Any]) -> None:
    """Check values against the model's own fields: required, length, form. Raises FieldErrors naming all problems."""
    problems = []
    for name, value in values.items():
        try:
            _check(model, name, value)
        except ValidationError as error:
            problems += [FieldProblem(name, each.code or "invalid", each.messages[0]) for each in error.error_list]
    if problems:
        raise FieldErrors(problems)


def _check(model: type[Model], name: str, value: Any) -> None:
    field: Any = model._meta.get_field(name)
    if isinstance(value, str):
        _check_text(name, value, field.max_length)
        if not value and not field.blank:
            raise ValidationError(_("这一项必须填写"), code="required")
        special = SPECIAL.get(name)
        if special is not None and value:
            special(value)
    field.clean(value, None) if not field.is_relation and value not in ("", None) else None


def _check_text(name: str, value: str, limit: int | None) -> None:
    if limit and len(value) > limit:
        text = _("最多 %(limit)s 个字，现在是 %(length)s 个") % {"limit": limit, "length": len(value)}
        raise ValidationError(text, code="max_length")
    control = [c for c in value if ord(c) < 32 and not (c in "\r\n\t" and name in MULTILINE)]
    if control:
        raise ValidationError(_("不能含有换行或控制字符"), code="control_characters")
    if fault := text_fault(value):
        raise ValidationError(fault, code="control_characters")


def check_phone(value: str) -> None:
    """Refuse in words what cannot be a telephone number of a colleague or a unit, with extension where it has one."""
    if not PHONE.fullmatch(value):
        raise ValidationError(_("电话由 5 到 30 个数字和 + - ( ) # * 组成"), code="malformed")


def _one_of(*allowed: str) -> Any:
    def check(value: str) -> None:
        if value not in allowed:
            raise ValidationError(_("从列出的值里选择一个"), code="not_offered")

    return check


def _zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("没有这个时区，例如 Asia/Shanghai"), code="unknown_zone")


SPECIAL = {
    "phone": check_phone,
    "language": _one_of(*LANGUAGES),
    "currency": _one_of(*CURRENCIES),
    "theme": _one_of(*THEMES),
    "time_zone": _zone,
}
