"""Choose which notices reach oneself, and how (COL-008)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.identity.permissions import SIGNED_IN
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, Forbidden
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.kit.versions import require_unchanged
from danshu.notices.kinds import KINDS, MAILED, MUTED
from danshu.notices.models import NoticeChoice


@operation("notices.choose_notices", permission=SIGNED_IN, label=("设置接收的通知", "Choose notifications"))
def choose_notices(
    *, choices: Mapping[str, tuple[bool, bool]], version: int | None = None, actor: Actor, at: datetime
) -> int:
    """What the actor wants from now on; returns how many kinds differ from how they are for everybody.

    choices: kind -> (in the notification centre, by e-mail); kinds that are not named stay as they were. version: the
    fingerprint of chosen_notices that was shown. Raises FieldErrors for a kind that does not exist, and for a mandatory
    one that is to be switched off, EditConflict when another window changed them. Nothing is stored then.
    """
    if actor.user_id is None:
        raise Forbidden()
    if problems := [problem for code, (shown, _mailed) in choices.items() for problem in _problems(code, shown=shown)]:
        raise FieldErrors(problems)
    lock_slot("notices.choice", actor.user_id)
    before = chosen_notices(actor.user_id)
    require_unchanged(before, version, by=actor.name, at=at)
    NoticeChoice.objects.bulk_create(
        [
            NoticeChoice(user_id=actor.user_id, kind=code, in_centre=shown, by_mail=mailed)
            for code, (shown, mailed) in sorted(choices.items())
        ],
        update_conflicts=True, unique_fields=["user", "kind"], update_fields=["in_centre", "by_mail"],
    )  # fmt: skip
    NoticeChoice.objects.filter(user_id=actor.user_id, in_centre=True, by_mail=False).delete()
    after = chosen_notices(actor.user_id)
    if before != after:
        changes = {"notice_choices": (before, after)}
        current_context().changed("identity.user", actor.user_id, label=actor.name, changes=changes)
    return NoticeChoice.objects.filter(user_id=actor.user_id).count()


def chosen_notices(user_id: int) -> list[str]:
    """What differs from the usual, as the log keeps it: "sales.approved:muted", "sales.deleted:mail"."""
    rows = NoticeChoice.objects.filter(user_id=user_id).order_by("kind")
    return [
        f"{row.kind}:{word}"
        for row in rows
        for word, holds in ((MUTED, not row.in_centre), (MAILED, row.by_mail))
        if holds
    ]


def _problems(code: str, *, shown: bool) -> list[FieldProblem]:
    if code not in KINDS:
        return [FieldProblem(code, "unknown", _("没有这种通知"))]
    if KINDS[code].is_mandatory and not shown:
        facts = {"name": KINDS[code].label}
        return [FieldProblem(code, "mandatory", _("「%(name)s」必须接收，不能关闭") % facts)]
    return []
