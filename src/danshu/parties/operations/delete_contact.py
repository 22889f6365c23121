"""Remove a contact that was never used."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.parties import usage
from danshu.parties.contacts import note, settle_primary
from danshu.parties.errors import ContactInUse
from danshu.parties.loading import living_contacts, locked_contact
from danshu.parties.models import Contact
from danshu.parties.permissions import DELETE_CONTACTS
from danshu.parties.recording import save
from danshu.parties.rules import require_way_of_contact


@operation("parties.delete_contact", permission=DELETE_CONTACTS, label=("删除联系人", "Delete contact"))
def delete_contact(*, contact_id: int, reason: str, actor: Actor, at: datetime) -> Contact:
    """Remove a contact; its history stays. Was it the primary one, the next contact takes the flag (CUS-020).

    Raises NotFound, InvalidRecord, ContactInUse when documents name it (it can be invalidated), FieldErrors when the
    customer would be left without any way of contact.
    """
    customer, contact = locked_contact(contact_id, actor=actor, permission=DELETE_CONTACTS)
    places = usage.contact_usages([contact.pk]).get(contact.pk)
    if places:
        raise ContactInUse(label=contact.name, places=usage.listed(places))
    was_primary = contact.is_primary
    contact.deleted_at, contact.is_primary = at, False
    save(contact, ("deleted_at", "is_primary"), actor=actor, at=at)
    others = living_contacts(customer)
    require_way_of_contact(customer, others)
    context = current_context()
    context.effect("contact_deleted", _("联系人 %(name)s 被删除，修改记录保留") % {"name": contact.name}, "warn")
    if was_primary and (heir := settle_primary(others, actor=actor, at=at, successor=True)):
        context.effect("contact_heir", _("%(name)s 成为主要联系人") % {"name": heir.name})
    note(customer, contact, {"is_deleted": (False, True)}, actor=actor, at=at, reason=reason)
    return contact
