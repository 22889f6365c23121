"""Take contacts out of a group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.parties.permissions import VIEW_CONTACTS
from danshu.parties.queries import contact_keys
from danshu.segments.grouping import locked_group, wanted_keys
from danshu.segments.models import GroupedContact
from danshu.segments.permissions import GROUP_CONTACTS


@operation(
    "segments.ungroup_contacts", permission=GROUP_CONTACTS, label=("把联系人移出分组", "Remove contacts from a group")
)
def ungroup_contacts(*, contact_group_id: int, contact_ids: Sequence[int], actor: Actor, at: datetime) -> int:
    """Take at most 500 contacts of the actor's scope out of a group (CUS-021). Returns how many left.

    Raises NotFound, NothingSelected, TooManySelected.
    """
    wanted = wanted_keys(contact_ids)
    found = locked_group(contact_group_id, actor=actor)
    seen = contact_keys(actor, VIEW_CONTACTS).filter(pk__in=wanted)
    keys = list(GroupedContact.objects.filter(group=found, contact_id__in=seen).values_list("pk", flat=True))
    left, _rows = GroupedContact.objects.filter(pk__in=keys).delete()
    if left:
        current_context().changed("segments.group", found.pk, label=found.name, changes={"left": (left, None)})
    return left
