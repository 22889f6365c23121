"""Switching a rule on and off: what it leads to is said before (COM-009)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.operation import Operation
from danshu.kit.web import ActorRequest
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done


def confirm_switch(
    request: ActorRequest, row: Any, operation: Operation[..., Any], *, off: Effect, back_url: str
) -> HttpResponse:
    """The dialog that switches a rule on when it is off and off when it is on, with the effects of a dry run.

    row: the rule, with pk, name, is_on and version. operation: takes rule_id, is_on and version. off: what is said when
    the operation tells no effect.
    """
    is_on = not row.is_on
    facts = {"name": row.name}

    def impact() -> Impact:
        dry = operation.dry_run(rule_id=row.pk, is_on=is_on, actor=request.actor, at=now())
        title = _("启用「%(name)s」？") if is_on else _("停用「%(name)s」？")
        return Impact(
            title=title % facts, effects=list(dry.effects) or [off], do_label=_("启用") if is_on else _("停用"),
            keep_label=_("保持不变"), reason="", danger=False,
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        operation.keyed(key)(rule_id=row.pk, is_on=is_on, version=row.version, actor=request.actor, at=now())
        done(request, (_("规则「%(name)s」已启用") if is_on else _("规则「%(name)s」已停用")) % facts)
        return back_url

    return confirm(request, impact=impact, act=act, back_url=back_url)
