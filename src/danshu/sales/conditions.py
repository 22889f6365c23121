"""Why an order needs its supervisor: kept as a code with its facts, told in the language of whoever reads (ORD-023)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from danshu.kit.words import clauses, listed

Stored = dict[str, Any] | str

TEXTS: dict[str, Any] = {
    "discount": _("折扣 %(rate)s%% 超过权限 %(limit)s%%"),
    "below_minimum": _("低于最低价：%(codes)s"),
    "gift": _("赠送：%(codes)s"),
    "large": _("大额订单"),
    "large_foreign": _("国外大额订单"),
    "new_on_account": _("新客户账期结算"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition that an order meets; `facts` are plain data that its text needs."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        told = {name: listed(fact) if isinstance(fact, list) else fact for name, fact in self.facts.items()}
        return str(TEXTS[self.code]) % told if told else str(TEXTS[self.code])

    @property
    def stored(self) -> dict[str, Any]:
        """Plain data for the database."""
        return {"code": self.code, **self.facts}


def conditions_text(stored: Iterable[Stored]) -> str:
    """Stored conditions as one sentence in the active language; words kept by an early version stay as they are."""
    return clauses(_read(each) for each in stored)


def _read(stored: Stored) -> Condition | str:
    if isinstance(stored, str):
        return stored
    facts = dict(stored)
    return Condition(facts.pop("code"), facts)
