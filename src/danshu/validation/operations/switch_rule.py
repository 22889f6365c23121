"""Switch a validation rule on or off."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.kit.words import with_count
from danshu.parameters.queries import forget
from danshu.validation.loading import locked_rule
from danshu.validation.models import Rule
from danshu.validation.permissions import CONFIGURE
from danshu.validation.queries import data_of
from danshu.validation.reviewing import drop_faults_of, found_now
from danshu.validation.rules import Checking, require_host


@operation("validation.switch_rule", permission=CONFIGURE, label=("启用或停用验证规则", "Switch a validation rule"))
def switch_rule(*, rule_id: int, is_on: bool, version: int | None = None, actor: Actor, at: datetime) -> Rule:
    """On: new entries are judged from its first day, and records that break it already stand in the review at once.

    Off: nothing is judged by it, and what stood in the review because of it is dropped. Raises NotFound, EditConflict,
    FieldErrors when what it speaks of is no more. One that is as wanted stays as it is (SYS-011).
    """
    row = locked_rule(rule_id, version=version)
    if row.is_on == is_on:
        return row
    context = current_context()
    if is_on:
        Checking(require_host(row.host), {}, row, at).values()
        count = found_now(data_of(row), at=at)
        text = with_count("现有 %(count)s 条记录不符合，列入数据审核") % {"count": count}
        context.effect("validation.found", text if count else _("现有记录都符合"), "warn" if count else "ok")
    else:
        count = drop_faults_of(row.pk, actor=actor, at=at)
        if count:
            context.effect("validation.dropped", with_count("数据审核中的 %(count)s 条问题不再适用") % {"count": count})
    row.is_on = is_on
    row.save(update_fields=["is_on", *touch(row, actor=actor, at=at)])
    context.changed("validation.rule", row.pk, label=row.name, changes={"is_on": (not is_on, is_on)})
    forget()
    return row
