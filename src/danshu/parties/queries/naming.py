"""Customers by name for modules that know only their numbers; pages that use it check their own rights."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from danshu.parties.models import Customer
from danshu.parties.queries.finding import matching


def customer_names(pks: Collection[int]) -> dict[int, str]:
    """Names by number, in one query; unknown numbers are missing."""
    return dict(Customer.objects.filter(pk__in=pks).values_list("pk", "name"))


def customers_named(text: str, *, limit: int = 500) -> Sequence[int]:
    """The numbers of customers whose name, code or pinyin matches, at most `limit`."""
    return list(matching(Customer.objects.all(), text).order_by("pk").values_list("pk", flat=True)[:limit])


def province_of(customer_id: int) -> str:
    """The province of a customer's own address; "" when none is known."""
    return Customer.objects.filter(pk=customer_id).values_list("province", flat=True).first() or ""
