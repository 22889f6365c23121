"""What a share opens: the same rows of customers and of all that belongs to them, whoever reads (CUS-015, INV-Z1).

The querysets of this module ask `reach`, and other modules ask `queries.customer_keys`, so contacts, addresses,
communications, plans, attachments and notes follow the customer. A share never widens a permission: who may not view
customers at all sees nothing. Deleting, merging, sharing and changing owners are opened by no level.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import F, Q

from danshu.access.groups import team_keys, team_of
from danshu.kit.actor import Actor
from danshu.kit.arrays import array
from danshu.kit.clock import business_date, now
from danshu.kit.querysets import scope_filter
from danshu.kit.written import condition
from danshu.parties import permissions as rights

VIEW, COMMUNICATE, EDIT = "view", "communicate", "edit"
AT_LEAST = {VIEW: (VIEW, COMMUNICATE, EDIT), COMMUNICATE: (COMMUNICATE, EDIT), EDIT: (EDIT,)}
SHARED_KEYS = """SELECT share.customer_id FROM parties_share share WHERE share.level = ANY(%s::text[])
  AND (share.user_id = %s OR share.unit_id = %s::bigint OR share.team_id IN ({teams}))
  AND (share.until IS NULL OR share.until >= %s)"""
_OPENED: dict[str, str] = {}


def opens(level: str, *permissions: str) -> None:
    """Say which permissions a share of this level, or a higher one, carries to the shared customer."""
    _OPENED.update(dict.fromkeys(permissions, level))


opens(VIEW, rights.VIEW_CUSTOMERS, rights.VIEW_CONTACTS, rights.SEE_CREDIT)
opens(COMMUNICATE, rights.RECORD_CONTACT)
opens(EDIT, rights.EDIT_CUSTOMERS, rights.EDIT_CONTACTS)


def reach(actor: Actor, permission: str, *, unit: str, owner: str, key: str) -> Q:
    """The rows that a permission reaches: those of its data scope, and those shared at its level.

    unit, owner, key: paths to the unit, the owner and the key of the customer.
    """
    scope = actor.scope(permission)
    inside = scope_filter(scope, unit=unit, owner=owner)
    level = _OPENED.get(permission)
    if scope.everything or level is None or actor.user_id is None or not actor.can(permission):
        return inside
    return inside | shared(actor, level, key=key)


def may(actor: Actor, permission: str, *, customer_id: int, unit_id: int | None, owner_id: int | None) -> bool:
    """True when a permission reaches one customer that the actor sees: what its page offers. Asks only about shares."""
    if not actor.can(permission):
        return False
    if actor.scope(permission).covers(unit_id=unit_id, owner_id=owner_id):
        return True
    level = _OPENED.get(permission)
    return level is not None and running(actor).filter(customer_id=customer_id, level__in=AT_LEAST[level]).exists()


def shared(actor: Actor, level: str, *, key: str = "pk") -> Q:
    """The customers that are shared with somebody, at this level or a higher one, and not yet withdrawn or run out."""
    keys, params = shared_keys(actor, level)
    return Q(condition(f"{{0}} = ANY(ARRAY({keys}))", F(key), params=params))


def shared_keys(actor: Actor, level: str) -> tuple[str, tuple[Any, ...]]:
    """The keys of these customers as a statement with its parameters: what `running` finds, written out.

    ARRAY finds them once, before the rows are looked for, so that the indexes of the scope and of the key are used
    together; an IN of a subquery would read all customers.
    """
    teams, team_params = team_keys(actor)
    statement = SHARED_KEYS.format(teams=teams)
    return statement, (array(AT_LEAST[level]), actor.user_id, actor.unit_id, *team_params, business_date(now()))


def talks_to(actor: Actor) -> Q | None:
    """The customers that somebody is to talk to because they are shared with him; None for who has no shares."""
    return None if actor.user_id is None else shared(actor, COMMUNICATE)


def running(actor: Actor) -> Any:
    """The shares with a person, his main unit or a team that he is in, that hold today."""
    shares = apps.get_model("parties", "Share")._base_manager
    mine = Q(user_id=actor.user_id) | (Q(unit_id=actor.unit_id) if actor.unit_id else Q(pk__in=()))
    mine |= Q(team_id__in=team_of(actor).values("group_id"))
    return shares.filter(mine, Q(until__isnull=True) | Q(until__gte=business_date(now())))


def shared_by(actor: Actor) -> Q:
    """The customers that somebody shares with others."""
    shares = apps.get_model("parties", "Share")._base_manager.filter(shared_by_id=actor.user_id)
    current = shares.filter(Q(until__isnull=True) | Q(until__gte=business_date(now())))
    return Q(pk__in=current.values("customer_id"))
