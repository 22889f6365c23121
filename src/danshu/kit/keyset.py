"""Paging by the last row seen: page 1,000 costs as much as page 1, and nothing is shown twice or skipped."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError
from danshu.kit.sql import planned_afresh

M = TypeVar("M", bound=Model)


class BadCursor(DomainError):
    """A cursor that this list did not give out."""

    code, status = "bad_cursor", 422
    message = _("分页位置无效")
    way_out = _("从第一页重新开始，或原样使用上一个应答里的位置")


@dataclass(frozen=True, slots=True)
class Slice(Generic[M]):
    """Rows of one page and the positions of its neighbours; None where there is no neighbour."""

    rows: list[M]
    next: str | None
    previous: str | None


def keyset_slice(
    rows: QuerySet[M], *, by: Sequence[str] = ("-pk",), limit: int, after: str = "", before: str = ""
) -> Slice[M]:
    """The page after (or before) a position.

    by: columns of the model, all ascending or all descending ("-name"), none of them null, the last one unique.
    Raises BadCursor for a position that is not one of this order, ValueError for mixed directions.
    """
    names = [name.lstrip("-") for name in by]
    descending = by[0].startswith("-")
    if any(name.startswith("-") != descending for name in by):
        raise ValueError("all columns of a keyset go in one direction")
    backwards = bool(before) and not after
    position = _decode(rows, names, after or before)
    if position is not None:
        rows = rows.filter(_beyond(names, position, smaller=descending != backwards))
    ordered = rows.order_by(*(f"{'-' if descending != backwards else ''}{name}" for name in names))
    with planned_afresh(rows.db):
        found = list(ordered[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found.reverse()
    first, last = (_encode(found[0], names), _encode(found[-1], names)) if found else (None, None)
    forth, back = (position is not None, more) if backwards else (more, position is not None)
    return Slice(found, last if forth else None, first if back else None)


def _beyond(names: Sequence[str], position: Sequence[Any], *, smaller: bool) -> Q:
    """Rows strictly beyond a position; the first conjunct alone lets an index seek."""
    strict, loose = ("lt", "lte") if smaller else ("gt", "gte")
    condition = Q()
    for name, value in reversed(list(zip(names, position, strict=True))):
        beyond = Q(**{f"{name}__{strict}": value})
        condition = beyond | (Q(**{name: value}) & condition) if condition else beyond
    return Q(**{f"{names[0]}__{loose}": position[0]}) & condition if len(names) > 1 else condition


def _encode(row: Model, names: Sequence[str]) -> str:
    values = [str(getattr(row, name)) for name in names]
    return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")


def _decode(rows: QuerySet[M], names: Sequence[str], cursor: str) -> list[Any] | None:
    if not cursor:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(names) or not all(isinstance(v, str) for v in values):
            raise ValueError("another order")
        return [_typed(rows.model, name, value) for name, value in zip(names, values, strict=True)]
    except (ValueError, TypeError, binascii.Error, ValidationError, RecursionError) as error:
        raise BadCursor(field="after") from error


def _typed(model: type[Model], name: str, value: str) -> Any:
    field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
    if "\x00" in value or not hasattr(field, "to_python"):
        raise ValueError("not a position")
    value.encode()  # refuses halves of signs, which no column holds
    typed = field.to_python(value)
    field.run_validators(typed)
    return typed
