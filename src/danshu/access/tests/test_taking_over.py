"""Whose account somebody may take in hand, and which keys outlive a password (ACC-005, ACC-022)."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from danshu.access.models import UserGrant
from danshu.access.rules import PersonBeyondOwn
from danshu.access.tests.factories import actor_of, administrator, grant, staff
from danshu.audit.models import AuditEntry
from danshu.identity.models import ApiToken, PasswordLink, User
from danshu.identity.operations.change_password import issue_password_link, set_initial_password
from danshu.identity.operations.create_user import UserData
from danshu.identity.operations.delete_user import delete_user
from danshu.identity.operations.disable_user import disable_user, enable_user
from danshu.identity.operations.edit_user import edit_user
from danshu.identity.rules.passwords import PreparedPassword
from danshu.identity.tests.factories import NOON, PASSWORD, make_user

pytestmark = pytest.mark.django_db


def helper_with(*codes: str) -> User:
    helper = make_user("helper1", full_name="帮手")
    for code in codes:
        grant(helper, code)
    return helper


HELPING = ("identity.user.view", "identity.user.edit", "identity.password.reset", "identity.user.disable",
           "identity.user.delete")  # fmt: skip


@pytest.mark.spec("ACC-005", "ACC-022")
@pytest.mark.parametrize("way", ["password", "link"])
def test_nobody_becomes_administrator_by_resetting_a_password(admin: User, way: str) -> None:
    helper = helper_with(*HELPING)
    desk, before = Client(), admin.password
    desk.force_login(helper)
    answer = desk.post(f"/users/{admin.pk}/reset/", {"way": way})
    assert answer.status_code == 403
    assert "这个用户拥有您没有的权限" in answer.content.decode()
    User.objects.filter(pk=admin.pk).update(is_active=False)  # a disabled one could be enabled afterwards
    assert desk.post(f"/users/{admin.pk}/reset/", {"way": way}).status_code == 403
    admin.refresh_from_db()
    assert (admin.password, PasswordLink.objects.count()) == (before, 0)


@pytest.mark.spec("ACC-005", "ACC-022")
def test_rights_and_reach_of_whose_password_is_reset_lie_within_the_own(admin: User) -> None:
    helper, peer = helper_with(*HELPING), make_user("wangwu")
    password = PreparedPassword(make_password("qing2kong8wan"))
    assert set_initial_password(user_id=peer.pk, password=password, actor=actor_of(helper), at=NOON).pk == peer.pk
    grant(peer, "audit.log.view")
    with pytest.raises(PersonBeyondOwn):
        issue_password_link(user_id=peer.pk, actor=actor_of(helper), at=NOON)
    grant(helper, "audit.log.view", "unit")
    with pytest.raises(PersonBeyondOwn):  # he may do the same, but to fewer records
        issue_password_link(user_id=peer.pk, actor=actor_of(helper), at=NOON)
    assert PasswordLink.objects.count() == 0
    UserGrant.objects.filter(user=peer).update(is_denied=True)
    assert issue_password_link(user_id=peer.pk, actor=actor_of(helper), at=NOON)
    assert issue_password_link(user_id=staff("SLS").pk, actor=actor_of(admin), at=NOON)


@pytest.mark.spec("ACC-005", "ACC-022")
def test_an_administrator_is_put_out_of_action_by_administrators_only(admin: User) -> None:
    administrator()
    helper, seller = helper_with(*HELPING), staff("SLS")
    actor = actor_of(helper)
    data = UserData(full_name="改名", valid_to=NOON.date())
    for target in (admin.pk, administrator(is_active=False).pk):
        with pytest.raises(PersonBeyondOwn):
            edit_user(user_id=target, seen_version=None, data=data, actor=actor, at=NOON)
        for forbidden in (disable_user, enable_user, delete_user):
            with pytest.raises(PersonBeyondOwn):
                forbidden(user_id=target, actor=actor, at=NOON)
    admin.refresh_from_db()
    assert (admin.is_active, admin.full_name == "改名", admin.valid_to) == (True, False, None)
    assert edit_user(user_id=seller.pk, seen_version=None, data=data, actor=actor, at=NOON).full_name == "改名"
    assert disable_user(user_id=seller.pk, actor=actor, at=NOON).is_active is False


def key_of(user: User) -> ApiToken:
    return ApiToken.objects.create(
        user=user, name="k", prefix=f"dsk_{user.pk}", token_hash=f"x{user.pk}", created_at=NOON, updated_at=NOON
    )


@pytest.mark.spec("ACC-005")
@pytest.mark.parametrize("way", ["password", "link"])
def test_a_reset_revokes_the_keys_of_that_person_and_the_log_tells_it(desk: Client, admin: User, way: str) -> None:
    user = make_user("wangwu")
    key, other = key_of(user), key_of(admin)
    page = desk.post(f"/users/{user.pk}/reset/", {"way": way}).content.decode()
    if way == "link":
        path = re.search(r"http://testserver(/password-link/[\w-]+/)", page)
        assert path is not None
        new = {"password": "qing2kong8wan", "password_again": "qing2kong8wan"}
        assert Client().post(path[1], new).status_code == 303
    key.refresh_from_db()
    other.refresh_from_db()
    assert (key.revoked_at is not None, other.revoked_at) == (True, None)
    entry = AuditEntry.objects.filter(subject_kind="identity.user", subject_id=user.pk).latest("pk")
    assert entry.changes == {"api_keys": [1, 0]}


@pytest.mark.spec("ACC-005", "ACC-014")
@pytest.mark.parametrize("ticked", [True, False])
def test_who_changes_his_password_decides_about_his_keys(ticked: bool) -> None:
    user = make_user("wangwu")
    key, client = key_of(user), Client()
    client.force_login(user)
    box = re.search(r'<input[^>]*name="revokes_keys"[^>]*>', client.get("/me/password/").content.decode())
    assert box is not None
    assert "checked" in box[0]
    new = {"old_password": PASSWORD, "password": "qing2kong8wan", "password_again": "qing2kong8wan"}
    assert client.post("/me/password/", new | ({"revokes_keys": "on"} if ticked else {})).status_code == 303
    key.refresh_from_db()
    assert (key.revoked_at is not None) is ticked
    entry = AuditEntry.objects.filter(operation="identity.change_password").get()
    assert entry.changes == ({"api_keys": [1, 0]} if ticked else {})
