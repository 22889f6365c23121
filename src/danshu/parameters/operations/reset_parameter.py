"""Set a parameter back to its default."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.parameters.errors import NothingChanged, UnknownParameter
from danshu.parameters.models import ParameterSetting
from danshu.parameters.operations.change_parameters import announce, store
from danshu.parameters.permissions import CONFIGURE
from danshu.parameters.queries import value
from danshu.parameters.registry import PARAMETERS


@operation("parameters.reset_parameter", permission=CONFIGURE, label=("恢复参数默认值", "Reset a parameter"))
def reset_parameter(*, name: str, reason: str = "", actor: Actor, at: datetime) -> ParameterSetting:
    """Put the default in force at once (SYS-001). Raises UnknownParameter, or NothingChanged when it is in force."""
    lock_slot("parameters")
    if name not in PARAMETERS:
        raise UnknownParameter(name=name)
    declared, current = PARAMETERS[name], value(name)
    if current == declared.default:
        raise NothingChanged()
    row = store(declared, current, None, moment=at, reason=reason, actor=actor, at=at)
    announce([row])
    return row
