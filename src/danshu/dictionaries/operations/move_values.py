"""Bring values of a dictionary into another order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from danshu.dictionaries.errors import PositionOutside
from danshu.dictionaries.models import Value
from danshu.dictionaries.permissions import CONFIGURE
from danshu.dictionaries.rules import require_dictionary
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock, lock_slot
from danshu.kit.operation import operation

RENUMBER = """
UPDATE dictionaries_value AS v SET position = g.position FROM unnest(%s::bigint[]) WITH ORDINALITY AS g(id, position)
WHERE v.id = g.id AND v.position <> g.position
"""


@operation("dictionaries.move_values", permission=CONFIGURE, label=("调整基础资料顺序", "Reorder dictionary values"))
def move_values(*, dictionary: str, value_ids: Sequence[int], position: int, actor: Actor, at: datetime) -> list[int]:
    """Put the values, in their mutual order, so that the first of them stands at `position` (COM-006).

    Positions count the valid values from 1. Returns the ids in their new order. Raises UnknownDictionary, NotFound
    for a value that is not a valid one of the dictionary, PositionOutside.
    """
    require_dictionary(dictionary)
    lock_slot("dictionary", dictionary)
    rows = list(lock(Value.objects.filter(dictionary=dictionary, is_valid=True)))
    order = [row.pk for row in sorted(rows, key=lambda row: (row.position, row.pk))]
    chosen = set(value_ids)
    if not chosen or chosen - set(order):
        raise NotFound()
    last = len(order) - len(chosen) + 1
    if not 1 <= position <= last:
        raise PositionOutside(field="position", last=last)
    moved = [pk for pk in order if pk in chosen]
    others = [pk for pk in order if pk not in chosen]
    after = others[: position - 1] + moved + others[position - 1 :]
    with connection.cursor() as cursor:
        cursor.execute(RENUMBER, [after])
    _note(rows, order, after)
    return after


def _note(rows: list[Value], before: list[int], after: list[int]) -> None:
    names = {row.pk: row.name for row in rows}
    for pk in after:
        old, new = before.index(pk) + 1, after.index(pk) + 1
        if old != new:
            current_context().changed("dictionaries.value", pk, label=names[pk], changes={"position": (old, new)})
