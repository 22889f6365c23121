"""Say how finely a unit can be divided (COM-014)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.catalog.dictionaries import UNIT
from danshu.catalog.models import UnitDecimals
from danshu.catalog.permissions import UNIT_EDIT
from danshu.catalog.queries import unit_decimals
from danshu.dictionaries.queries import require_valid
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.operation import operation


@operation("catalog.set_unit_decimals", permission=UNIT_EDIT, label=("设置单位小数位", "Set unit decimal places"))
def set_unit_decimals(*, unit_id: int, decimals: int, actor: Actor, at: datetime) -> int:
    """Allow quantities of this unit to have 0 to 3 decimals from now on; existing documents keep theirs.

    Raises NotFound for something that is not a valid unit, FieldErrors for decimals out of range.
    """
    if not require_valid(UNIT, unit_id):
        raise NotFound()
    if not 0 <= decimals <= 3:
        raise FieldErrors([FieldProblem("decimals", "range", _("小数位应在 0 到 3 之间"))])
    choice = next(choice for choice in unit_decimals() if choice.id == unit_id)
    if choice.decimals != decimals:
        UnitDecimals.objects.update_or_create(unit_id=unit_id, defaults={"decimals": decimals})
        current_context().changed(
            "dictionaries.value", unit_id, label=choice.label, changes={"decimals": (choice.decimals, decimals)}
        )
    return decimals
