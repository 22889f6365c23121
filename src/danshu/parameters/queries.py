"""Reading parameters: one query for all of them, kept for one request or one operation and no longer (CC-14)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import connection

from danshu.kit.clock import now, set_company_zone
from danshu.parameters.models import ParameterSetting
from danshu.parameters.registry import PARAMETERS
from danshu.parameters.types import ValueProblem

IN_FORCE = """
SELECT DISTINCT ON (name) name, value FROM parameters_parametersetting
WHERE effective_at <= %s AND withdrawn_at IS NULL ORDER BY name, effective_at DESC, id DESC
"""


class ReadScope:
    """What was read once in a request or job."""

    loaded: dict[str, Any] | None = None


_SCOPE: ContextVar[ReadScope | None] = ContextVar("parameters", default=None)


def value(name: str) -> Any:
    """The value in force now, typed as declared. Raises KeyError for an undeclared name."""
    return values([name])[name]


def values(names: Sequence[str]) -> Mapping[str, Any]:
    """Several values in one query at most. Raises KeyError for an undeclared name."""
    changed = _changed()
    return {name: changed[name] if name in changed else PARAMETERS[name].default for name in names}


def last_change_of(names: Sequence[str]) -> dict[str, ParameterSetting]:
    """The newest change of each parameter that has one, in force or planned."""
    rows = ParameterSetting.objects.filter(name__in=names, withdrawn_at=None)
    return {row.name: row for row in rows.order_by("name", "-id").distinct("name")}


def planned_changes(at: datetime) -> list[ParameterSetting]:
    """Changes that count from a later moment, the earliest first."""
    return list(ParameterSetting.objects.filter(effective_at__gt=at, withdrawn_at=None).order_by("effective_at", "id"))


def change_history(name: str, limit: int = 100) -> list[ParameterSetting]:
    """Every change of a parameter, the latest first, withdrawn ones included."""
    return list(ParameterSetting.objects.filter(name=name).order_by("-id")[:limit])


def refresh_company_zone() -> None:
    """Make the clock use the company's time zone of this moment (COM-014); called as a request or job begins."""
    set_company_zone(value("company_timezone"))


def begin_scope() -> None:
    """From now on, until the next call, read the table once only: a request or a job begins."""
    _SCOPE.set(ReadScope())


def end_scope() -> None:
    """Read the table at each call again."""
    _SCOPE.set(None)


def forget() -> None:
    """Read anew within the same request, because a parameter was just changed."""
    if scope := _SCOPE.get():
        scope.loaded = None


def _changed() -> dict[str, Any]:
    scope = _SCOPE.get()
    if scope is None:
        return _read()
    if scope.loaded is None:
        scope.loaded = _read()
    return scope.loaded


def _read() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE, [now()])
        rows = cursor.fetchall()
    found = {}
    for name, stored in rows:
        declared = PARAMETERS.get(name)
        data = None if stored is None else json.loads(stored)  # Django hands jsonb over as text
        if declared is None or data is None:
            continue
        try:
            found[name] = declared.type.load(data)
        except ValueProblem:  # stored under older limits: the default is the safe value
            continue
    return found
