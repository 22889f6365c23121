"""Delete an attachment (COM-016)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.files.errors import NotYours
from danshu.files.holding import open_record
from danshu.files.models import Attachment
from danshu.files.permissions import ATTACH, REMOVE_ANY
from danshu.files.removal import let_go
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.operation import operation


@operation("files.remove_attachment", permission=ATTACH, label=("删除附件", "Delete attachment"))
def remove_attachment(*, attachment_id: int, reason: str = "", actor: Actor, at: datetime) -> None:
    """Delete it for good: by its uploader, or by an administrator. Its bytes are cleared by the next job.

    Raises NotFound (also when its record is out of scope), RecordClosed, NotYours.
    """
    found = Attachment.objects.filter(pk=attachment_id).first()
    if found is None:
        raise NotFound
    record = open_record(found.source_kind, found.source_id, actor)
    row = Attachment.objects.filter(pk=attachment_id).first()  # again under the lock
    if row is None:
        raise NotFound
    if not may_remove(row.uploader_id, actor):
        raise NotYours(name=row.name, uploader=row.uploader_name)
    let_go([row])
    context = current_context()
    context.changed(
        record.holder.kind, record.pk, label=record.label, changes={"attachment": (row.name, None)}, reason=reason
    )
    facts = {"name": (row.name, None), "size": (row.size, None), "digest": (row.digest, None)}
    context.changed("files.attachment", attachment_id, label=row.name, changes=facts, reason=reason)
    told = {"name": row.name, "record": record.label}
    context.effect("removed", _("%(name)s 从 %(record)s 上消失，不能恢复") % told, "warn")


def may_remove(uploader_id: int | None, actor: Actor) -> bool:
    """True for whoever uploaded it, and for administrators."""
    is_own = uploader_id is not None and uploader_id == actor.user_id
    return (is_own and actor.can(ATTACH)) or actor.can(REMOVE_ANY)
