"""Test data of pricing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps

from danshu.catalog.tests.factories import NOW
from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.pricing.models import PriceRule
from danshu.pricing.operations.set_price import set_price

TODAY = date(2026, 9, 18)


def day(offset: int) -> date:
    """So many days after today."""
    return TODAY + timedelta(days=offset)


def level(code: str = "wholesale") -> int:
    """The key of a delivered price level."""
    return id_of("parties.price_level", code)


def make_customer(number: str = "C-1", name: str = "示例客户", **values: Any) -> int:
    """A bare customer row; what parties checks does not matter here. Returns its key."""
    customer = apps.get_model("parties.Customer")
    row = customer(number=number, name=name, name_key=number, created_at=NOW, updated_at=NOW, **values)
    row.save(force_insert=True)
    return int(row.pk)


def make_price(
    item_id: int, price: str, start: int = 0, end: int | None = None, *, at: datetime = NOW, **purpose: Any
) -> PriceRule:
    """A price from `start` to `end`, in days from today."""
    return set_price(
        item_id=item_id, price=Decimal(price), valid_from=day(start), valid_until=None if end is None else day(end),
        actor=Actor.system(), at=at, **purpose,
    )  # fmt: skip
