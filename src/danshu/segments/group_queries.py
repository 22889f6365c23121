"""Reading groups of contacts (CUS-021)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.parties.permissions import VIEW_CONTACTS
from danshu.parties.queries import contact_keys
from danshu.segments.models import ContactGroup, GroupedContact
from danshu.segments.permissions import GROUP_CONTACTS


def group_rows(actor: Actor) -> QuerySet[Any]:
    """Groups that exist for the actor; contact_count: their contacts in his scope."""
    members = GroupedContact.objects.filter(group=OuterRef("pk"), contact_id__in=contact_keys(actor, VIEW_CONTACTS))
    numbers = members.order_by().values("group").annotate(n=Count("pk")).values("n")
    rows = ContactGroup.objects.visible_to(actor, GROUP_CONTACTS)
    return rows.annotate(contact_count=Coalesce(Subquery(numbers, output_field=IntegerField()), 0))


def group_of(actor: Actor, pk: int) -> Any:
    """One group. Raises NotFound."""
    found = group_rows(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def group_choices(actor: Actor) -> list[tuple[int, str]]:
    """(key, name) of the groups the actor may use, his own first."""
    rows = ContactGroup.objects.visible_to(actor, GROUP_CONTACTS).order_by("is_public", "name", "pk")
    return list(rows.values_list("pk", "name"))


def grouped(group_ids: Sequence[int]) -> QuerySet[Any]:
    """The keys of the contacts in any of these groups, as a part of another statement."""
    return GroupedContact.objects.filter(group_id__in=group_ids).order_by().values("contact_id")


def groups_of(actor: Actor, contact_id: int) -> list[tuple[int, str, bool]]:
    """(key, name, public) of the groups of a contact that exist for the actor."""
    rows = ContactGroup.objects.visible_to(actor, GROUP_CONTACTS).filter(members__contact_id=contact_id)
    return list(rows.order_by("name", "pk").values_list("pk", "name", "is_public"))
