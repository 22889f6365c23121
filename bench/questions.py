"""What a list can be asked for, read from its declaration: every filter with a value that records carry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model

from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.ui.lists import ChoiceFilter, DateRangeFilter, ListSpec, NumberRangeFilter
from danshu.ui.lists.filters import Filter, MultiChoiceFilter

LOOKED_AT = 200  # records whose values are tried, from the middle on
# what no column says: by the key of the filter
HINTS = {
    "idle": ("30", "60"), "model": "商品 007", "customer_text": "KH-00077", "currency": "CNY", "region_code": "44",
    "category_only": "1",
}  # fmt: skip
DAYS = timedelta(days=6)


def actor_named(user_name: str) -> Actor:
    """A person with his rights of today."""
    from danshu.access.queries import load_person
    from danshu.identity.models import User

    person = load_person(User.objects.get(user_name=user_name).pk, today=business_date(now()))
    if person is None:
        raise ValueError(user_name)
    return person.actor


def questions(spec: ListSpec, model: type[Model], actor: Actor) -> Iterator[tuple[str, str]]:
    """(key, query string) of every filter that the actor has and that some record answers.

    A filter that cannot be asked (no records carry a value, no choices) is left out; RuntimeError when the list does not
    understand what is asked.
    """
    middle = model._default_manager.count() // 2
    records: list[Any] = list(model._default_manager.order_by("pk")[middle : middle + LOOKED_AT])
    for each in spec.filters_for(actor):
        given = parameters(each, records, actor)
        if given is None:
            continue
        query = urlencode(given, doseq=True)
        if not understood(each, query, actor):
            raise RuntimeError(f"list {spec.name}: {query} is not understood by {each.key}")
        yield each.key, query


def understood(each: Filter, query: str, actor: Actor) -> bool:
    """True when the filter reads a value from the address."""
    from django.http import QueryDict

    reading = each.read(QueryDict(query), actor)
    return not reading.error and reading.value not in (None, "", [])


def parameters(each: Filter, records: list[Any], actor: Actor) -> dict[str, Any] | None:
    """The URL parameters that ask one filter; None when there is nothing to ask for."""
    names = each.names()
    if isinstance(each, ChoiceFilter):
        return _choice(each, records, actor)
    value = HINTS.get(each.key) or _carried(each, records)
    if value is None:
        return None
    if isinstance(each, DateRangeFilter):
        first = value.date() if isinstance(value, datetime) else value
        return {names[0]: first.isoformat(), names[1]: (first + DAYS).isoformat()}
    if isinstance(each, NumberRangeFilter):
        return dict(zip(names, value if isinstance(value, tuple) else (value, value), strict=True))
    return {names[0]: value}


def _choice(each: ChoiceFilter, records: list[Any], actor: Actor) -> dict[str, Any] | None:
    """The choice that a record carries, else the last one that is offered (the first often means everything)."""
    offered = [str(value) for value, _label in each.options(actor)]
    carried = _carried(each, records)
    wanted = str(carried) if carried is not None and str(carried) in offered else next(reversed(offered), None)
    if wanted is None:
        return None
    return {each.key: [wanted] if isinstance(each, MultiChoiceFilter) else wanted}


def _carried(each: Filter, records: list[Any]) -> Any:
    """A value of the filter's column that one of the records carries; the middle of the period for days without one."""
    for record in records if each.target != "pk" else ():  # such a filter has conditions of its own
        value = _at(record, each.target)
        if isinstance(value, list):
            value = value[0] if value else None
        if value not in (None, "", False):
            return value
    return business_date(now()) - timedelta(days=30) if isinstance(each, DateRangeFilter) else None


def _at(record: Any, path: str) -> Any:
    """What a path leads to; None when it leads to no column (a filter with conditions of its own)."""
    for name in path.split("__"):
        if record is None or not hasattr(record, name):
            return None
        record = getattr(record, name)
    return record.pk if isinstance(record, Model) else record
