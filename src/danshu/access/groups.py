"""Who is in which group today, and what that gives him (ACC-024)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from danshu.access.delivered import ADMINISTRATOR
from danshu.access.models import GroupMember, GroupRole, Role, UserGroup, UserRole
from danshu.identity.people import names_of
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.errors import NotFound
from danshu.kit.words import listed

TEAM_KEYS = """SELECT member.group_id FROM access_groupmember member JOIN access_usergroup team ON team.id = member.group_id
WHERE member.user_id = %s AND member.to_at IS NULL AND team.is_valid
  AND (team.valid_from IS NULL OR team.valid_from <= %s) AND (team.valid_to IS NULL OR team.valid_to >= %s)"""


def working_groups() -> QuerySet[UserGroup]:
    """Groups that give something today: valid, within their days."""
    today = business_date(now())
    return UserGroup.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gte=today), is_valid=True
    )


def memberships() -> QuerySet[GroupMember]:
    """Who is in a working group now."""
    return GroupMember.objects.filter(to_at=None, group__in=working_groups())


def roles_of(user_id: Any) -> QuerySet[Role]:
    """The roles of a person: his own and those of his groups, valid or not. user_id: also an OuterRef(OuterRef(...))."""
    groups = memberships().filter(user_id=user_id).values("group_id")
    return Role.objects.filter(
        Q(pk__in=UserRole.objects.filter(user_id=user_id).values("role_id"))
        | Q(pk__in=GroupRole.objects.filter(group_id__in=groups).values("role_id"))
    )


def group_roles_of(user_id: int) -> QuerySet[GroupRole]:
    """The valid roles that a person has through groups, with group, role and permissions read."""
    groups = memberships().filter(user_id=user_id).values("group_id")
    links = GroupRole.objects.filter(group_id__in=groups, role__is_valid=True).select_related("role", "group")
    return links.prefetch_related("role__permissions").order_by("pk")


def groups_in_scope(actor: Actor, permission: str) -> QuerySet[UserGroup]:
    """The groups that exist for an actor."""
    return UserGroup.objects.visible_to(actor, permission).select_related("leader", "unit")


def group_in_scope(pk: int, actor: Actor, permission: str) -> UserGroup:
    """One group. Raises NotFound, also when out of scope."""
    group = groups_in_scope(actor, permission).filter(pk=pk).first()
    if group is None:
        raise NotFound
    return group


def members_of(group: UserGroup) -> QuerySet[GroupMember]:
    """Those who are in it and those who were, the present ones first."""
    return group.members.select_related("user", "user__unit").order_by("to_at", "user__full_name", "pk")


def group_names_of(user_id: int) -> list[str]:
    """The names of the groups that a person is in."""
    return list(memberships().filter(user_id=user_id).order_by("group__name").values_list("group__name", flat=True))


def roles_for_groups() -> list[tuple[str, str]]:
    """The valid roles that a group may hold as (number, label): all but the system administrator's."""
    rows = Role.objects.filter(is_valid=True).exclude(code=ADMINISTRATOR).order_by("-is_delivered", "pk")
    return [(str(role.pk), role.label) for role in rows]


def team_choices() -> list[tuple[str, str]]:
    """Working groups and teams as (number, name), for forms that share with a team."""
    return [(str(pk), name) for pk, name in working_groups().order_by("name").values_list("pk", "name")]


def team_of(actor: Actor) -> QuerySet[GroupMember]:
    """The memberships of an actor that hold now, for conditions on what teams may see."""
    return memberships().filter(user_id=actor.user_id or 0)


def team_keys(actor: Actor) -> tuple[str, tuple[Any, ...]]:
    """The keys of the teams of `team_of` as a statement with its parameters, for conditions that are written out."""
    today = business_date(now())
    return TEAM_KEYS, (actor.user_id or 0, today, today)


def people_in_words(value: Any) -> str:
    """Stored numbers of people as names, for the trail."""
    return listed(names_of(value if isinstance(value, list) else [value]).values())


def people_of_team(group_id: int) -> list[int]:
    """The active people of a working group."""
    return list(memberships().filter(group_id=group_id, user__is_active=True).values_list("user_id", flat=True))
