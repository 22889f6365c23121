"""Finding orders by what is typed (ORD-017, COM-007)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from danshu.kit.search import query_tokens
from danshu.parties.queries import digits_in, full_keys
from danshu.ui.lists import token_condition

SEARCHED = ("number", "external_number", "contract_number", "customer_name", "contact_name")


def find_orders(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By number, external or contract number, customer, contact, or telephone."""
    return rows.filter(token_condition(text, "search_tokens", SEARCHED) | phone_condition(rows, text))


def with_phone(rows: QuerySet[Any], text: Any) -> QuerySet[Any]:
    """Orders by the telephone of their contact."""
    return rows.filter(phone_condition(rows, str(text)))


def phone_condition(rows: QuerySet[Any], text: str) -> Q:
    """Numbers match as a whole; a part of one only where the reader sees it in full, so that nobody finds out
    shortened digits by trying (PRV-1). The tokens are there for their index."""
    text = text.replace("\x00", "").strip()
    whole = [*dict.fromkeys((text, *full_keys(text)))]
    found = Q(pk__in=())
    for number in whole if full_keys(text) else []:
        found |= Q(search_tokens__contains=query_tokens(number), contact_phone=number)
    digits = digits_in(text)
    if digits and "sees_contact_data" in rows.query.annotations:
        part = Q(search_tokens__contains=query_tokens(digits), contact_phone__contains=digits)
        found |= part & Q(sees_contact_data=True)
    return found
