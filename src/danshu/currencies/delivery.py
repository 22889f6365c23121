"""The currencies that are there from the start; none is offered for orders before somebody entered its rate."""

from __future__ import annotations

from typing import Any

from danshu.currencies.models import Currency
from danshu.kit.clock import now

# code, name, English name, symbol, decimals
DELIVERED = (
    ("CNY", "人民币", "Chinese yuan", "¥", 2),
    ("USD", "美元", "US dollar", "$", 2),
    ("EUR", "欧元", "Euro", "€", 2),
    ("HKD", "港元", "Hong Kong dollar", "HK$", 2),
    ("JPY", "日元", "Japanese yen", "JP¥", 0),
    ("GBP", "英镑", "Pound sterling", "£", 2),
    ("AUD", "澳元", "Australian dollar", "A$", 2),
    ("CAD", "加元", "Canadian dollar", "C$", 2),
    ("SGD", "新加坡元", "Singapore dollar", "S$", 2),
    ("TWD", "新台币", "New Taiwan dollar", "NT$", 2),
    ("KRW", "韩元", "South Korean won", "₩", 0),
    ("MOP", "澳门元", "Macanese pataca", "MOP$", 2),
    ("BRL", "巴西雷亚尔", "Brazilian real", "R$", 2),
    ("RUB", "俄罗斯卢布", "Russian rouble", "₽", 2),
    ("THB", "泰铢", "Thai baht", "฿", 2),
    ("VND", "越南盾", "Vietnamese dong", "₫", 0),
)


def deliver(**_: Any) -> None:
    """Add the usual currencies to an empty table; what was deleted later does not come back."""
    if Currency.objects.exists():
        return
    at = now()
    Currency.objects.bulk_create(
        Currency(code=code, name=name, name_en=name_en, symbol=symbol, decimals=decimals, created_at=at, updated_at=at)
        for code, name, name_en, symbol, decimals in DELIVERED
    )
