"""Make a group of contacts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.segments.grouping import checked_group
from danshu.segments.models import ContactGroup
from danshu.segments.permissions import GROUP_CONTACTS


@operation(
    "segments.create_contact_group", permission=GROUP_CONTACTS, label=("新建联系人分组", "Create a contact group")
)
def create_contact_group(*, values: Mapping[str, Any], actor: Actor, at: datetime) -> ContactGroup:
    """Make an empty group of the actor's own (CUS-021).

    values: name (1 to 50 characters, unique among his), is_public (others use it too), remark. Raises FieldErrors,
    GroupNameTaken.
    """
    stored = checked_group(values, actor.user_id)
    made = ContactGroup.objects.create(
        **stored,
        owner_id=actor.user_id,
        owner_name=actor.name,
        created_at=at,
        updated_at=at,
        updated_by_name=actor.name,
    )
    changes = {name: (None, value) for name, value in stored.items() if value != ""}
    current_context().changed("segments.group", made.pk, label=made.name, changes=changes)
    return made
