"""Roles, grants, data scopes and where rights come from (ACC-019 to ACC-022)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from danshu.access.delivered import ROLES, deliver_roles
from danshu.access.effective import effective_rights
from danshu.access.models import DeliveredDefault, Role, RolePermission, UserGrant, UserRole
from danshu.access.operations.edit_role import RoleData, create_role, delete_role, edit_role
from danshu.access.operations.set_user_access import Grant, set_user_access
from danshu.access.queries import load_actor, load_person
from danshu.access.rules import AdministratorRole, GrantBeyondOwn, LastAdministrator, OwnRights, RoleInUse
from danshu.access.tests.factories import actor_of, give_role, grant, staff
from danshu.audit.models import AuditEntry
from danshu.identity.models import User
from danshu.identity.store import NoSuchChoice
from danshu.identity.tests.factories import NOON, make_unit, make_user
from danshu.kit.actor import EVERYTHING
from danshu.kit.clock import business_date
from danshu.kit.errors import DomainError, EditConflict, FieldErrors
from danshu.kit.permissions import CATALOGUE

pytestmark = pytest.mark.django_db
TODAY = business_date(NOON)


# ---- delivered roles -----------------------------------------------------------------------------------------------
@pytest.mark.spec("ACC-019", "ACC-021")
def test_the_delivered_roles_hold_exactly_the_default_rights_of_the_catalogue() -> None:
    assert set(Role.objects.filter(is_delivered=True).values_list("code", flat=True)) == set(ROLES)
    for code in ROLES:
        held = set(RolePermission.objects.filter(role__code=code).values_list("permission", flat=True))
        assert held == {p.code for p in CATALOGUE.values() if code in p.roles}, code


@pytest.mark.spec("ACC-021")
def test_a_revoked_default_does_not_come_back_and_a_new_one_is_added_once() -> None:
    right = next(p.code for p in CATALOGUE.values() if "AUD" in p.roles)
    RolePermission.objects.filter(role__code="AUD", permission=right).delete()
    deliver_roles()
    assert not RolePermission.objects.filter(role__code="AUD", permission=right).exists()
    DeliveredDefault.objects.filter(role_code="AUD", permission=right).delete()
    deliver_roles()
    deliver_roles()
    assert RolePermission.objects.filter(role__code="AUD", permission=right).count() == 1


@pytest.mark.spec("ACC-021")
def test_a_deleted_delivered_role_does_not_come_back(admin: User) -> None:
    delete_role(role_id=Role.objects.get(code="TRN").pk, actor=actor_of(admin), at=NOON)
    deliver_roles()
    assert not Role.objects.filter(code="TRN").exists()


@pytest.mark.spec("ACC-019")
def test_the_administrator_role_always_holds_what_is_its_own() -> None:
    RolePermission.objects.filter(role__code="ADM").delete()
    deliver_roles()
    held = set(RolePermission.objects.filter(role__code="ADM").values_list("permission", flat=True))
    assert held == {p.code for p in CATALOGUE.values() if "ADM" in p.roles}


# ---- maintaining roles ---------------------------------------------------------------------------------------------
def entries(**changes: Any) -> dict[str, Any]:
    return {"code": "R1", "name": "示例角色", "data_scope": "unit", "valid": "on", **changes}


@pytest.mark.spec("ACC-019")
def test_a_role_is_added_copied_and_edited_on_its_pages(desk: Client) -> None:
    assert desk.post("/roles/new/", entries(permissions=["identity.unit.view"])).status_code == 303
    role = Role.objects.get(code="R1")
    copy = desk.get(f"/roles/new/?copy={role.pk}").content.decode()
    assert "示例角色 副本" in copy
    assert 'value="identity.unit.view" checked' in copy
    user = make_user()
    UserRole.objects.create(user=user, role=role)
    client = Client()
    client.force_login(user)
    assert client.get("/organisation/").status_code == 200
    changed = entries(version="1", permissions=["access.role.view"])
    assert desk.post(f"/roles/{role.pk}/edit/", changed).status_code == 303
    assert client.get("/organisation/").status_code == 403
    assert client.get("/roles/").status_code == 200
    assert desk.post(f"/roles/{role.pk}/edit/", changed).status_code == 409


@pytest.mark.spec("ACC-019")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "填写名称"),
        ({"name": "系统管理员"}, "角色名称已被使用"),
        ({"code": "ADM"}, "角色编码已被使用"),
        ({"permissions": ["no.such.right"]}, "no.such.right"),
        ({"data_scope": "named_units"}, "数据范围为「指定部门」时选择部门"),
        ({"allowed_addresses": "10.0.0.300"}, "不是网络地址"),
    ],
)
def test_wrong_entries_are_told_and_nothing_is_made(desk: Client, changes: dict[str, Any], words: str) -> None:
    answer = desk.post("/roles/new/", entries(**changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Role.objects.filter(code="R1").exists()


@pytest.mark.spec("ACC-019")
def test_a_role_in_use_is_not_deleted_and_the_count_is_told(desk: Client, admin: User) -> None:
    for _i in range(3):
        staff("SLS")
    role = Role.objects.get(code="SLS")
    with pytest.raises(RoleInUse) as refusal:
        delete_role(role_id=role.pk, actor=actor_of(admin), at=NOON)
    assert "3 个用户" in refusal.value.text
    page = desk.get(f"/roles/{role.pk}/delete/")
    assert (page.status_code, "3 个用户" in page.content.decode()) == (409, True)
    assert Role.objects.filter(code="SLS").exists()


@pytest.mark.spec("ACC-019")
def test_the_administrator_role_is_neither_deleted_nor_reduced(admin: User) -> None:
    role = Role.objects.get(code="ADM")
    held = frozenset(role.permissions.values_list("permission", flat=True))
    actor = actor_of(admin)
    with pytest.raises(AdministratorRole):
        delete_role(role_id=role.pk, actor=actor, at=NOON)
    for data in (
        RoleData(name="系统管理员", data_scope="all", permissions=held - {"access.role.edit"}),
        RoleData(name="系统管理员", data_scope="unit", permissions=held),
        RoleData(name="系统管理员", data_scope="all", permissions=held, is_valid=False),
    ):
        with pytest.raises(AdministratorRole):
            edit_role(role_id=role.pk, seen_version=1, data=data, actor=actor, at=NOON)
    more = RoleData(name="系统管理员", data_scope="all", permissions=held | set(CATALOGUE))
    edit_role(role_id=role.pk, seen_version=1, data=more, actor=actor, at=NOON)
    assert role.permissions.count() == len(CATALOGUE)


def test_a_stale_edit_of_a_role_is_told(admin: User) -> None:
    role = Role.objects.get(code="TRN")
    data = RoleData(name="培训", data_scope="all")
    edit_role(role_id=role.pk, seen_version=1, data=data, actor=actor_of(admin), at=NOON)
    with pytest.raises(EditConflict):
        edit_role(role_id=role.pk, seen_version=1, data=data, actor=actor_of(admin), at=NOON)


# ---- granting --------------------------------------------------------------------------------------------------------
@pytest.mark.spec("ACC-020")
def test_grants_and_a_denial_work_at_once_and_are_logged(desk: Client, admin: User) -> None:
    user = staff("ADM", "wangwu")
    client = Client()
    client.force_login(user)
    assert client.get("/users/").status_code == 200
    role = Role.objects.get(code="ADM")
    given = {"roles": [str(role.pk)], "denied": ["identity.user.view"], "grant_scope": "own", "version": "1"}
    assert desk.post(f"/users/{user.pk}/rights/", given).status_code == 303
    assert client.get("/users/").status_code == 403
    entry = AuditEntry.objects.get(operation="access.set_user_access")
    assert (entry.actor_id, entry.changes) == (admin.pk, {"grants": [[], ["-identity.user.view"]]})


@pytest.mark.spec("ACC-020")
def test_a_permission_is_not_granted_and_denied_at_once(desk: Client) -> None:
    user = make_user()
    given = {"granted": ["access.role.view"], "denied": ["access.role.view"], "version": "1"}
    answer = desk.post(f"/users/{user.pk}/rights/", given)
    assert answer.status_code == 422
    assert "不能既授权又禁止" in answer.content.decode()
    assert not UserGrant.objects.exists()


@pytest.mark.spec("ACC-005", "ACC-020")
def test_nobody_changes_his_own_rights(admin: User, desk: Client) -> None:
    with pytest.raises(OwnRights):
        set_user_access(user_id=admin.pk, seen_version=1, role_ids=[], grants=[], actor=actor_of(admin), at=NOON)
    page = desk.get(f"/users/{admin.pk}/").content.decode()
    assert f"/users/{admin.pk}/rights/" not in page
    assert f"/users/{admin.pk}/disable/" not in page


@pytest.mark.spec("ACC-005")
def test_the_last_administrator_keeps_his_role(admin: User) -> None:
    helper = make_user()
    for code in ("access.grant.edit", "access.grant.beyond_own"):
        grant(helper, code)
    with pytest.raises(LastAdministrator):
        set_user_access(user_id=admin.pk, seen_version=1, role_ids=[], grants=[], actor=actor_of(helper), at=NOON)
    assert UserRole.objects.filter(user=admin).exists()


def delegate() -> User:
    """May grant in his own unit, holds one right of business."""
    unit = make_unit()
    user = make_user(unit=unit)
    for code in ("access.grant.edit", "identity.unit.view", "access.role.create", "access.role.edit"):
        grant(user, code, "unit")
    return user


@pytest.mark.spec("ACC-020")
@pytest.mark.parametrize(
    ("permission", "scope"),
    [("identity.user.delete", "own"), ("identity.unit.view", "all")],
)
def test_granting_never_exceeds_the_grantor(permission: str, scope: str) -> None:
    grantor = delegate()
    colleague = make_user(unit=grantor.unit)
    with pytest.raises(GrantBeyondOwn):
        set_user_access(
            user_id=colleague.pk, seen_version=1, role_ids=[], grants=[Grant(permission, scope)],
            actor=actor_of(grantor), at=NOON,
        )  # fmt: skip
    assert not UserGrant.objects.filter(user=colleague).exists()


@pytest.mark.spec("ACC-020")
def test_what_the_grantor_holds_he_passes_on_in_his_unit_only() -> None:
    grantor = delegate()
    colleague, stranger = make_user(unit=grantor.unit), make_user(unit=make_unit())
    given: dict[str, Any] = {"role_ids": [], "grants": [Grant("identity.unit.view", "unit")], "at": NOON}
    set_user_access(user_id=colleague.pk, seen_version=1, actor=actor_of(grantor), **given)
    with pytest.raises(DomainError) as refusal:
        set_user_access(user_id=stranger.pk, seen_version=1, actor=actor_of(grantor), **given)
    assert refusal.value.status == 404


@pytest.mark.spec("ACC-020")
def test_a_delegate_cannot_help_himself_through_roles() -> None:
    grantor = delegate()
    colleague = make_user(unit=grantor.unit)
    actor = actor_of(grantor)
    for role_code in ("ADM", "OPA"):
        with pytest.raises(GrantBeyondOwn):
            set_user_access(
                user_id=colleague.pk, seen_version=1, role_ids=[Role.objects.get(code=role_code).pk], grants=[],
                actor=actor, at=NOON,
            )  # fmt: skip
    with pytest.raises(GrantBeyondOwn):
        create_role(
            code="R1",
            data=RoleData(name="R1", permissions=frozenset({"access.grant.beyond_own"})),
            actor=actor,
            at=NOON,
        )
    with pytest.raises(GrantBeyondOwn):
        create_role(code="R1", data=RoleData(name="R1", data_scope="all"), actor=actor, at=NOON)


@pytest.mark.parametrize("role_ids", [[999_999_999], [-1]])
def test_a_role_that_does_not_exist_is_refused(admin: User, role_ids: list[int]) -> None:
    user = make_user()
    with pytest.raises(NoSuchChoice):
        set_user_access(user_id=user.pk, seen_version=1, role_ids=role_ids, grants=[], actor=actor_of(admin), at=NOON)


def test_an_unknown_permission_is_refused(admin: User) -> None:
    with pytest.raises(FieldErrors):
        set_user_access(
            user_id=make_user().pk,
            seen_version=1,
            role_ids=[],
            grants=[Grant("no.such")],
            actor=actor_of(admin),
            at=NOON,
        )


@pytest.mark.spec("ACC-020")
def test_effective_rights_name_every_origin(desk: Client, admin: User) -> None:
    user = staff("ADM")
    give_role(user, "AUD")
    grant(user, "identity.sign_in_log.view", "unit")
    grant(user, "access.role.edit", is_denied=True)
    rights = {
        r.permission.code: r for r in effective_rights(user.pk, actor=actor_of(admin), permission="access.grant.view")
    }
    log = rights["identity.sign_in_log.view"]
    assert [(o.source, o.scope) for o in log.origins] == [
        ("系统管理员", "全部"),
        ("审计", "全部"),
        ("单独授权", "本部门"),
    ]
    assert rights["access.role.edit"].is_denied
    page = desk.get(f"/users/{user.pk}/effective/").content.decode()
    assert "单独授权（本部门）" in page


# ---- data scopes -----------------------------------------------------------------------------------------------------
@pytest.mark.spec("ACC-022")
def test_each_scope_reaches_exactly_its_units_and_owners() -> None:
    top = make_unit(type="headquarters")
    branch = make_unit(parent=top)
    team = make_unit(parent=branch, type="department")
    boss = make_user(unit=branch)
    seller = make_user(unit=team, manager=boss)
    junior = make_user(unit=team, manager=seller)
    stranger = make_user(unit=top)
    expected = {
        "own": (set(), {boss.pk}),
        "own_and_subordinates": (set(), {boss.pk, seller.pk, junior.pk}),
        "unit": ({branch.pk}, {boss.pk}),
        "unit_and_below": ({branch.pk, team.pk}, {boss.pk}),
    }
    for scope, (units, owners) in expected.items():
        UserGrant.objects.filter(user=boss).delete()
        grant(boss, "identity.user.view", scope)
        found = actor_of(boss).scope("identity.user.view")
        assert (set(found.unit_ids), set(found.owner_ids), found.everything) == (units, owners, False), scope
        assert stranger.pk not in found.owner_ids
    UserGrant.objects.filter(user=boss).delete()
    grant(boss, "identity.user.view", "all")
    assert actor_of(boss).scope("identity.user.view") == EVERYTHING


@pytest.mark.spec("ACC-022")
def test_named_units_reach_only_those(admin: User) -> None:
    east, west = make_unit(), make_unit()
    data = RoleData(
        name="两地", data_scope="named_units", unit_ids=(east.pk,), permissions=frozenset({"identity.user.view"})
    )
    role = create_role(code="R1", data=data, actor=actor_of(admin), at=NOON)
    user = make_user(unit=west)
    UserRole.objects.create(user=user, role=role)
    assert actor_of(user).scope("identity.user.view").unit_ids == {east.pk}


@pytest.mark.spec("ACC-022")
def test_scopes_of_several_roles_add_up_per_permission(admin: User) -> None:
    user = staff("SLS", unit=make_unit())
    give_role(user, "SMG")
    shared = [p.code for p in CATALOGUE.values() if {"SLS", "SMG"} <= p.roles]
    only = [p.code for p in CATALOGUE.values() if "SLS" in p.roles and "SMG" not in p.roles]
    actor = actor_of(user)
    for code in shared:
        assert actor.scope(code).unit_ids == {user.unit_id}
    for code in only:
        assert (actor.scope(code).unit_ids, actor.scope(code).owner_ids) == (frozenset(), {user.pk})


def test_an_invalid_role_gives_nothing(admin: User) -> None:
    user = staff("FNC")
    Role.objects.filter(code="FNC").update(is_valid=False)
    assert set(actor_of(user).grants) == {"signed_in"}


@pytest.mark.spec("ACC-005")
def test_nobody_is_loaded_who_is_disabled_or_outside_his_dates() -> None:
    user = staff("FNC")
    for changes in (
        {"is_active": False},
        {"is_active": True, "valid_to": "2026-09-17"},
        {"valid_to": None, "valid_from": "2026-09-19"},
    ):
        User.objects.filter(pk=user.pk).update(**changes)
        assert load_actor(user.pk, today=TODAY) is None


def test_a_person_is_loaded_with_one_query(django_assert_num_queries: Any) -> None:
    user = staff("SMG", unit=make_unit())
    give_role(user, "BRC")
    with django_assert_num_queries(1):
        person = load_person(user.pk, today=TODAY)
    assert person is not None
    assert person.actor.roles == ("BRC", "SMG")
