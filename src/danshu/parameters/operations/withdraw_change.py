"""Withdraw a change that has not taken effect yet."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.parameters.errors import ChangeNotPending
from danshu.parameters.models import ParameterSetting
from danshu.parameters.permissions import CONFIGURE
from danshu.parameters.registry import PARAMETERS


@operation("parameters.withdraw_change", permission=CONFIGURE, label=("撤回参数改动", "Withdraw a parameter change"))
def withdraw_change(*, setting_id: int, actor: Actor, at: datetime) -> ParameterSetting:
    """Make a planned change not happen. Raises NotFound, or ChangeNotPending once it counts or was withdrawn."""
    row = lock(ParameterSetting.objects.filter(pk=setting_id)).first()
    if row is None:
        raise NotFound()
    if row.withdrawn_at or row.effective_at <= at:
        raise ChangeNotPending()
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    label = PARAMETERS[row.name].label if row.name in PARAMETERS else row.name
    changes = {"effective_at": (row.effective_at, None)}
    current_context().changed("parameters.parameter", row.pk, label=label, changes=changes)
    return row
