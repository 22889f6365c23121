"""Bring the custom fields of a kind of record into another order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from danshu.custom_fields.models import FieldDefinition
from danshu.custom_fields.permissions import CONFIGURE
from danshu.custom_fields.rules import require_host
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock, lock_slot
from danshu.kit.operation import operation
from danshu.parameters.queries import forget

RENUMBER = """
UPDATE custom_fields_fielddefinition AS d SET position = g.position
FROM unnest(%s::bigint[]) WITH ORDINALITY AS g(id, position) WHERE d.id = g.id AND d.position <> g.position
"""


@operation("custom_fields.move_fields", permission=CONFIGURE, label=("调整字段顺序", "Reorder custom fields"))
def move_fields(*, host: str, order: Sequence[int], actor: Actor, at: datetime) -> list[int]:
    """Give the valid fields the named order; forms, pages and lists follow it (COM-006).

    order: the keys of all valid fields of the host. Raises NotFound for another set, as when one was added meanwhile.
    """
    require_host(host)
    lock_slot("custom_fields", host)
    rows = {row.pk: row for row in lock(FieldDefinition.objects.filter(host=host, is_valid=True))}
    if set(order) != set(rows) or len(order) != len(rows):
        raise NotFound
    before = sorted(rows, key=lambda pk: (rows[pk].position, pk))
    with connection.cursor() as cursor:
        cursor.execute(RENUMBER, [list(order)])
    for place, pk in enumerate(order):
        if (old := before.index(pk)) != place:
            current_context().changed(
                "custom_fields.field", pk, label=rows[pk].label, changes={"position": (old + 1, place + 1)}
            )
    forget()
    return list(order)
