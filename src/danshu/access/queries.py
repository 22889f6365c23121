"""What a person may do at this moment, read anew for each request (CC-14)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from danshu.access.groups import memberships, roles_of
from danshu.access.models import Role, RolePermission, UserGrant, UserRole
from danshu.identity.permissions import SIGNED_IN
from danshu.identity.scopes import permissions_of
from danshu.kit.actor import EVERYTHING, NOTHING, Actor, Scope
from danshu.kit.errors import NotFound
from danshu.kit.permissions import is_own_only, label_of

# One statement, because every request begins with it: the person, his units with all below, his subordinates,
# his roles with permissions and named units, his own grants and denials.
LOAD_ACTOR = """
WITH RECURSIVE me AS (
    SELECT u.id, u.full_name, u.language, u.unit_id, n.name AS unit_name, u.time_zone, u.theme,
        u.must_change_password, u.profile_completed_at IS NOT NULL AS is_set_up, u.allowed_addresses
    FROM identity_user u LEFT JOIN identity_unit n ON n.id = u.unit_id
    WHERE u.id = %(user_id)s AND u.is_active
      AND (u.valid_from IS NULL OR u.valid_from <= %(today)s) AND (u.valid_to IS NULL OR u.valid_to >= %(today)s)
), my_units AS (
    SELECT a.unit_id AS id FROM identity_staffassignment a JOIN me ON me.id = a.user_id
    WHERE (a.from_date IS NULL OR a.from_date <= %(today)s) AND (a.to_date IS NULL OR a.to_date >= %(today)s)
    UNION SELECT unit_id FROM me WHERE unit_id IS NOT NULL
), below AS (
    SELECT id FROM my_units UNION SELECT n.id FROM identity_unit n JOIN below b ON n.parent_id = b.id
), team AS (
    SELECT id FROM me UNION SELECT u.id FROM identity_user u JOIN team t ON u.manager_id = t.id
), my_groups AS (
    SELECT g.id FROM access_usergroup g JOIN access_groupmember m ON m.group_id = g.id JOIN me ON me.id = m.user_id
    WHERE m.to_at IS NULL AND g.is_valid AND (g.valid_from IS NULL OR g.valid_from <= %(today)s)
      AND (g.valid_to IS NULL OR g.valid_to >= %(today)s)
), my_roles AS (
    SELECT r.id, r.code, r.data_scope, r.limits, r.allowed_addresses FROM access_role r WHERE r.is_valid AND r.id IN (
        SELECT ur.role_id FROM access_userrole ur JOIN me ON me.id = ur.user_id
        UNION SELECT gr.role_id FROM access_grouprole gr JOIN my_groups ON my_groups.id = gr.group_id)
)
SELECT me.id, me.full_name, me.language, me.unit_id, coalesce(me.unit_name, ''),
    me.time_zone, me.theme, me.must_change_password, me.is_set_up, me.allowed_addresses,
    ARRAY(SELECT id FROM my_units ORDER BY id), ARRAY(SELECT id FROM below ORDER BY id),
    ARRAY(SELECT id FROM team ORDER BY id),
    (SELECT coalesce(json_agg(json_build_object('code', r.code, 'scope', r.data_scope, 'limits', r.limits,
        'addresses', r.allowed_addresses,
        'units', ARRAY(SELECT unit_id FROM access_roleunit x WHERE x.role_id = r.id ORDER BY unit_id),
        'permissions', ARRAY(SELECT permission FROM access_rolepermission p WHERE p.role_id = r.id))), '[]')
     FROM my_roles r),
    (SELECT coalesce(json_agg(json_build_object('permission', g.permission, 'denied', g.is_denied,
        'scope', g.data_scope)), '[]') FROM access_usergrant g WHERE g.user_id = me.id),
    (/*attention*/false)
