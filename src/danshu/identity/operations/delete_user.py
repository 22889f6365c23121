"""Remove an account that left no trace (ACC-005)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from danshu.identity.events import UserDeleted
from danshu.identity.operations.create_user import user_label
from danshu.identity.operations.disable_user import refuse_own
from danshu.identity.permissions import USER_DELETE
from danshu.identity.rules.reach import require_within_own
from danshu.identity.store import locked_user
from danshu.identity.traces import traces_of_user
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import DomainError
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.words import counted


class UserInUse(DomainError):
    """The person owns records or appears in a history."""

    code = "user_in_use"
    message = _("%(label)s 已有业务记录，不能删除：%(traces)s")
    way_out = _("改为停用；停用后不能登录，历史记录保持完整")


@operation("identity.delete_user", permission=USER_DELETE, label=("删除用户", "Delete user"))
def delete_user(*, user_id: int, actor: Actor, at: datetime) -> None:
    """Delete an account that owns nothing and appears in no history.

    Raises NotFound, OwnAccount, UserInUse naming where the person appears.
    """
    user = locked_user(user_id, actor=actor, permission=USER_DELETE)
    refuse_own(user.pk, actor)
    require_within_own(user.pk, actor=actor, only_administration=True)
    traces = traces_of_user(user.pk)
    if traces:
        shown = counted((trace.label, trace.count) for trace in traces[:5])
        raise UserInUse(label=user_label(user), traces=shown)
    publish(UserDeleted(aggregate=SourceRef("identity.user", user.pk), version=user.version, user_id=user.pk))
    current_context().changed("identity.user", user.pk, label=user_label(user))
    user.delete()
