"""Who may become responsible for a customer, and which unit it then belongs to (ACC-022, CUS-014)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from danshu.identity.queries import find_people, full_name_of
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.querysets import scope_filter
from danshu.parties.permissions import CHANGE_OWNER


@dataclass(frozen=True, slots=True)
class Owner:
    """A person with his main unit; NOBODY for a customer that is open to all sales people."""

    id: int | None
    name: str
    unit_id: int | None


NOBODY = Owner(None, "", None)


def owner_in_scope(owner_id: int, *, actor: Actor, at: datetime) -> Owner:
    """An active person who works in a unit and lies in the scope of the actor's right to change owners.

    Raises FieldErrors at `owner` for anybody else, as for a person who does not exist (SEC-A2).
    """
    person = find_people("", assigned_on=at).filter(pk=owner_id).first()
    covered = person is not None and actor.scope(CHANGE_OWNER).covers(unit_id=person.unit_id, owner_id=person.pk)
    if person is None or not covered:
        text = _("从列表中选择一位在职人员")
        raise FieldErrors([FieldProblem("owner", "not_found", text)])
    return Owner(person.pk, person.full_name, person.unit_id)


def possible_owners(text: str, *, actor: Actor, at: datetime) -> QuerySet[Any]:
    """People in the scope of the actor's right to change owners, by what was typed."""
    rows: QuerySet[Any] = find_people(text, assigned_on=at)
    return rows.filter(scope_filter(actor.scope(CHANGE_OWNER), unit="unit_id", owner="pk"))


def owner_label(key: str) -> str:
    """The name of a chosen person; "" for nobody."""
    return full_name_of(int(key)) if key.isdecimal() and len(key) <= 18 else ""
