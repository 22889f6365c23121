"""Contact groups: found for who may use or maintain them, and what they may be called (CUS-021)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock
from danshu.kit.versions import require_version
from danshu.parties.batches import MAX_BATCH
from danshu.parties.errors import NothingSelected, TooManySelected
from danshu.segments.errors import GroupNameTaken, NotYourGroup
from danshu.segments.models import ContactGroup
from danshu.segments.permissions import GROUP_CONTACTS, MANAGE_GROUPS

FIELDS = ("name", "is_public", "remark")
NAME_LENGTH, REMARK_LENGTH = 50, 500


def locked_group(contact_group_id: int, *, actor: Actor, version: int | None = None) -> ContactGroup:
    """A group that exists for the actor, locked. Raises NotFound, EditConflict."""
    found = lock(ContactGroup.objects.visible_to(actor, GROUP_CONTACTS).filter(pk=contact_group_id)).first()
    if found is None:
        raise NotFound
    require_version(found, version)
    return found


def may_maintain(found: ContactGroup, actor: Actor) -> bool:
    """Whether the actor renames and deletes it."""
    return actor.is_system or found.owner_id == actor.user_id or (found.is_public and actor.can(MANAGE_GROUPS))


def require_maintained(found: ContactGroup, actor: Actor) -> None:
    """Raise NotYourGroup unless the actor may rename and delete the group."""
    if not may_maintain(found, actor):
        raise NotYourGroup(name=found.name, owner=found.owner_name)


def checked_group(
    values: Mapping[str, Any], owner_id: int | None, current: ContactGroup | None = None
) -> dict[str, Any]:
    """The columns to store; what is not given stays. Raises FieldErrors, GroupNameTaken."""
    stored: dict[str, Any] = {"name": "", "is_public": False, "remark": ""}
    if current is not None:
        stored = {name: getattr(current, name) for name in FIELDS}
    stored |= {name: values[name] for name in FIELDS if values.get(name) is not None}
    problems = []
    for name, limit in (("name", NAME_LENGTH), ("remark", REMARK_LENGTH)):
        stored[name] = str(stored[name]).strip()
        if len(stored[name]) > limit or "\x00" in stored[name]:
            problems.append(FieldProblem(name, "too_long", _("最多 %(limit)s 个字") % {"limit": limit}))
    if not stored["name"]:
        problems.append(FieldProblem("name", "required", _("填写分组名称")))
    if problems:
        raise FieldErrors(problems)
    same = ContactGroup.objects.filter(owner_id=owner_id, name=stored["name"])
    if same.exclude(pk=current.pk if current else 0).exists():
        raise GroupNameTaken(field="name", name=stored["name"])
    return stored


def wanted_keys(keys: Sequence[int]) -> list[int]:
    """Each key once, in order. Raises NothingSelected, TooManySelected above 500."""
    wanted = sorted(set(keys))
    if not wanted:
        raise NothingSelected
    if len(wanted) > MAX_BATCH:
        raise TooManySelected(limit=MAX_BATCH, count=len(wanted))
    return wanted
