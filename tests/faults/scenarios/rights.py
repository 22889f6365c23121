"""Operations on roles and rights, and the expiry of claims."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from danshu.access.models import UserGroup
from danshu.access.operations.edit_group import (
    GroupData,
    add_group_members,
    create_group,
    edit_group,
    invalidate_group,
    remove_group_members,
)
from danshu.access.operations.edit_role import RoleData, create_role, delete_role, edit_role
from danshu.access.operations.first_start import Company, first_start
from danshu.access.operations.set_user_access import Grant, add_user, set_user_access
from danshu.access.queries import roles_to_choose
from danshu.access.tests.factories import staff
from danshu.holds.engine import take
from danshu.holds.models import Claim
from danshu.holds.operations.expire_claims import expire_claims
from danshu.holds.tests.resource import KIND, inside_operation, resource, want
from danshu.holds.tests.test_engine import pass_by, soon
from danshu.identity.operations.create_user import UserData
from danshu.identity.rules.passwords import prepare_password
from danshu.identity.tests.factories import make_user
from tests.faults.crash import ACTOR, AT, Scenario, scenario

RAW = "mian4dui4da4hai3"
NEW = RoleData(name="示例角色", permissions=frozenset({"sales.order.view"}))


@scenario("access.create_role")
def _create() -> Scenario:
    return lambda: create_role(code="TESTROLE", data=NEW, actor=ACTOR, at=AT)


@scenario("access.edit_role")
def _edit() -> Scenario:
    role = create_role(code="TESTROLE", data=NEW, actor=ACTOR, at=AT)
    data = RoleData(name="改名", permissions=frozenset({"catalog.item.view"}))
    return lambda: edit_role(role_id=role.pk, seen_version=role.version, data=data, actor=ACTOR, at=AT)


@scenario("access.delete_role")
def _delete() -> Scenario:
    pk = create_role(code="TESTROLE", data=NEW, actor=ACTOR, at=AT).pk
    return lambda: delete_role(role_id=pk, actor=ACTOR, at=AT)


@scenario("access.first_start")
def _first() -> Scenario:
    password = prepare_password(RAW, user_name="admin001")
    return lambda: first_start(
        company=Company(name="示例公司"),
        user_name="admin001",
        full_name="管理员",
        password=password,
        actor=ACTOR,
        at=AT,
    )


@scenario("access.set_user_access")
def _rights() -> Scenario:
    staff("ADM", "another1")
    user = make_user("someone1")
    roles = [int(pk) for pk, _label in roles_to_choose()][:2]
    grants = [Grant("sales.order.view", "all")]
    return lambda: set_user_access(
        user_id=user.pk, seen_version=user.version, role_ids=roles, grants=grants, actor=ACTOR, at=AT
    )


@scenario("access.add_user")
def _add() -> Scenario:
    password = prepare_password(RAW, user_name="newcomer")
    roles = [int(pk) for pk, _label in roles_to_choose()][:1]
    return lambda: add_user(
        user_name="newcomer", data=UserData(full_name="新人"), password=password, role_ids=roles, actor=ACTOR, at=AT
    )


def _team(name: str = "一队") -> UserGroup:
    roles = [int(pk) for pk, _label in roles_to_choose()][1:3]
    return create_group(data=GroupData(name=name), role_ids=roles, actor=ACTOR, at=AT)


@scenario("access.create_group")
def _create_group() -> Scenario:
    return lambda: _team()


@scenario("access.edit_group")
def _edit_group() -> Scenario:
    pk = _team().pk
    return lambda: edit_group(group_id=pk, seen_version=1, data=GroupData(name="二队"), role_ids=[], actor=ACTOR, at=AT)


@scenario("access.add_group_members")
def _add_members() -> Scenario:
    pk, people = _team().pk, [make_user().pk, make_user().pk]
    return lambda: add_group_members(group_id=pk, user_ids=people, actor=ACTOR, at=AT)


@scenario("access.remove_group_members")
def _remove_members() -> Scenario:
    pk, people = _team().pk, [make_user().pk, make_user().pk]
    add_group_members(group_id=pk, user_ids=people, actor=ACTOR, at=AT)
    return lambda: remove_group_members(group_id=pk, user_ids=people, actor=ACTOR, at=AT)


@scenario("access.invalidate_group")
def _invalidate_group() -> Scenario:
    pk = _team().pk
    add_group_members(group_id=pk, user_ids=[make_user().pk], actor=ACTOR, at=AT)
    return lambda: invalidate_group(group_id=pk, actor=ACTOR, at=AT)


@scenario("holds.expire_claims", silent=True)
def _expire() -> Scenario:
    row = resource(10)
    with inside_operation() as context:
        take(KIND, [want(row, 3, 1), want(row, 2, 2)], at=context.at, expires_at=soon())
    with transaction.atomic():
        pass_by(*Claim.objects.all())
    at = timezone.now()
    return lambda: expire_claims(actor=ACTOR, at=at)
