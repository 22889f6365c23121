"""Which customers fulfil conditions: one statement over the modules that keep the facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from danshu.parties.queries import usable_customers
from danshu.parties.widening import wider
from danshu.segments.conditions import Condition
from danshu.segments.facts import FACTS, Kind, Op, Window

LOOKUPS = {Op.GT: "gt", Op.GE: "gte", Op.LT: "lt", Op.LE: "lte", Op.EQ: "exact"}


def customers_fulfilling(
    conditions: Sequence[Condition], *, is_all: bool, at: datetime, rows: QuerySet[Any] | None = None
) -> QuerySet[Any]:
    """Valid customers (or those of `rows`) that fulfil all conditions, or any of them; all customers without any."""
    found = usable_customers() if rows is None else rows
    demanded: list[Q] = []
    for place, condition in enumerate(conditions):
        found, demand = _demand(found, condition, f"fact_{place}", at)
        demanded.append(demand)
    whole = Q()
    for demand in demanded:
        whole = whole & demand if is_all else whole | demand
    return found.filter(whole)


def _demand(rows: QuerySet[Any], condition: Condition, name: str, at: datetime) -> tuple[QuerySet[Any], Q]:
    asked, op, value = FACTS[condition["fact"]], Op(condition["op"]), condition["value"]
    if asked.kind is Kind.NUMBER and asked.expression is not None:
        rows = rows.alias(**{name: asked.expression(Window(at, condition["months"]))})
        return rows, Q(**{f"{name}__{LOOKUPS[op]}": Decimal(value)})
    if asked.kind is Kind.TEXT:
        holds = Q(**{f"{asked.path}__icontains": value})
        return rows, holds if op is Op.HAS else ~holds
    if asked.kind is Kind.TAGS:
        one = Q(**{f"{asked.path}__overlap": value})
        return rows, {Op.ANY: one, Op.NONE: ~one, Op.ALL: Q(**{f"{asked.path}__contains": value})}[op]
    among = Q(**{f"{asked.path}__in": list(wider(asked.code, value))})
    return rows, among if op is Op.ANY else ~among | Q(**{asked.path: None})
