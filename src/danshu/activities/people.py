"""Who may be named as responsible for a dealing (CUS-025, CUS-030)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from danshu.identity.queries import find_people
from danshu.kit.actor import Actor
from danshu.kit.querysets import scope_filter


def possible_people(text: str, *, permission: str, actor: Actor, at: datetime) -> QuerySet[Any]:
    """People who work in a unit and lie in the scope of the actor's right, himself among them, by what was typed."""
    scope = actor.scope(permission)
    rows: QuerySet[Any] = find_people(text, assigned_on=at)
    if scope.everything:
        return rows
    return rows.filter(scope_filter(scope, unit="unit_id", owner="pk") | Q(pk=actor.user_id or 0))


def is_possible(user_id: int, *, permission: str, actor: Actor, at: datetime) -> bool:
    """True when this person may be named."""
    return possible_people("", permission=permission, actor=actor, at=at).filter(pk=user_id).exists()
