"""The rules of administrators on products (SYS-011)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from danshu.catalog.custom_declared import ITEM
from danshu.catalog.models import Item
from danshu.kit.errors import FieldProblem
from danshu.validation.hosts import facts_for_new, facts_of
from danshu.validation.judging import judge


def rule_problems(
    values: Mapping[str, Any],
    custom: Mapping[str, Any],
    *,
    item: Item | None = None,
    at: datetime,
    besides: Collection[str] = (),
) -> list[FieldProblem]:
    """What refuses an item with these complete values; item: the stored one. besides: fields that are refused already."""
    after = facts_for_new(ITEM, values, custom)
    before = facts_of(ITEM, item) if item is not None else None
    return judge(ITEM, after, before=before, pk=item.pk if item is not None else None, at=at, besides=besides)
