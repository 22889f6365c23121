"""Change the values of several parameters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, company_zone
from danshu.kit.context import current_context, publish
from danshu.kit.errors import EditConflict, FieldErrors, FieldProblem
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.parameters.errors import NothingChanged, UnknownParameter
from danshu.parameters.events import ParametersChanged
from danshu.parameters.models import ParameterSetting
from danshu.parameters.permissions import CONFIGURE
from danshu.parameters.queries import forget, last_change_of, values
from danshu.parameters.registry import GUARDS, PARAMETERS, Parameter
from danshu.parameters.types import ValueProblem

MAX_REASON = 500


@operation("parameters.change_parameters", permission=CONFIGURE, label=("修改系统参数", "Change parameters"))
def change_parameters(
    *,
    changes: Mapping[str, Any],
    effective_on: date | None = None,
    reason: str = "",
    seen: Mapping[str, int] | None = None,
    actor: Actor,
    at: datetime,
) -> list[int]:
    """Store new values, in force at once or from 0:00 of a day of the company (SYS-001); unchanged ones are left out.
    Returns the ids of the changes written.

    changes: parameter name -> text or typed value; seen: name -> id of the last change the person was shown, 0 for
    none. Raises UnknownParameter, FieldErrors (all values outside their limits at once), EditConflict when somebody
    changed one of them meanwhile, NothingChanged.
    """
    lock_slot("parameters")
    _require_known(changes)
    moment = effective_moment(effective_on, at)
    wanted = _parse(changes)
    _require_seen(seen or {}, wanted)
    current = values(list(wanted))
    rows = [
        store(PARAMETERS[name], current[name], new, moment=moment, reason=reason, actor=actor, at=at)
        for name, new in wanted.items()
        if new != current[name]
    ]
    if not rows:
        raise NothingChanged()
    announce(rows)
    return [row.pk for row in rows]


def effective_moment(effective_on: date | None, at: datetime) -> datetime:
    """When a change counts from: the day's first moment in the company's zone, or now. Raises FieldErrors for the past."""
    today = business_date(at)
    if effective_on is None or effective_on == today:
        return at
    if effective_on < today:
        text = _("生效日期不能早于今天 %(today)s") % {"today": today.isoformat()}
        raise FieldErrors([FieldProblem("effective_on", "in_the_past", text)])
    return datetime.combine(effective_on, time(), company_zone())


def store(
    declared: Parameter, old: Any, new: Any, *, moment: datetime, reason: str, actor: Actor, at: datetime
) -> ParameterSetting:
    """Write one change with its audit row; `new` None means back to the default. Raises what its guard refuses with."""
    if check := GUARDS.get(declared.name):
        check(moment > at)
    dump = declared.type.dump
    row = ParameterSetting.objects.create(
        name=declared.name,
        value=None if new is None else dump(new),
        effective_at=moment,
        reason=reason[:MAX_REASON],
        changed_at=at,
        changed_by_name=actor.name,
    )
    shown = declared.default if new is None else new
    pair = ("***", "***") if declared.is_secret else (dump(old), dump(shown))
    fields: dict[str, tuple[Any, Any]] = {declared.name: pair}
    if moment > at:
        fields["effective_at"] = (None, moment)
    current_context().changed("parameters.parameter", row.pk, label=declared.label, changes=fields, reason=reason)
    return row


def announce(rows: list[ParameterSetting]) -> None:
    """Publish the change and read the table anew in this request."""
    forget()
    names, moment = tuple(row.name for row in rows), rows[-1].effective_at.isoformat()
    publish(
        ParametersChanged(aggregate=SourceRef("parameters.parameter", rows[-1].pk), names=names, effective_at=moment)
    )


def _require_known(changes: Mapping[str, Any]) -> None:
    for name in changes:
        if name not in PARAMETERS or PARAMETERS[name].type.name == "image":
            raise UnknownParameter(name=name)


def _parse(changes: Mapping[str, Any]) -> dict[str, Any]:
    wanted, problems = {}, []
    for name, raw in changes.items():
        try:
            wanted[name] = PARAMETERS[name].type.parse(raw)
        except ValueProblem as problem:
            field = f"{name}.{problem.part}" if problem.part else name
            problems.append(FieldProblem(field, problem.code, problem.text))
    if problems:
        raise FieldErrors(problems)
    return wanted


def _require_seen(seen: Mapping[str, int], wanted: Mapping[str, Any]) -> None:
    last = last_change_of(list(wanted))
    for name in wanted:
        if name in seen and name in last and last[name].pk != seen[name]:
            when = timezone.localtime(last[name].changed_at).strftime("%m-%d %H:%M")
            raise EditConflict(user=last[name].changed_by_name, time=when)
