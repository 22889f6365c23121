"""Adding and maintaining staff users (ACC-004, ACC-005)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from danshu.access import handover
from danshu.access.models import Role, UserGrant, UserRole
from danshu.access.queries import load_person
from danshu.access.rules import LastAdministrator
from danshu.access.tests.factories import actor_of, administrator, grant, staff
from danshu.audit.models import AuditEntry
from danshu.identity.models import ApiToken, Session, StaffAssignment, User
from danshu.identity.operations.delete_user import UserInUse, delete_user
from danshu.identity.operations.disable_user import OwnAccount, disable_user, enable_user
from danshu.identity.tests.factories import NOON, PASSWORD, make_unit, make_user
from danshu.identity.tests.test_sign_in import post
from danshu.kit.clock import now
from danshu.kit.errors import StaleState

pytestmark = pytest.mark.django_db


def entries(**changes: Any) -> dict[str, Any]:
    return {"user_name": "lisi", "full_name": "李四", "language": "zh-hans", "grant_scope": "all", **changes}


@pytest.mark.spec("ACC-004")
def test_a_user_with_two_ticked_permissions_sees_exactly_these_two_functions(desk: Client) -> None:
    answer = desk.post("/users/new/", entries(granted=["identity.unit.view", "access.role.view"]))
    assert answer.status_code == 200, answer.content.decode()
    secret = re.search(r'value="(\w{4}-\w{4}-\d{4})"', answer.content.decode())
    assert secret is not None
    made = User.objects.get(user_name="lisi")
    assert made.must_change_password
    person = load_person(made.pk, today=now().date())
    assert person is not None
    assert set(person.actor.grants) == {"identity.unit.view", "access.role.view", "signed_in"}
    client = Client()
    User.objects.filter(pk=made.pk).update(must_change_password=False, profile_completed_at=NOON)
    client.force_login(made)
    assert client.get("/organisation/").status_code == 200
    assert client.get("/roles/").status_code == 200
    assert client.get("/users/").status_code == 403
    menu = client.get("/organisation/").content.decode()
    assert ("组织架构" in menu, "角色管理" in menu, "用户管理" in menu) == (True, True, False)


@pytest.mark.spec("ACC-020", "COM-017")
def test_the_history_of_a_user_names_roles_as_people_know_them(desk: Client) -> None:
    role = Role.objects.get(code="PUR")
    desk.post("/users/new/", entries(roles=[str(role.pk)]))
    made = User.objects.get(user_name="lisi")

    page = desk.get(f"/users/{made.pk}/").content.decode()

    assert "<ins>采购</ins>" in page
    assert "<ins>PUR</ins>" not in page


@pytest.mark.spec("ACC-004", "ACC-023")
@pytest.mark.parametrize("code", ["ORA", "SMG", "FNC", "AUD"])
def test_others_see_no_user_management_and_are_refused_at_its_addresses(admin: User, code: str) -> None:
    client = Client()
    client.force_login(staff(code))
    assert "用户管理" not in client.get("/me/").content.decode()
    for path in ("/users/", "/users/new/", f"/users/{admin.pk}/", f"/users/{admin.pk}/edit/", "/roles/"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert "没有权限：" in answer.content.decode()


@pytest.mark.spec("ACC-004")
@pytest.mark.parametrize("name", ["zhaoliu", "ZHAOLIU", "abc", "abc_1", "张三abc", "ab cd", "a" * 17])
def test_a_taken_or_malformed_user_name_is_refused_beside_the_field(desk: Client, name: str) -> None:
    answer = desk.post("/users/new/", entries(user_name=name))
    assert answer.status_code == 422
    assert 'id="id_user_name-error"' in answer.content.decode()
    assert "李四" in answer.content.decode()
    assert User.objects.count() == 1


@pytest.mark.spec("ACC-004")
def test_the_new_user_has_to_change_the_initial_password_first(desk: Client) -> None:
    desk.post("/users/new/", entries(initial_password=PASSWORD))
    client = Client()
    assert post(client, "lisi", PASSWORD).status_code == 303
    for path in ("/me/", "/users/", "/organisation/"):
        assert client.get(path)["Location"] == "/me/first-password/"
    new = "qing2kong8wan"
    answer = client.post("/me/first-password/", {"old_password": PASSWORD, "password": new, "password_again": new})
    assert answer.status_code == 303
    assert client.get("/me/")["Location"] == "/me/set-up/"


@pytest.mark.spec("ACC-004", "COM-013")
def test_submitting_the_form_twice_adds_one_user(desk: Client) -> None:
    given = entries(form_token="2f4c1e8e-55b3-4a49-8c6f-1b1df7bfa111")
    first, second = desk.post("/users/new/", given), desk.post("/users/new/", given)
    assert (first.status_code, second.status_code) == (200, 303)
    assert User.objects.filter(user_name="lisi").count() == 1


@pytest.mark.spec("ACC-004", "ACC-002")
def test_the_main_unit_becomes_an_assignment(desk: Client) -> None:
    branch = make_unit("示例华东")
    desk.post("/users/new/", entries(unit=str(branch.pk), position="内勤"))
    made = StaffAssignment.objects.get()
    assert (made.unit, made.is_main, made.position) == (branch, True, "内勤")


@pytest.mark.spec("ACC-005")
def test_users_are_found_by_name_unit_role_and_state(desk: Client) -> None:
    branch = make_unit()
    clerk = staff("BRC", "wangwu", unit=branch, full_name="王五")
    other = staff("FNC", "sunqi", full_name="孙七", is_active=False)
    role = Role.objects.get(code="BRC")

    def found(query: str) -> set[str]:
        page = desk.get(f"/users/?{query}").content.decode()
        return {u.user_name for u in User.objects.all() if f'href="/users/{u.pk}/"' in page}

    assert found("q=ww") == {"wangwu"}
    assert found("q=王") == {"wangwu"}
    assert found(f"unit={branch.pk}") == {"wangwu"}
    assert found(f"role={role.pk}") == {"wangwu"}
    assert found("tab=disabled") == {"sunqi"}
    assert found("user_name=SUN") == {"sunqi"}
    assert found("full_name=%25") == set()
    assert {clerk.user_name, other.user_name, "zhaoliu"} == found("")


@pytest.mark.spec("ACC-005", "COM-012")
def test_the_second_editor_is_told_and_overwrites_nothing(desk: Client, admin: User) -> None:
    user = make_user("wangwu", full_name="王五")
    given = {"full_name": "王小五", "language": "zh-hans", "version": "1"}
    assert desk.post(f"/users/{user.pk}/edit/", given).status_code == 303
    second = desk.post(f"/users/{user.pk}/edit/", given | {"full_name": "王大五"})
    assert second.status_code == 409
    assert "王大五" in second.content.decode()
    user.refresh_from_db()
    assert (user.full_name, user.version) == ("王小五", 2)


@pytest.fixture
def customers() -> Iterator[dict[str, int]]:
    owners = {"count": 12}

    def move(*, user_id: int, successor_id: int, actor: Any, at: Any) -> int:
        moved, owners["count"], owners["new_owner"] = owners["count"], 0, successor_id
        return moved

    handover.register("test.customer", lambda user_id: owners["count"], move, label=("客户", "customers"))
    yield owners
    del handover.KINDS["test.customer"]


@pytest.mark.spec("ACC-005")
def test_disabling_asks_for_a_successor_and_hands_over(desk: Client, customers: dict[str, int]) -> None:
    seller, successor = staff("SLS", "wangwu"), staff("SLS", "sunqi")
    page = desk.get(f"/users/{seller.pk}/disable/").content.decode()
    assert "客户移交给接手人" in page
    assert "<b>12</b>" in page
    refused = desk.post(f"/users/{seller.pk}/disable/", {"successor": "", "reason": ""})
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert re.search(r'id="id_successor-error">.*选择接手人，此人名下的记录要移交', shown)
    seller.refresh_from_db()
    assert seller.is_active
    done = desk.post(f"/users/{seller.pk}/disable/", {"successor": str(successor.pk), "reason": "离职"})
    assert done.status_code == 303
    assert customers == {"count": 0, "new_owner": successor.pk}
    assert AuditEntry.objects.filter(operation="identity.disable_user", reason="离职").exists()


@pytest.mark.spec("ACC-004", "COM-008")
def test_all_wrong_entries_about_a_person_are_told_at_once_in_the_order_of_the_page(desk: Client) -> None:
    wrong = entries(user_name="abc_1", full_name="长" * 51, phone="12x", email="nope")
    page = desk.post("/users/new/", wrong).content.decode()
    fields = re.findall(r'<li><a href="#(id_\w+)">', page)
    assert fields == ["id_user_name", "id_full_name", "id_phone", "id_email"]
    assert "应为邮箱地址，例如 name@example.com" in page
    assert not User.objects.filter(full_name__startswith="长").exists()


@pytest.mark.spec("ACC-005")
def test_ones_own_account_offers_no_form_to_disable_or_to_change_its_rights(desk: Client, admin: User) -> None:
    for page in ("disable", "rights"):
        assert desk.get(f"/users/{admin.pk}/{page}/").status_code == 409


@pytest.mark.spec("ACC-004", "ACC-020")
def test_the_page_of_a_person_without_roles_names_what_was_granted_and_denied(desk: Client, admin: User) -> None:
    user = make_user("wangwu")
    nothing = desk.get(f"/users/{user.pk}/").content.decode()
    assert "除个人设置外不能使用任何功能" in nothing
    grant(user, "identity.unit.view")
    UserGrant.objects.create(user=user, permission="access.role.view", is_denied=True)
    page = desk.get(f"/users/{user.pk}/").content.decode()
    assert "除个人设置外不能使用任何功能" not in page
    assert ("查看组织架构" in page, "查看角色" in page) == (True, True)


@pytest.mark.spec("ACC-005")
def test_the_next_click_of_a_disabled_user_leads_to_sign_in(desk: Client, admin: User) -> None:
    seller = staff("SLS", "wangwu")
    client = Client()
    client.force_login(seller)
    assert client.get("/me/").status_code == 200
    disable_user(user_id=seller.pk, actor=actor_of(admin), at=now())
    assert not Session.objects.filter(user_id=seller.pk).exists()
    answer = client.get("/me/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/me/")


@pytest.mark.spec("ACC-005")
def test_disabling_revokes_keys_and_enabling_does_not_bring_them_back(admin: User) -> None:
    user = staff("SLS")
    key = ApiToken.objects.create(user=user, name="k", prefix="dsk_1", token_hash="x", created_at=NOON, updated_at=NOON)
    disable_user(user_id=user.pk, actor=actor_of(admin), at=NOON)
    enable_user(user_id=user.pk, actor=actor_of(admin), at=NOON)
    key.refresh_from_db()
    user.refresh_from_db()
    assert (key.revoked_at, user.is_active) == (NOON, True)


@pytest.mark.spec("ACC-005")
def test_disabling_twice_is_told(admin: User) -> None:
    user = staff("SLS")
    disable_user(user_id=user.pk, actor=actor_of(admin), at=NOON)
    with pytest.raises(StaleState):
        disable_user(user_id=user.pk, actor=actor_of(admin), at=NOON)


@pytest.mark.spec("ACC-005")
def test_the_last_administrator_stays(admin: User) -> None:
    helper = make_user("helper1")
    for code in ("identity.user.disable", "identity.user.delete", "access.grant.edit", "access.grant.beyond_own"):
        grant(helper, code)
    actor = actor_of(helper)
    with pytest.raises(LastAdministrator):
        disable_user(user_id=admin.pk, actor=actor, at=NOON)
    with pytest.raises(LastAdministrator):
        delete_user(user_id=admin.pk, actor=actor, at=NOON)
    admin.refresh_from_db()
    assert admin.is_active
    second = administrator()
    disable_user(user_id=admin.pk, actor=actor, at=NOON)
    with pytest.raises(LastAdministrator):
        disable_user(user_id=second.pk, actor=actor, at=NOON)


@pytest.mark.spec("ACC-005")
def test_nobody_disables_or_deletes_himself(admin: User) -> None:
    administrator()
    for operation in (disable_user, delete_user):
        with pytest.raises(OwnAccount):
            operation(user_id=admin.pk, actor=actor_of(admin), at=NOON)


@pytest.mark.spec("ACC-005")
def test_only_somebody_without_traces_is_deleted(admin: User) -> None:
    fresh, used = staff("SLS"), staff("SLS")
    AuditEntry.objects.create(at=NOON, actor_id=used.pk, actor_name="x", operation="x", action="x")
    with pytest.raises(UserInUse) as refusal:
        delete_user(user_id=used.pk, actor=actor_of(admin), at=NOON)
    assert "操作记录 1" in refusal.value.text
    delete_user(user_id=fresh.pk, actor=actor_of(admin), at=NOON)
    assert set(User.objects.values_list("pk", flat=True)) == {admin.pk, used.pk}
    assert not UserRole.objects.filter(user_id=fresh.pk).exists()


@pytest.mark.spec("ACC-005")
def test_a_link_sets_a_password_once(desk: Client) -> None:
    user = make_user("wangwu")
    page = desk.post(f"/users/{user.pk}/reset/", {"way": "link"}).content.decode()
    path = re.search(r"http://testserver(/password-link/[\w-]+/)", page)
    assert path is not None
    new = {"password": "qing2kong8wan", "password_again": "qing2kong8wan"}
    guest = Client()
    assert guest.get(path[1]).status_code == 200
    assert guest.post(path[1], new | {"password_again": "other"}).status_code == 422
    assert guest.post(path[1], {"password": PASSWORD, "password_again": PASSWORD}).status_code == 422
    assert guest.post(path[1], new).status_code == 303
    assert guest.get(path[1]).status_code == 404
    assert post(guest, "wangwu", "qing2kong8wan").status_code == 303


@pytest.mark.spec("ACC-005")
def test_a_new_initial_password_is_shown_once_and_ends_the_sessions(desk: Client) -> None:
    user = make_user("wangwu")
    client = Client()
    client.force_login(user)
    page = desk.post(f"/users/{user.pk}/reset/", {"way": "password"}).content.decode()
    secret = re.search(r'value="(\w{4}-\w{4}-\d{4})"', page)
    assert secret is not None
    assert secret[1] not in desk.get(f"/users/{user.pk}/").content.decode()
    user.refresh_from_db()
    assert user.check_password(secret[1])
    assert user.must_change_password
    assert client.get("/me/").status_code == 302


@pytest.mark.spec("ACC-012")
def test_an_administrator_unlocks(desk: Client) -> None:
    user = make_user("wangwu")
    guest = Client()
    for _i in range(5):
        post(guest, "wangwu", "wrong password 1")
    assert "账号已锁定" in desk.get(f"/users/{user.pk}/").content.decode()
    assert desk.post(f"/users/{user.pk}/unlock/").status_code == 303
    assert post(guest, "wangwu", PASSWORD).status_code == 303


@pytest.mark.spec("ACC-005", "ACC-022")
def test_somebody_outside_the_scope_does_not_exist(admin: User) -> None:
    east, west = make_unit(), make_unit()
    clerk, stranger = make_user(unit=east), make_user(unit=west)
    for code in ("identity.user.view", "identity.user.edit", "identity.user.disable"):
        grant(clerk, code, "unit")
    client = Client()
    client.force_login(clerk)
    for path in ("", "edit/", "disable/"):
        assert client.get(f"/users/{stranger.pk}/{path}").status_code == 404
        assert client.get(f"/users/99999999/{path}").status_code == 404
    assert f'href="/users/{stranger.pk}/"' not in client.get("/users/").content.decode()
    assert client.post(f"/users/{stranger.pk}/edit/", {"full_name": "x", "language": "en"}).status_code == 404
    assert UserGrant.objects.filter(user=stranger).count() == 0
