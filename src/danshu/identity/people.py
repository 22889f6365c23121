"""Finding people for pickers (COM-007)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Q, QuerySet

from danshu.identity.models import StaffAssignment, Unit, User
from danshu.kit.clock import business_date, now
from danshu.kit.keys import key_of
from danshu.kit.search import normalise, pinyin_tokens, query_tokens

PAIRS = 20


def find_people(text: str, *, assigned_on: datetime | None = None, unit_id: int | None = None) -> QuerySet[User]:
    """Active people by part of a name, pinyin, initials, number or phone (COM-007).

    assigned_on: only those who work in a unit at that moment, as everywhere but in mail, files and tasks;
    unit_id: only those of this unit.
    """
    people: QuerySet[User] = User.objects.filter(is_active=True).select_related("unit").order_by("full_name", "pk")
    if assigned_on is not None:
        today = business_date(assigned_on)
        working = StaffAssignment.objects.filter(
            Q(from_date=None) | Q(from_date__lte=today), Q(to_date=None) | Q(to_date__gte=today)
        )
        if unit_id is not None:
            working = working.filter(unit_id=unit_id)
        people = people.filter(pk__in=working.values("user_id"))
    return people.filter(matching(text))


def active_people(on: date) -> QuerySet[User]:
    """Everybody whose account works on a day, by name."""
    people: QuerySet[User] = User.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on), is_active=True
    )
    return people.select_related("unit").order_by("full_name", "pk")


def working_below(unit_ids: Collection[int], on: date) -> Q:
    """The condition for people who work on a day in one of these units or below, in their main unit or another."""
    below = units_below(unit_ids)
    working = StaffAssignment.objects.filter(
        Q(from_date=None) | Q(from_date__lte=on), Q(to_date=None) | Q(to_date__gte=on), unit_id__in=below
    )
    return Q(unit_id__in=below) | Q(pk__in=working.values("user_id"))


def units_below(unit_ids: Collection[int]) -> set[int]:
    """Units and everything below them. One statement."""
    rows = Unit.objects.raw(
        "WITH RECURSIVE down AS (SELECT id FROM identity_unit WHERE id = ANY(%s) "
        "UNION SELECT u.id FROM identity_unit u JOIN down ON u.parent_id = down.id) SELECT id FROM down",
        [list(unit_ids)],
    )
    return {row.pk for row in rows}


def matching(text: str) -> Q:
    """The condition for people found by a typed text."""
    if not text.strip():
        return Q()
    plain = normalise(text)
    literally = (
        Q(full_name__icontains=plain)
        | Q(user_name__icontains=plain)
        | Q(employee_number__icontains=plain)
        | Q(phone__icontains=plain)
    )
    found = Q(search_tokens__contains=query_tokens(text)) & literally
    sounds = pinyin_tokens(text)
    return found | Q(search_tokens__contains=sounds) if sounds else found


def full_name_of(user_id: int | None) -> str:
    """The name of a person; "" when there is none."""
    return User.objects.filter(pk=user_id or 0).values_list("full_name", flat=True).first() or ""


def full_names_of(user_ids: Collection[int]) -> dict[int, str]:
    """The names of people, of those that exist. One statement."""
    return dict(User.objects.filter(pk__in=user_ids).values_list("pk", "full_name"))


def mail_addresses_of(user_ids: Collection[int]) -> list[tuple[str, str, str]]:
    """(name, address, language) of the active ones of these people who have an e-mail address, in the order of their keys."""
    rows = User.objects.filter(pk__in=user_ids, is_active=True).exclude(email="").order_by("pk")
    known = rows.values_list("full_name", "email", "language")
    return [(name, email, "en" if language.startswith("en") else "zh-hans") for name, email, language in known]


def active_ids(user_ids: Collection[int]) -> set[int]:
    """Those of these people whose account is active. One statement."""
    return set(User.objects.filter(pk__in=user_ids, is_active=True).values_list("pk", flat=True))


def user_id_of(user_name: str) -> int | None:
    """The number of the active person of this name, ignoring case; None when there is none."""
    found: User | None = User.objects.filter(user_name__iexact=user_name, is_active=True).first()
    return found.pk if found else None


def unit_name_of(unit_id: int | None) -> str:
    """The name of a unit; "" when there is none."""
    return Unit.objects.filter(pk=unit_id or 0).values_list("name", flat=True).first() or ""


def names_of(user_ids: Collection[int]) -> dict[int, str]:
    """Names of people by number, in one query; active or not, unknown numbers are missing."""
    return dict(User.objects.filter(pk__in=list(user_ids)).values_list("pk", "full_name"))


def units_above(unit_id: int | None) -> set[int]:
    """A unit and everything above it; empty without a unit. One statement."""
    if unit_id is None:
        return set()
    rows = Unit.objects.raw(
        "WITH RECURSIVE up AS (SELECT id, parent_id FROM identity_unit WHERE id = %s "
        "UNION SELECT u.id, u.parent_id FROM identity_unit u JOIN up ON u.id = up.parent_id) SELECT id FROM up",
        [unit_id],
    )
    return {row.pk for row in rows}


def user_pairs(text: str) -> list[tuple[int, str]]:
    """The same over all active accounts, whether or not they work in a unit."""
    return [(user.pk, user.full_name) for user in find_people(text)[:PAIRS]]


def staff_label(key: str) -> str:
    """The text of a chosen person, for picker fields; "" for nobody."""
    return full_name_of(key_of(key))


def staff_pairs(text: str) -> list[tuple[int, str]]:
    """At most 20 people who work in a unit, as (key, name), for picker fields without scripts."""
    return [(user.pk, user.full_name) for user in find_people(text, assigned_on=now())[:PAIRS]]
