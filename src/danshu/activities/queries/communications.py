"""Communication records in somebody's scope (CUS-027)."""

from __future__ import annotations

from django.db.models import QuerySet

from danshu.activities.dictionaries import COMMUNICATION_TYPE, COUNTS
from danshu.activities.models import Communication
from danshu.activities.permissions import VIEW_COMMUNICATIONS
from danshu.custom_fields.queries import with_linked_names
from danshu.dictionaries.queries import choices_stating
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.ui.lists import token_search

NAMED = ("customer", "contact", "type", "responsible", "intention", "status", "hot_spot", "relation", "message")
matching = token_search("search_tokens", "content", "feedback", "result")


def communications(actor: Actor) -> QuerySet[Communication]:
    """Records that exist for the actor."""
    rows = Communication.objects.alive().visible_to(actor, VIEW_COMMUNICATIONS)
    return with_linked_names(rows.defer("search_tokens").select_related(*NAMED), "activities.communication")


def communication(actor: Actor, pk: int) -> Communication:
    """One record. Raises NotFound."""
    found = communications(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def communications_of(actor: Actor, customer_id: int, limit: int | None = None) -> QuerySet[Communication]:
    """The records of a customer that exist for the actor, newest first."""
    rows = communications(actor).filter(customer_id=customer_id).order_by("-happened_at", "-pk")
    return rows[:limit] if limit else rows


def type_choices() -> list[tuple[int, str, bool]]:
    """(key, label, counts as contact) of the communication types, in their order."""
    return [(pk, label, bool(states[COUNTS])) for pk, label, states in choices_stating(COMMUNICATION_TYPE)]


def usual_type(customer_id: int) -> int | None:
    """The type that the latest contact with a customer had; it is proposed for the next one (CUS-023)."""
    rows = Communication.objects.alive().filter(customer_id=customer_id, counts=True, type__is_valid=True)
    return rows.order_by("-happened_at").values_list("type_id", flat=True).first()
