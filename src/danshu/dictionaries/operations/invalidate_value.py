"""Withdraw a value of a dictionary."""

from __future__ import annotations

from datetime import datetime

from danshu.dictionaries.models import Value
from danshu.dictionaries.permissions import CONFIGURE
from danshu.dictionaries.registry import WITHDRAWALS, WITHDRAWN
from danshu.dictionaries.rules import require_valid
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation(
    "dictionaries.invalidate_value", permission=CONFIGURE, label=("失效基础资料", "Invalidate a dictionary value")
)
def invalidate_value(*, value_id: int, reason: str = "", actor: Actor, at: datetime) -> Value:
    """The value is offered no more and can only be viewed, for good (COM-005).

    Raises NotFound, OnlyViewed, and what the module refuses that keeps more about the value (`before_withdrawal`).
    """
    known = Value.objects.filter(pk=value_id).values_list("dictionary", flat=True).first()
    for check in WITHDRAWALS.get(known or "", ()):
        check(value_id)
    row = lock(Value.objects.filter(pk=value_id)).first()
    if row is None:
        raise NotFound()
    require_valid(row)
    row.is_valid = False
    row.save(update_fields=["is_valid", *touch(row, actor=actor, at=at)])
    current_context().changed(
        "dictionaries.value", row.pk, label=row.name, changes={"is_valid": (True, False)}, reason=reason
    )
    for act in WITHDRAWN.get(row.dictionary, ()):
        act(row.pk, actor, at)
    return row
