"""Put contacts into a group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.operation import operation
from danshu.parties.permissions import VIEW_CONTACTS
from danshu.parties.queries import contact_keys
from danshu.segments.grouping import locked_group, wanted_keys
from danshu.segments.models import GroupedContact
from danshu.segments.permissions import GROUP_CONTACTS


@operation("segments.group_contacts", permission=GROUP_CONTACTS, label=("把联系人加入分组", "Add contacts to a group"))
def group_contacts(*, contact_group_id: int, contact_ids: Sequence[int], actor: Actor, at: datetime) -> int:
    """Put at most 500 contacts into a group of the actor's or a public one; who is in it stays (CUS-021).

    Returns how many joined. Raises NotFound for the group, and when a contact is not in the actor's scope,
    NothingSelected, TooManySelected.
    """
    wanted = wanted_keys(contact_ids)
    found = locked_group(contact_group_id, actor=actor)
    if contact_keys(actor, VIEW_CONTACTS).filter(pk__in=wanted).count() != len(wanted):
        raise NotFound
    mine = GroupedContact.objects.filter(group=found, contact_id__in=wanted)
    there = set(mine.values_list("contact_id", flat=True))
    rows = [GroupedContact(group=found, contact_id=pk, added_at=at) for pk in wanted if pk not in there]
    GroupedContact.objects.bulk_create(rows)
    if rows:
        current_context().changed("segments.group", found.pk, label=found.name, changes={"joined": (None, len(rows))})
    return len(rows)
