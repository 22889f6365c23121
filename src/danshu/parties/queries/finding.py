"""Finding a customer by what is typed: name, number, pinyin, a contact's name, a telephone number (COM-007, CUS-007)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import F, Func, Q, QuerySet, TextField, Value

from danshu.kit.actor import Actor
from danshu.kit.search import normalise, pinyin_tokens, query_tokens
from danshu.parties.indexing import PART, parts_of
from danshu.parties.models import Customer
from danshu.parties.normalising import name_key, plain_phone
from danshu.parties.permissions import CHOOSE_CUSTOMERS

SHORTEST_PHONE = 7
LONGEST_TEXT = 100
DIALLED = re.compile(r"[+\d][\d\s\-()]*")


def matching_text(text: str) -> Q:
    """Rows whose names or number hold the text, or read like it in pinyin."""
    plain = normalise(text)
    condition = Q(search_tokens__contains=query_tokens(text), search_text__contains=plain)
    sounds = pinyin_tokens(text)
    return condition | Q(search_tokens__contains=sounds) if sounds else condition


def full_keys(text: str) -> list[str]:
    """The forms in which a completely typed number or e-mail address may be stored; empty when it is neither."""
    plain = normalise(text)
    if "@" in plain:
        return [plain]
    if not DIALLED.fullmatch(plain):
        return []
    number = plain_phone(plain)
    if len(number.lstrip("+")) < SHORTEST_PHONE:
        return []
    home = re.sub(r"^(?:\+|00)86", "", number)
    return list(dict.fromkeys((number, home, f"0{home}", f"+{number.lstrip('+')}")))


def digits_in(text: str) -> str:
    """The digits of a typed part of a number; "" for anything else and for fewer than four."""
    digits = re.sub(r"\D", "", normalise(text)) if DIALLED.fullmatch(normalise(text)) else ""
    return digits if len(digits) >= PART else ""


def matching(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Customers that match what was typed.

    Numbers and e-mail addresses match as a whole; a part of a number matches only rows annotated as readable in full
    (`shown_to`), so that nobody finds out shortened digits by trying (PRV-1).
    """
    text = text.replace("\x00", "").strip()[:LONGEST_TEXT]
    if not text:
        return rows
    condition = matching_text(text)
    keys = full_keys(text)
    if keys:
        condition |= Q(contact_keys__overlap=keys)
    digits = digits_in(text)
    if digits and "sees_contact_data" in rows.query.annotations:
        # runs of two numbers together could make up a third: looked at again in the numbers themselves
        rows = rows.alias(
            numbers=Func(F("contact_keys"), Value(" "), function="array_to_string", output_field=TextField())
        )
        condition |= Q(contact_tokens__contains=parts_of([digits]), numbers__contains=digits, sees_contact_data=True)
    return rows.filter(condition)


def customers_to_choose(actor: Actor) -> QuerySet[Customer]:
    """Valid customers that the actor may put into documents, contact data as he may read it."""
    rows = Customer.objects.usable().visible_to(actor, CHOOSE_CUSTOMERS).shown_to(actor)
    return rows.with_values().annotate(unit_name=F("unit__name")).order_by("sort_key", "pk")


def find_customers(text: str, *, actor: Actor, limit: int = 20) -> Sequence[Customer]:
    """At most `limit` valid customers of the actor that match, by name. With shown_phone, shown_mobile, level, unit_name."""
    return list(matching(customers_to_choose(actor), text)[:limit])


def customers_named(names: Collection[str], *, actor: Actor, limit: int = 20) -> Sequence[Customer]:
    """Valid customers of the actor whose whole name is one of these, without regard to brackets and blanks."""
    keys = {name_key(name) for name in names if name.strip()}
    return list(customers_to_choose(actor).filter(name_key__in=keys).order_by("pk")[:limit]) if keys else []


def customer_label(actor: Actor, key: str) -> str:
    """The name of a chosen customer for pickers; "" for one that does not exist for the actor."""
    if not key.isdecimal() or len(key) > 18:
        return ""
    rows = Customer.objects.alive().visible_to(actor, CHOOSE_CUSTOMERS)
    return rows.filter(pk=int(key)).values_list("name", flat=True).first() or ""
