"""Currencies that prices can be given in, until currencies are records of their own (CAT-020)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CURRENCIES = (
    ("CNY", _("人民币")),
    ("USD", _("美元")),
    ("EUR", _("欧元")),
    ("HKD", _("港元")),
    ("JPY", _("日元")),
    ("GBP", _("英镑")),
    ("AUD", _("澳元")),
    ("CAD", _("加元")),
    ("SGD", _("新加坡元")),
    ("TWD", _("新台币")),
    ("KRW", _("韩元")),
    ("MOP", _("澳门元")),
    ("BRL", _("巴西雷亚尔")),
    ("RUB", _("俄罗斯卢布")),
    ("THB", _("泰铢")),
    ("VND", _("越南盾")),
)
CODES = frozenset(code for code, _name in CURRENCIES)


def currency_choices() -> list[tuple[str, str]]:
    """(code, "CNY 人民币") pairs for a drop-down list."""
    return [(code, f"{code} {name}") for code, name in CURRENCIES]