FROM me
"""


# the same for several people: still one statement, however many they are
LOAD_ACTORS = "SELECT found.* FROM unnest(%(user_ids)s::bigint[]) AS asked(id), LATERAL ({actor}) AS found"


def attention_by(condition: str) -> None:
    """Let a module above say that something must be dealt with before a person goes on working.

    condition: constant SQL over me, my_units and my_roles of the statement above, so that asking costs no further
    statement of each request. Registering the same one twice changes nothing.
    """
    global LOAD_ACTOR
    if condition not in LOAD_ACTOR:
        LOAD_ACTOR = LOAD_ACTOR.replace("/*attention*/", f"/*attention*/{condition} OR ")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may use the product now, and what his pages need besides his rights."""

    actor: Actor
    time_zone: str
    theme: str
    must_change_password: bool
    is_set_up: bool
    address_lists: tuple[Sequence[str], ...]
    has_to_attend: bool = False


def load_actor(user_id: int, *, today: date, ip_address: str | None = None) -> Actor | None:
    """The actor of an active user, in one query; None when there is no such user, or not any more."""
    person = load_person(user_id, today=today, ip_address=ip_address)
    return person.actor if person else None


def load_person(user_id: int, *, today: date, ip_address: str | None = None) -> Person | None:
    """An active user with his rights of this moment, in one query; None when there is none, or not any more."""
    with connection.cursor() as cursor:
        cursor.execute(LOAD_ACTOR, {"user_id": user_id, "today": today})
        row = cursor.fetchone()
    return None if row is None else _person(row, ip_address=ip_address)


def load_actors(user_ids: Collection[int], *, today: date) -> list[Actor]:
    """Those of some people who may use the product now, with their rights of this moment, in one query."""
    statement = LOAD_ACTORS.format(actor=LOAD_ACTOR.replace("%(user_id)s", "asked.id"))
    with connection.cursor() as cursor:
        cursor.execute(statement, {"user_ids": sorted(user_ids), "today": today})
        rows = cursor.fetchall()
    return [_person(row).actor for row in rows]


def _person(row: Sequence[Any], *, ip_address: str | None = None) -> Person:
    pk, name, language, unit_id, unit_name, zone, theme, must_change, is_set_up, addresses, *lists = row
    units, below, team, roles, grants, has_to_attend = lists
    reach = _Reach(pk, frozenset(units), frozenset(below), frozenset(team))
    actor = Actor(
        user_id=pk,
        name=name,
        unit_id=unit_id,
        unit_name=unit_name,
        language=language,
        grants=_merge(reach, roles, grants),
        ip_address=ip_address,
        limits=_limits(roles),
        roles=tuple(sorted(role["code"] for role in roles)),
    )
    own = json.loads(addresses) if isinstance(addresses, str) else addresses
    return Person(
        actor, zone, theme, must_change, is_set_up, (own, *(role["addresses"] for role in roles)), has_to_attend
    )


def reduced(actor: Actor, scopes: Sequence[str]) -> Actor:
    """The actor with only those rights that an API key of these scopes carries; never more than the person has."""
    carried = permissions_of(scopes)
    grants = {code: scope for code, scope in actor.grants.items() if code in carried}
    return replace(actor, grants=grants, key_scopes=frozenset(scopes) or None)


class _Reach:
    """Translates a data scope into units and owners for one person."""

    def __init__(self, user_id: int, units: frozenset[int], below: frozenset[int], team: frozenset[int]) -> None:
        self.scopes = {
            "own": Scope(owner_ids=frozenset({user_id})),
            "own_and_subordinates": Scope(owner_ids=team),
            "unit": Scope(unit_ids=units, owner_ids=frozenset({user_id})),
            "unit_and_below": Scope(unit_ids=below, owner_ids=frozenset({user_id})),
            "all": EVERYTHING,
        }

    def scope(self, name: str, named: list[int] | None = None) -> Scope:
        if name == "named_units":
            return Scope(unit_ids=frozenset(named or ()))
        return self.scopes[name]


