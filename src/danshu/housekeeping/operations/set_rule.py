"""Say for how long one kind of expired data is kept (SYS-012)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.housekeeping.models import Every, ExpiryRule
from danshu.housekeeping.permissions import CLEAN_UP
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.expiry import EXPIRING, Expiring
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import require_version, touch

MOST = 3650


@operation("housekeeping.set_rule", permission=CLEAN_UP, label=("设置清理规则", "Set a cleanup rule"))
def set_rule(*, kind: str, days: int, every: str, version: int | None = None, actor: Actor, at: datetime) -> ExpiryRule:
    """Keep data of a kind for so many days after they expired, and remove them by themselves "hand", "day", "week" or "month".

    days: at least what the kind asks for, at most ten years; version: 0 when the person was shown the delivered rule.
    Raises NotFound, EditConflict, FieldErrors. Nothing is written when nothing differs.
    """
    if kind not in EXPIRING:
        raise NotFound()
    declared = EXPIRING[kind]
    if problems := _problems(declared, days, every):
        raise FieldErrors(problems)
    fresh = ExpiryRule(kind=kind, days=declared.days, every=Every.HAND, version=0, created_at=at, updated_at=at)
    ExpiryRule.objects.bulk_create([fresh], ignore_conflicts=True)
    row = lock(ExpiryRule.objects.filter(kind=kind)).get()
    require_version(row, version)
    changes = {
        name: (getattr(row, name), new) for name, new in (("days", days), ("every", every)) if getattr(row, name) != new
    }
    if changes:
        row.days, row.every = days, every
        row.save(update_fields=["days", "every", *touch(row, actor=actor, at=at)])
        current_context().changed("housekeeping.rule", row.pk, label=str(declared.label), changes=changes)
    return row


def _problems(declared: Expiring, days: int, every: str) -> list[FieldProblem]:
    found = []
    if not declared.least <= days <= MOST:
        facts = {"least": declared.least, "most": MOST}
        found.append(FieldProblem("days", "out_of_range", _("应在 %(least)s 到 %(most)s 天之间") % facts))
    if every not in Every.values:
        found.append(FieldProblem("every", "unknown", _("没有这种计划")))
    return found
