"""Say what regular cleanup proposes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import require_version, touch
from danshu.recycling.models import CleanupRule
from danshu.recycling.permissions import CONFIGURE_CLEANUP
from danshu.recycling.registry import CLEANABLE

FIELDS = ("name", "types", "statuses", "older_than_days", "every", "is_valid")


@operation("recycling.save_cleanup_rule", permission=CONFIGURE_CLEANUP, label=("保存清理规则", "Save cleanup rule"))
def save_cleanup_rule(
    *,
    kind: str,
    name: str,
    statuses: Sequence[str],
    older_than_days: int,
    types: Sequence[str] = (),
    every: str = CleanupRule.Every.MONTH,
    is_valid: bool = True,
    rule_id: int | None = None,
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> CleanupRule:
    """Add or change a rule (ORD-045). No types means all of the kind's.

    Raises FieldErrors (never statuses that count as approved or later), NotFound, EditConflict.
    """
    values = dict(zip(FIELDS, (name.strip(), sorted(set(types)), sorted(set(statuses)), older_than_days, every, is_valid),
                      strict=True))  # fmt: skip
    _check(kind, values)
    if rule_id is None:
        rule = CleanupRule(kind=kind, created_at=at, updated_at=at, updated_by_name=actor.name, **values)
        changes = {field: (None, value) for field, value in values.items()}
        rule.save(force_insert=True)
    else:
        rule = _locked(rule_id, kind, version)
        changes = {f: (getattr(rule, f), v) for f, v in values.items() if getattr(rule, f) != v}
        for field, value in values.items():
            setattr(rule, field, value)
        rule.save(update_fields=[*values, *touch(rule, actor=actor, at=at)])
    current_context().changed("recycling.cleanup_rule", rule.pk, label=rule.name, changes=changes)
    return rule


def _locked(rule_id: int, kind: str, version: int | None) -> CleanupRule:
    rule = lock(CleanupRule.objects.filter(pk=rule_id, kind=kind)).first()
    if rule is None:
        raise NotFound()
    require_version(rule, version)
    return rule


def _check(kind: str, values: dict[str, object]) -> None:
    if kind not in CLEANABLE:
        raise FieldErrors([FieldProblem("kind", "unknown", _("这类记录不能定期清理"))])
    known, problems = CLEANABLE[kind], []
    if not values["name"] or len(str(values["name"])) > 60:
        problems.append(FieldProblem("name", "required", _("填写名称，最多 60 字")))
    statuses, types = set(values["statuses"]), set(values["types"])  # type: ignore[call-overload]
    if not statuses or statuses - {code for code, _label in known.statuses}:
        problems.append(FieldProblem("statuses", "forbidden", _("只能选择可以清理的状态，至少一个")))
    if types - {code for code, _label in known.types}:
        problems.append(FieldProblem("types", "unknown", _("没有这种类型")))
    if not 1 <= int(str(values["older_than_days"])) <= 3650:
        problems.append(FieldProblem("older_than_days", "range", _("天数应在 1 到 3650 之间")))
    if values["every"] not in CleanupRule.Every.values:
        problems.append(FieldProblem("every", "unknown", _("没有这种周期")))
    if problems:
        raise FieldErrors(problems)