def _merge(reach: _Reach, roles: list[dict[str, Any]], grants: list[dict[str, Any]]) -> Mapping[str, Scope]:
    merged: dict[str, Scope] = {}
    for role in roles:
        scope = reach.scope(role["scope"], role["units"])
        for code in role["permissions"]:
            reached = reach.scope("own") if is_own_only(code, role["code"]) else scope
            merged[code] = merged.get(code, NOTHING) | reached
    for grant in grants:
        if not grant["denied"]:
            merged[grant["permission"]] = merged.get(grant["permission"], NOTHING) | reach.scope(grant["scope"])
    for grant in grants:
        if grant["denied"]:
            merged.pop(grant["permission"], None)
    merged[SIGNED_IN] = reach.scope("own")
    return merged


def _limits(roles: list[dict[str, Any]]) -> dict[str, str]:
    """The most generous of each numeric limit over all roles (discount_limit and the like)."""
    best: dict[str, str] = {}
    for role in roles:
        for name, value in (role["limits"] or {}).items():
            if name not in best or float(value) > float(best[name]):
                best[name] = str(value)
    return best


def address_lists_of_roles(user_id: int) -> list[list[str]]:
    """The lists of addresses that a person's roles restrict him to (ACC-012)."""
    held = roles_of(user_id).filter(is_valid=True)
    return [entries for entries in held.values_list("allowed_addresses", flat=True) if entries]


def roles_to_choose() -> list[tuple[str, str]]:
    """Valid roles as (number, label)."""
    return [(str(role.pk), role.label) for role in Role.objects.filter(is_valid=True).order_by("-is_delivered", "pk")]


def role_codes() -> list[tuple[str, str]]:
    """Valid roles as (code, label)."""
    return [(role.code, role.label) for role in Role.objects.filter(is_valid=True).order_by("-is_delivered", "pk")]


def role_by_id(pk: int) -> Role:
    """One role. Raises NotFound."""
    role = Role.objects.filter(pk=pk).first()
    if role is None:
        raise NotFound
    return role


def holders_of(role: Role, limit: int = 20) -> tuple[int, list[str]]:
    """How many people hold a role, and the names of the first of them."""
    held = UserRole.objects.filter(role=role)
    return held.count(), list(held.order_by("user__full_name").values_list("user__full_name", flat=True)[:limit])


def role_names_of(user_id: int) -> list[str]:
    """The names of a person's roles."""
    return [role.label for role in roles_of(user_id).order_by("pk")]


@dataclass(frozen=True, slots=True)
class SingleRights:
    """What one person may or may not do beside his roles, as people read it."""

    granted: list[str]
    denied: list[str]


def single_rights_of(user_id: int) -> SingleRights:
    """The permissions granted and denied to one person alone (ACC-020)."""
    rows = list(UserGrant.objects.filter(user_id=user_id).order_by("permission"))
    granted = [f"{label_of(row.permission)} · {row.get_data_scope_display()}" for row in rows if not row.is_denied]
    return SingleRights(granted, [label_of(row.permission) for row in rows if row.is_denied])


def holders_of_codes(codes: Collection[str]) -> Any:
    """The numbers of the people who hold one of these valid roles, for `pk__in`; active or not."""
    through_groups = memberships().filter(group__roles__role__in=Role.objects.filter(code__in=codes, is_valid=True))
    own = UserRole.objects.filter(role__code__in=codes, role__is_valid=True)
    return own.values("user_id").union(through_groups.values("user_id"))


def people_with(permission: str, *, limit: int = 20) -> list[int]:
    """The first active people who hold a right through a valid role or a grant of their own, without those denied it."""
    through_roles = UserRole.objects.filter(role__is_valid=True, role__permissions__permission=permission)
    own = UserGrant.objects.filter(permission=permission, user__is_active=True)
    holders = set(through_roles.filter(user__is_active=True).values_list("user_id", flat=True))
    holding = RolePermission.objects.filter(permission=permission, role__is_valid=True).values("role_id")
    in_groups = memberships().filter(group__roles__role_id__in=holding, user__is_active=True)
    holders |= set(in_groups.values_list("user_id", flat=True))
    holders |= set(own.filter(is_denied=False).values_list("user_id", flat=True))
    return sorted(holders - set(own.filter(is_denied=True).values_list("user_id", flat=True)))[:limit]
