"""Withdraw a contact."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.parties.contacts import note, settle_primary
from danshu.parties.loading import living_contacts, locked_contact
from danshu.parties.models import Contact
from danshu.parties.permissions import EDIT_CONTACTS
from danshu.parties.recording import save


@operation("parties.invalidate_contact", permission=EDIT_CONTACTS, label=("使联系人失效", "Invalidate contact"))
def invalidate_contact(*, contact_id: int, reason: str, actor: Actor, at: datetime) -> Contact:
    """Invalidate a contact for good; was it the primary one, the next contact takes the flag (CUS-020, COM-005).

    Raises NotFound, InvalidRecord when it is invalid already.
    """
    customer, contact = locked_contact(contact_id, actor=actor, permission=EDIT_CONTACTS)
    was_primary = contact.is_primary
    contact.is_valid = contact.is_primary = False
    save(contact, ("is_valid", "is_primary"), actor=actor, at=at)
    context = current_context()
    context.effect("contact_invalid", _("联系人 %(name)s 不再能用于新单据") % {"name": contact.name})
    if was_primary and (heir := settle_primary(living_contacts(customer), actor=actor, at=at, successor=True)):
        context.effect("contact_heir", _("%(name)s 成为主要联系人") % {"name": heir.name})
    note(customer, contact, {"is_valid": (True, False)}, actor=actor, at=at, reason=reason)
    return contact
