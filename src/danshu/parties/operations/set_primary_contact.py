"""Make a contact the primary one."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.parties.models import Contact
from danshu.parties.operations.edit_contact import edit_contact
from danshu.parties.permissions import EDIT_CONTACTS


@operation("parties.set_primary_contact", permission=EDIT_CONTACTS, label=("设为主要联系人", "Set primary contact"))
def set_primary_contact(*, contact_id: int, actor: Actor, at: datetime) -> Contact:
    """Move the flag to this contact; nothing happens when it has it already. Raises NotFound, InvalidRecord."""
    return edit_contact.within(contact_id=contact_id, changes={"is_primary": True}, actor=actor, at=at)
