"""Delete a group of contacts."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.words import told, with_count
from danshu.segments.grouping import locked_group, require_maintained
from danshu.segments.models import GroupedContact
from danshu.segments.permissions import GROUP_CONTACTS


@operation(
    "segments.delete_contact_group", permission=GROUP_CONTACTS, label=("删除联系人分组", "Delete a contact group")
)
def delete_contact_group(*, contact_group_id: int, version: int | None = None, actor: Actor, at: datetime) -> None:
    """The group is gone, its contacts stay (CUS-021). Raises NotFound, EditConflict, NotYourGroup."""
    found = locked_group(contact_group_id, actor=actor, version=version)
    require_maintained(found, actor)
    count = GroupedContact.objects.filter(group=found).count()
    context = current_context()
    kept = told(with_count("%(count)s 位联系人不再属于它，联系人本身不变"), {"count": count})
    context.effect("contacts", kept, "warn" if count else "neutral")
    context.changed("segments.group", found.pk, label=found.name, changes={"name": (found.name, None)})
    found.delete()
