"""Where values are used: every column that points at one, with how many records do (SYS-004)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models

from danshu.dictionaries.models import Value
from danshu.dictionaries.registry import CODED
from danshu.kit.trail import kind_label

WORDS = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Place:
    """A column of a kind of record. dictionary: whose codes it keeps; "" for a foreign key."""

    model: type[models.Model]
    field: str
    column: str
    dictionary: str = ""

    @property
    def kind(self) -> str:
        """The kind of record, as the trail calls it: "activities.plan_setting" for PlanSetting."""
        module, _dot, name = self.model._meta.label.partition(".")
        return f"{module}.{WORDS.sub('_', name).lower()}"

    @property
    def label(self) -> str:
        """The kind of record in words of the active language."""
        return kind_label(self.kind)


@dataclass(frozen=True, slots=True)
class Use:
    """How many records use a value at a place."""

    place: Place
    value_id: int
    dictionary: str
    count: int


@cache
def places() -> tuple[Place, ...]:
    """Every place where values are used."""
    return tuple(_places())


def _places() -> Iterator[Place]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is Value and not field.primary_key:
                yield Place(model, field.name, str(field.column))
    for dictionary, label, column in CODED:
        model = apps.get_model(label)
        yield Place(model, column, str(model._meta.get_field(column).column), dictionary)


def uses(*, dictionary: str = "", value_id: int | None = None) -> list[Use]:
    """Where values are used and how often, in one statement; of one dictionary or one value when it is named."""
    if not places():
        return []
    facts = {"dictionary": dictionary, "value": value_id}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(_statement(number) for number in range(len(places()))), facts)
        return [Use(places()[number], pk, code, count) for number, pk, code, count in cursor.fetchall()]


def _statement(number: int) -> str:
    """The count of one place, value by value; all names come from the models."""
    place = places()[number]
    quote: Any = connection.ops.quote_name
    table, column = quote(place.model._meta.db_table), quote(place.column)
    told = (
        f"v.dictionary = '{place.dictionary}' AND used.key = coalesce(nullif(v.code, ''), v.id::text)"
        if place.dictionary
        else "v.id = used.key"
    )
    return (
        f"SELECT {number}, v.id, v.dictionary, used.n FROM "  # noqa: S608 - names of our own models
        f"(SELECT {column} AS key, count(*) AS n FROM {table} WHERE {column} IS NOT NULL GROUP BY {column}) used "
        f"JOIN dictionaries_value v ON {told} WHERE (%(dictionary)s = '' OR v.dictionary = %(dictionary)s) "
        "AND (%(value)s::bigint IS NULL OR v.id = %(value)s::bigint)"
    )
