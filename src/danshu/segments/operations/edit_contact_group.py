"""Rename a group of contacts, open it to others or close it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.segments.grouping import checked_group, locked_group, require_maintained
from danshu.segments.models import ContactGroup
from danshu.segments.permissions import GROUP_CONTACTS


@operation("segments.edit_contact_group", permission=GROUP_CONTACTS, label=("修改联系人分组", "Edit a contact group"))
def edit_contact_group(
    *, contact_group_id: int, values: Mapping[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> ContactGroup:
    """Change what is given of name, is_public and remark; its contacts stay (CUS-021).

    Raises NotFound, EditConflict, NotYourGroup, FieldErrors, GroupNameTaken. Nothing is written when nothing differs.
    """
    found = locked_group(contact_group_id, actor=actor, version=version)
    require_maintained(found, actor)
    if values.get("is_public") is False and found.is_public and found.owner_id != actor.user_id:
        # it would be gone for the one who closes it, and for everybody who put contacts in
        raise FieldErrors([FieldProblem("is_public", "not_owner", _("只有分组的所有人能改为仅自己可见"))])
    stored = checked_group(values, found.owner_id, found)
    changes = {n: (getattr(found, n), new) for n, new in stored.items() if getattr(found, n) != new}
    if not changes:
        return found
    for name, (_old, new) in changes.items():
        setattr(found, name, new)
    found.save(update_fields=[*changes, *touch(found, actor=actor, at=at)])
    current_context().changed("segments.group", found.pk, label=found.name, changes=changes)
    return found
