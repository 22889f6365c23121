"""Finding orders by what is typed (ORD-017, COM-007)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet

from danshu.catalog.queries import ids_matching
from danshu.kit.arrays import array
from danshu.kit.search import query_tokens
from danshu.kit.written import condition
from danshu.parties.queries import digits_in, full_keys
from danshu.sales.models import OrderLine
from danshu.ui.lists import token_condition

SEARCHED = ("number", "external_number", "contract_number", "customer_name", "contact_name")
FEW = 10_000  # as many as lists count


def find_orders(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By number, external or contract number, customer, contact, or telephone."""
    return rows.filter(token_condition(text, "search_tokens", SEARCHED) | phone_condition(rows, text))


def find_orders_and_goods(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """As find_orders, and by what was ordered: code, name, model, barcode or pinyin of a product (ORD-017).

    The products are looked up first, so that a text that names none, a number or a customer, costs what it did before.
    """
    found = token_condition(text, "search_tokens", SEARCHED) | phone_condition(rows, text)
    if items := ids_matching(text):
        found |= _containing(items)
    return rows.filter(found)


def _containing(items: Sequence[int]) -> Q:
    """Orders with a line of one of these items; few are named by their keys, which an index can be asked for."""
    lines = OrderLine.objects.filter(item_id__in=items).order_by()
    few = list(lines.values_list("order_id", flat=True)[: FEW + 1])
    if len(few) > FEW:
        return Q(pk__in=lines.values("order_id"))
    return Q(condition("{0} = ANY(%s::bigint[])", F("pk"), params=[array(sorted(set(few)))]))


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
