"""Filters of stock that the shared ones do not offer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from danshu.catalog.queries import items_named
from danshu.kit.actor import Actor
from danshu.ui import formats
from danshu.ui.lists import Filter
from danshu.ui.lists.filters import Reading
from danshu.ui.normalise import plain_number


@dataclass(frozen=True, slots=True, kw_only=True)
class LessThanFilter(Filter):
    """A number that the value lies strictly below: "quantity < 10"."""

    template: ClassVar[str] = "ui/list/filters/text.html"

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """The limit, or what is wrong with it."""
        typed = params.get(self.key, "").strip()
        if not typed:
            return Reading(raw={"value": ""})
        try:
            limit = Decimal(plain_number(typed))
        except InvalidOperation:
            limit = Decimal("NaN")
        if not limit.is_finite():
            return Reading(error=_("%(label)s应为数字") % {"label": self.label}, raw={"value": typed})
        return Reading(limit, f"< {formats.decimal_text(limit)}", raw={"value": typed})

    def condition(self, value: Any) -> Q:
        """Strictly below."""
        return Q(**{f"{self.target}__lt": value})


def item_label(actor: Actor, key: str) -> str:
    """The code and name of a chosen item; everybody may know the catalogue."""
    return items_named([int(key)]).get(int(key), "") if key.isdecimal() and len(key) < 19 else ""
