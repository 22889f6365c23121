"""User groups and teams: members have what the group holds while they are members (ACC-024)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from danshu.access.effective import effective_rights
from danshu.access.models import GroupMember, Role, UserGroup
from danshu.access.operations.edit_group import (
    GroupData,
    add_group_members,
    create_group,
    edit_group,
    invalidate_group,
    remove_group_members,
)
from danshu.access.operations.edit_role import delete_role
from danshu.access.permissions import GRANT_VIEW
from danshu.access.queries import holders_of_codes, people_with
from danshu.access.rules import (
    AdministratorInGroup,
    GrantBeyondOwn,
    GroupInvalid,
    GroupNameTaken,
    OwnRights,
    RoleInGroups,
)
from danshu.access.tests.factories import actor_of, grant, staff
from danshu.access.tests.test_races import at_once
from danshu.identity.models import User
from danshu.identity.store import NoSuchChoice
from danshu.identity.tests.factories import NOON, make_unit, make_user
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden, NotFound
from danshu.kit.history import history
from danshu.kit.permissions import CATALOGUE

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ACC-024")]
SYSTEM = Actor.system()
ORDERS = "sales.order.view"


def role(code: str) -> int:
    return Role.objects.get(code=code).pk


def team(name: str = "华东销售团队", *roles: str, **values: Any) -> UserGroup:
    data = GroupData(**{"name": name, "type": "sales_team", **values})
    return create_group(data=data, role_ids=[role(code) for code in roles], actor=SYSTEM, at=NOON)


def add(group: UserGroup, *users: User, actor: Actor = SYSTEM) -> int:
    return add_group_members(group_id=group.pk, user_ids=[user.pk for user in users], actor=actor, at=NOON)


def remove(group: UserGroup, user: User) -> int:
    return remove_group_members(group_id=group.pk, user_ids=[user.pk], actor=SYSTEM, at=NOON + timedelta(hours=1))


def test_a_member_has_the_roles_while_he_is_a_member_and_the_page_says_why() -> None:
    group, user = team("订单组", "ODK"), make_user("lisi")
    assert not actor_of(user).can(ORDERS)

    assert add(group, user) == 1

    assert actor_of(user).can(ORDERS)
    assert actor_of(user).roles == ("ODK",)
    rights = {each.permission.code: each for each in effective_rights(user.pk, actor=SYSTEM, permission=GRANT_VIEW)}
    assert [origin.source for origin in rights[ORDERS].origins] == ["总部订单组/销售支持，因在「订单组」"]
    assert user.pk in people_with(ORDERS)
    assert user.pk in [row["user_id"] for row in holders_of_codes(["ODK"])]

    assert remove(group, user) == 1
    assert not actor_of(user).can(ORDERS)
    assert actor_of(user).roles == ()
    assert effective_rights(user.pk, actor=SYSTEM, permission=GRANT_VIEW) == []
    assert user.pk not in people_with(ORDERS)


def test_a_denial_overrides_what_the_group_gives() -> None:
    group, user = team("订单组", "ODK"), make_user()
    add(group, user)

    grant(user, ORDERS, is_denied=True)

    assert not actor_of(user).can(ORDERS)


def test_the_same_role_from_person_and_group_stays_when_one_goes() -> None:
    group, user = team("订单组", "ODK"), staff("ODK")
    add(group, user)
    assert actor_of(user).roles == ("ODK",)

    remove(group, user)

    assert actor_of(user).roles == ("ODK",)


def test_membership_has_a_history() -> None:
    group, user = team(), make_user("lisi", full_name="李四")
    add(group, user)
    remove(group, user)
    add_group_members(group_id=group.pk, user_ids=[user.pk, user.pk], actor=SYSTEM, at=NOON + timedelta(hours=2))

    rows = list(GroupMember.objects.order_by("pk").values_list("from_at", "to_at"))
    hour = timedelta(hours=1)
    assert rows == [(NOON, NOON + hour), (NOON + 2 * hour, None)]
    entries = history("access.group", group.pk)
    assert [entry["action"] for entry in entries] == ["添加成员", "移出成员", "添加成员", "新建用户组或团队"]


def test_adding_twice_or_removing_somebody_else_changes_nothing() -> None:
    group, user, other = team(), make_user(), make_user()
    add(group, user)

    assert (add(group, user), remove(group, other)) == (0, 0)

    assert GroupMember.objects.count() == 1
    group.refresh_from_db()
    assert group.version == 2


def test_all_join_or_none() -> None:
    group, user, gone = team(), make_user(), make_user(is_active=False)

    with pytest.raises(NoSuchChoice):
        add(group, user, gone)

    assert GroupMember.objects.count() == 0


@pytest.mark.parametrize("days", [{"valid_from": 1}, {"valid_to": -1}])
def test_outside_of_its_days_a_group_gives_nothing(days: dict[str, int]) -> None:
    today = business_date(now())
    group, user = team("订单组", "ODK"), make_user()
    add(group, user)
    UserGroup.objects.update(**{name: today + timedelta(days=n) for name, n in days.items()})

    from danshu.access.queries import load_actor

    actor = load_actor(user.pk, today=today)
    assert actor is not None
    assert not actor.can(ORDERS)
    assert user.pk not in people_with(ORDERS)


def test_an_invalid_group_gives_nothing_and_can_only_be_viewed() -> None:
    group, user = team("订单组", "ODK"), make_user()
    add(group, user)

    invalidate_group(group_id=group.pk, reason="撤销", actor=SYSTEM, at=NOON + timedelta(hours=1))

    assert not actor_of(user).can(ORDERS)
    assert GroupMember.objects.filter(to_at=None).count() == 0
    with pytest.raises(GroupInvalid):
        add(group, user)
    assert team("订单组").pk != group.pk  # its name is free again


@pytest.mark.spec("ACC-019")
def test_a_role_that_a_group_holds_is_not_deleted() -> None:
    team("订单组", "TRN")

    with pytest.raises(RoleInGroups) as refused:
        delete_role(role_id=role("TRN"), actor=SYSTEM, at=NOON)

    assert "订单组" in refused.value.text
    assert Role.objects.filter(code="TRN").exists()


def test_no_group_administers_the_system() -> None:
    with pytest.raises(AdministratorInGroup):
        team("管理组", "ADM")
    assert UserGroup.objects.count() == 0


@pytest.mark.spec("COM-012")
def test_names_versions_and_days_are_checked() -> None:
    group = team()
    edit_group(group_id=group.pk, seen_version=1, data=GroupData(name="一队"), actor=SYSTEM, at=NOON)

    with pytest.raises(EditConflict):
        edit_group(group_id=group.pk, seen_version=1, data=GroupData(name="二队"), actor=SYSTEM, at=NOON)
    with pytest.raises(GroupNameTaken):
        team("一队")
    day = business_date(NOON)
    for wrong in ({"name": " "[:0]}, {"type": "club"}, {"valid_from": day, "valid_to": day - timedelta(days=1)}):
        with pytest.raises(FieldErrors):
            team(**{"name": "三队", **wrong})
    assert list(UserGroup.objects.values_list("name", flat=True)) == ["一队"]


def administrator_of(unit_scope: bool, *codes: str) -> tuple[User, Actor]:
    """Somebody who may maintain groups and, with codes, whatever else."""
    user = make_user(unit=make_unit())
    for code in {"access.group.view", "access.group.edit", *codes}:
        grant(user, code, "unit" if unit_scope else "all")
    return user, actor_of(user)


@pytest.mark.spec("ACC-020")
def test_who_makes_members_of_a_group_with_roles_grants_them() -> None:
    group, user = team("订单组", "ODK"), make_user()
    _plain, without = administrator_of(False)
    _some, narrow = administrator_of(False, "access.grant.edit")
    person, everything = administrator_of(False, *CATALOGUE)

    with pytest.raises(Forbidden):
        add(group, user, actor=without)
    with pytest.raises(GrantBeyondOwn):
        add(group, user, actor=narrow)
    with pytest.raises(OwnRights):
        add(group, person, actor=everything)
    assert GroupMember.objects.count() == 0
    assert add(group, user, actor=everything) == 1
    with pytest.raises(Forbidden):
        edit_group(group_id=group.pk, seen_version=None, data=GroupData(name="x"), role_ids=[], actor=without, at=NOON)


@pytest.mark.spec("ACC-022")
def test_a_group_of_another_unit_is_not_there() -> None:
    user, narrow = administrator_of(True)
    group = team(unit_id=make_unit().pk)

    for refused in (invalidate_group, lambda **kwargs: add_group_members(user_ids=[user.pk], **kwargs)):
        with pytest.raises(NotFound):
            refused(group_id=group.pk, actor=narrow, at=NOON)
    assert UserGroup.objects.get().is_valid


@pytest.mark.spec("ACC-023", "ACC-024")
def test_pages_and_api_do_the_whole_life_of_a_team(admin: User, desk: Client) -> None:
    one, two = make_user("lisi", full_name="李四"), make_user("wangwu", full_name="王五")
    form = {"form_token": "t", "name": "华东团队", "type": "sales_team", "roles": [str(role("SLS"))], "description": ""}
    answer = desk.post("/groups/new/", form)
    group = UserGroup.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/groups/{group.pk}/")
    joining = desk.get(f"/groups/join/?ids={one.pk},{two.pk}")
    assert "李四" in joining.content.decode()
    answer = desk.post(f"/groups/join/?ids={one.pk},{two.pk}", {"form_token": "j", "group": str(group.pk)})
    assert answer.status_code == 303
    page = desk.get(f"/groups/{group.pk}/").content.decode()
    assert "李四" in page
    assert "王五" in page
    assert "华东团队" in desk.get(f"/users/{one.pk}/").content.decode()
    assert desk.post(f"/groups/{group.pk}/remove/{two.pk}/").status_code == 303
    assert not actor_of(two).can("sales.order.create")
    assert actor_of(one).can("sales.order.create")
    refused = desk.post(f"/groups/{group.pk}/edit/", {**form, "name": "", "version": "1"})
    assert refused.status_code == 422

    client, headers = Client(), {"Idempotency-Key": "k"}
    client.force_login(admin)

    def send(method: str, path: str, body: Any) -> Any:
        return client.generic(
            method, f"/api/v1/groups{path}", json.dumps(body), content_type="application/json", headers=headers
        )

    assert client.get(f"/api/v1/groups/{group.pk}").json()["member_ids"] == [one.pk]
    headers["Idempotency-Key"] = "m"
    assert send("POST", f"/{group.pk}/members", {"user_ids": [two.pk]}).json()["member_ids"] == sorted([one.pk, two.pk])
    headers["Idempotency-Key"] = "i"
    assert send("POST", f"/{group.pk}/invalidate", {"reason": "解散"}).json()["is_valid"] is False
    former = client.get(f"/api/v1/groups/{group.pk}/members").json()
    assert [row["to_at"] is not None for row in former] == [True] * 3
    client.force_login(staff("SLS"))
    assert client.get("/groups/").status_code == 403
    assert client.get("/api/v1/groups").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_four_who_add_somebody_at_once_one_does() -> None:
    group, user = team(), make_user()
    counts: list[int] = []

    at_once(*[lambda: counts.append(add(group, user))] * 4)

    assert sorted(counts) == [0, 0, 0, 1]
    assert GroupMember.objects.count() == 1
