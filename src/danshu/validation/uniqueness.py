"""Values that no two records may have alike: for one entry under a lock of the value, for all records in one query."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet

from danshu.custom_fields.queries import every_field, records_with
from danshu.kit.context import operation_memo
from danshu.kit.locks import lock_slot
from danshu.validation.definitions import RuleData
from danshu.validation.fields import CUSTOM
from danshu.validation.hosts import HOSTS, HostField

MEMO = "validation.given"


def is_free(rule: RuleData, found: HostField, value: Any, *, pk: int | None) -> bool:
    """True when no other living record has the value, nor an earlier entry of the running operation.

    Two entries of one value wait for each other, so that the second sees what the first stored.
    """
    memo = operation_memo()
    if memo is not None:
        lock_slot("validation", rule.id, value)
        given: dict[tuple[int, str], int | None] = memo.setdefault(MEMO, {})
        place = (rule.id, str(value))
        if place in given and (pk is None or given[place] != pk):
            return False
        given[place] = pk
    return not _holders(rule.host, found, value).exclude(pk=pk or 0).exists()


def repeated(rule: RuleData, found: HostField) -> set[int]:
    """The keys of the living records whose value another one has as well."""
    rows = HOSTS[rule.host].alive()
    if found.name.startswith(CUSTOM):
        code = found.name.removeprefix(CUSTOM)
        path = f"custom__{code}"
        rows = rows.filter(custom__has_key=code)
    else:
        path = found.column
        rows = rows.exclude(**{path: None}) if _may_be_null(rule.host, path) else rows
        rows = rows.exclude(**{path: ""}) if found.type == "text" else rows
    twice = rows.order_by().values(path).annotate(n=Count("pk")).filter(n__gt=1).values_list(path, flat=True)
    values = list(twice)
    return set(rows.filter(**{f"{path}__in": values}).values_list("pk", flat=True)) if values else set()


def _holders(host: str, found: HostField, value: Any) -> QuerySet[Any]:
    rows = HOSTS[host].alive()
    if not found.name.startswith(CUSTOM):
        return rows.filter(**{found.column: value})
    code = found.name.removeprefix(CUSTOM)
    custom = next((each for each in every_field(host) if each.code == code), None)
    if custom is not None and custom.is_searchable:
        return rows.filter(pk__in=records_with(custom, words=str(value)[:200]), **{f"custom__{code}": str(value)})
    return rows.filter(**{f"custom__{code}": value})


def _may_be_null(host: str, column: str) -> bool:
    names = {field.attname: field.null for field in HOSTS[host].model_class._meta.concrete_fields}
    return bool(names.get(column))
