"""Whose accounts are, and what journals come from, in words (FIN-018)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse

from danshu.billing.accounts import customer_owner
from danshu.billing.models import PaymentMethod
from danshu.kit.sources import SourceLabel
from danshu.parameters.queries import values
from danshu.parties.queries.naming import customer_names, customers_named
from danshu.sales.records import Order


def customers_by_name(pks: Sequence[int]) -> dict[int, SourceLabel]:
    """Customers with their pages."""
    names = customer_names(pks)
    return {pk: SourceLabel(name, reverse("parties:customer", args=[pk])) for pk, name in names.items()}


def orders_by_number(pks: Sequence[int]) -> dict[int, SourceLabel]:
    """Orders with their pages."""
    rows = Order.objects.filter(pk__in=pks).values_list("pk", "number")
    return {pk: SourceLabel(number, reverse("sales:order", args=[number])) for pk, number in rows}


def methods_by_name(codes: Sequence[str]) -> Mapping[str, SourceLabel]:
    """Payment methods by their names."""
    return {row.code: SourceLabel(row.label) for row in PaymentMethod.objects.filter(code__in=codes)}


def company_by_name(keys: Sequence[str]) -> Mapping[str, SourceLabel]:
    """The company itself."""
    names = values(["company_short_name", "company_name"])
    return {key: SourceLabel(str(names["company_short_name"] or names["company_name"])) for key in keys}


def owners_found(text: str) -> Iterable[str]:
    """Owners of accounts by what people type: customers, and payment methods."""
    yield from (customer_owner(pk) for pk in customers_named(text))
    plain = text.casefold()
    for row in PaymentMethod.objects.all():
        if plain in f"{row.name} {row.name_en} {row.code}".casefold():
            yield f"method:{row.code}"
