"""Sessions, personal settings and passwords (ACC-012, ACC-014 to ACC-017)."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from danshu.access.tests.factories import staff
from danshu.audit.models import AuditEntry
from danshu.identity.models import EmailChange, PasswordHistory, Session, SignInLog, User
from danshu.identity.operations.edit_profile import issue_email_code
from danshu.identity.tests.factories import PASSWORD, make_unit, make_user
from danshu.identity.tests.test_sign_in import post
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.notices.models import Notice

pytestmark = pytest.mark.django_db
NEW = "qing2kong8wan"


@pytest.fixture
def zhao(db: None) -> User:
    return make_user("zhaoliu", full_name="赵六")


@pytest.fixture
def inside(zhao: User) -> Client:
    client = Client()
    assert post(client, "zhaoliu", PASSWORD).status_code == 303
    return client


# ---- ending ----------------------------------------------------------------------------------------------------------
@pytest.mark.spec("ACC-015")
def test_signing_out_ends_the_session_at_once(inside: Client, zhao: User) -> None:
    old = inside.cookies["danshu"].value
    answer = inside.post("/sign-out/")
    assert (answer.status_code, answer["Location"]) == (303, "/sign-in/?signed_out=1")
    thief = Client()
    thief.cookies["danshu"] = old
    assert thief.get("/me/")["Location"].startswith("/sign-in/")
    assert SignInLog.objects.order_by("-pk")[0].result == "signed_out"


@pytest.mark.spec("ACC-015")
def test_signing_out_is_no_get(inside: Client) -> None:
    assert inside.get("/sign-out/").status_code == 405
    assert inside.get("/me/").status_code == 200


@pytest.mark.spec("ACC-015")
@pytest.mark.parametrize("path", ["/me/", "/me/sign-ins/", "/sign-in/", "/me/keys/"])
def test_no_page_is_kept_by_the_browser(inside: Client, path: str) -> None:
    assert "no-store" in inside.get(f"{path}?keep=1")["Cache-Control"]


@pytest.mark.spec("ACC-015")
def test_an_idle_session_is_refused_on_the_next_action(inside: Client, time_machine: Any) -> None:
    time_machine.move_to(now() + timedelta(minutes=29))
    assert inside.get("/me/").status_code == 200
    time_machine.move_to(now() + timedelta(minutes=29))
    assert inside.get("/me/").status_code == 200
    time_machine.move_to(now() + timedelta(minutes=30, seconds=1))
    assert inside.get("/me/")["Location"] == "/sign-in/?next=/me/"


@pytest.mark.spec("ACC-015")
def test_no_session_lives_longer_than_twelve_hours(inside: Client, time_machine: Any) -> None:
    for _i in range(24):
        time_machine.move_to(now() + timedelta(minutes=29))
        inside.get("/me/")
    time_machine.move_to(now() + timedelta(minutes=29))
    assert inside.get("/me/").status_code == 302


@pytest.mark.spec("ACC-015")
def test_what_the_page_asks_by_itself_does_not_count_as_somebody_being_there(inside: Client, time_machine: Any) -> None:
    for _i in range(4):
        time_machine.move_to(now() + timedelta(minutes=7))
        assert inside.get("/ui/counts/").status_code == 200
        assert inside.get("/me/session/").json()["left"] > 0
    time_machine.move_to(now() + timedelta(minutes=3))
    assert inside.get("/me/session/").json() == {"left": 0}


@pytest.mark.spec("ACC-015")
def test_staying_is_one_press(inside: Client, time_machine: Any) -> None:
    time_machine.move_to(now() + timedelta(minutes=28))
    assert 115 <= inside.get("/me/session/").json()["left"] <= 120
    assert inside.post("/me/session/").json()["left"] >= 1799
    time_machine.move_to(now() + timedelta(minutes=28))
    assert inside.get("/me/").status_code == 200


@pytest.mark.spec("ACC-015")
def test_what_was_typed_when_the_session_ended_can_be_saved_after_signing_in(inside: Client, zhao: User) -> None:
    Session.objects.all().delete()
    typed = {"language": "en", "time_zone": "Asia/Tokyo", "currency": "USD", "office_location": "三楼", "full_name": "赵六",
             "version": "1"}  # fmt: skip
    page = inside.post("/me/", typed)
    assert page.status_code == 401
    assert "填写的内容没有丢失" in page.content.decode()
    blob = re.findall(r'name="resume" value="([^"]+)"', page.content.decode())[0]
    going_on = post(inside, "zhaoliu", PASSWORD, resume=blob)
    assert going_on.status_code == 200
    assert 'value="三楼"' in going_on.content.decode()
    assert inside.post("/me/", typed).status_code == 303
    zhao.refresh_from_db()
    assert zhao.office_location == "三楼"


@pytest.mark.spec("ACC-015")
def test_the_entries_of_one_person_are_not_offered_to_another(inside: Client, time_machine: Any) -> None:
    make_user("wangwu")
    time_machine.move_to(now() + timedelta(minutes=31))
    page = inside.post("/me/", {"full_name": "赵六"}).content.decode()
    blob = re.findall(r'name="resume" value="([^"]+)"', page)[0]
    assert post(inside, "wangwu", PASSWORD, resume=blob).status_code == 303


def test_a_part_of_a_page_asked_without_a_session_opens_a_dialog(inside: Client) -> None:
    Session.objects.all().delete()
    answer = inside.post("/me/", {}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (401, "#layer")
    assert "<dialog" in answer.content.decode()


@pytest.mark.spec("ACC-005", "ACC-015")
def test_a_click_within_a_page_without_unsaved_entries_leads_to_sign_in_and_back(inside: Client) -> None:
    Session.objects.all().delete()
    part = {"HX-Request": "true", "HX-Current-URL": "http://testserver/me/sign-ins/?page=2"}
    answer = inside.get("/me/sign-ins/", headers=part)
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/sign-in/?next=%2Fme%2Fsign-ins%2F%3Fpage%3D2")
    kept = inside.get("/me/sign-ins/", headers=part | {"X-Unsaved": "1"})
    assert (kept.status_code, kept["HX-Retarget"], "HX-Redirect" in kept) == (401, "#layer", False)


# ---- my logins -------------------------------------------------------------------------------------------------------
@pytest.mark.spec("ACC-012")
def test_my_logins_show_the_last_twenty_and_end_other_sessions(inside: Client, zhao: User) -> None:
    other = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/605"})
    post(other, "zhaoliu", PASSWORD)
    for _i in range(25):
        SignInLog.objects.create(at=now(), user=zhao, user_name="zhaoliu", result="signed_in", device="Chrome 141")
    page = inside.get("/me/sign-ins/").content.decode()
    assert page.count("<tr>") == 21
    assert "iPhone" in page
    assert other.cookies["danshu"].value not in page
    digest = re.findall(r"/me/sign-ins/(\w{64})/end/", page)
    assert len(digest) == 1
    assert inside.post(f"/me/sign-ins/{digest[0]}/end/").status_code == 303
    assert other.get("/me/").status_code == 302
    assert inside.get("/me/").status_code == 200


@pytest.mark.spec("ACC-012")
def test_all_other_sessions_end_with_one_press_and_nobody_elses(inside: Client, zhao: User) -> None:
    others = [Client(), Client()]
    for client in others:
        post(client, "zhaoliu", PASSWORD)
    stranger = Client()
    stranger.force_login(make_user())
    inside.post("/me/sign-ins/end-others/")
    assert [client.get("/me/").status_code for client in (*others, stranger, inside)] == [302, 302, 200, 200]


def test_a_session_of_somebody_else_is_not_found(inside: Client) -> None:
    assert inside.post(f"/me/sign-ins/{'a' * 64}/end/").status_code == 404


@pytest.mark.spec("ACC-012")
def test_a_new_device_and_a_lock_are_told_to_the_owner(inside: Client, zhao: User) -> None:
    post(Client(), "zhaoliu", PASSWORD)
    for _i in range(5):
        post(Client(), "zhaoliu", "wrong password 1")
    kinds = list(Notice.objects.filter(user=zhao).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["identity.new_device", "identity.locked"]
    assert Notice.objects.filter(user=zhao, text_en__contains="new device").exists()


# ---- password --------------------------------------------------------------------------------------------------------
def change(client: Client, old: str, new: str, again: str | None = None) -> Any:
    return client.post("/me/password/", {"old_password": old, "password": new, "password_again": again or new})


@pytest.mark.spec("ACC-014")
def test_the_password_is_changed_confirmed_and_logged_and_other_sessions_end(inside: Client, zhao: User) -> None:
    other = Client()
    post(other, "zhaoliu", PASSWORD)
    before = inside.cookies["danshu"].value
    answer = change(inside, PASSWORD, NEW)
    assert answer.status_code == 303
    assert inside.cookies["danshu"].value != before
    assert "密码已修改" in inside.get("/me/").content.decode()
    assert other.get("/me/").status_code == 302
    assert AuditEntry.objects.filter(operation="identity.change_password", subject_id=zhao.pk).count() == 1
    fresh = Client()
    assert post(fresh, "zhaoliu", PASSWORD).status_code == 422
    assert post(fresh, "zhaoliu", NEW).status_code == 303


@pytest.mark.spec("ACC-014")
@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("wrong password 1", NEW, NEW, "原密码不正确"),
        (PASSWORD, NEW, "other2other", "两次输入的密码不一致"),
        (PASSWORD, "short1", "short1", "密码至少 8 个字符，现在是 6 个"),
        (PASSWORD, "onlyletters", "onlyletters", "密码须同时有字母和数字"),
        (PASSWORD, "12345678", "12345678", "密码须同时有字母和数字"),
        (PASSWORD, "password123", "password123", "这个密码太常见"),
        (PASSWORD, "danshu2026", "danshu2026", "这个密码太常见"),
        (PASSWORD, "zhaoliu88", "zhaoliu88", "这个密码太常见"),
        (PASSWORD, PASSWORD, PASSWORD, "不能使用最近 3 次用过的密码"),
        (PASSWORD, "a1" * 65, "a1" * 65, "密码最多 128 个字符，现在是 130 个"),
    ],
)
def test_each_wrong_change_has_its_own_message(
    inside: Client, zhao: User, old: str, new: str, again: str, words: str
) -> None:
    answer = change(inside, old, new, again)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    zhao.refresh_from_db()
    assert zhao.check_password(PASSWORD)


@pytest.mark.spec("ACC-014")
def test_a_password_of_128_characters_works(inside: Client) -> None:
    long = "正确的马电池订书钉a1" + "x" * 117
    assert len(long) == 128
    assert change(inside, PASSWORD, long).status_code == 303
    assert post(Client(), "zhaoliu", long).status_code == 303


@pytest.mark.spec("ACC-014")
def test_the_fourth_last_password_may_come_back(inside: Client, zhao: User) -> None:
    passwords = [PASSWORD, "alpha1beta", "gamma2delta", "epsilon3zeta"]
    for old, new in pairwise(passwords):
        assert change(inside, old, new).status_code == 303
    assert change(inside, "epsilon3zeta", "alpha1beta").status_code == 422
    assert change(inside, "epsilon3zeta", PASSWORD).status_code == 303
    assert PasswordHistory.objects.filter(user=zhao).count() == 5


@pytest.mark.spec("ACC-007")
def test_a_password_is_not_the_user_name() -> None:
    user = make_user("abcd1234x", full_name="李四")
    client = Client()
    client.force_login(user)
    answer = change(client, PASSWORD, "ABCD1234x")
    assert "密码不能与用户名相同" in answer.content.decode()


@pytest.mark.spec("ACC-012")
def test_guessing_the_old_password_locks_too(inside: Client) -> None:
    for _i in range(5):
        change(inside, "wrong password 1", NEW)
    assert change(inside, PASSWORD, NEW).status_code == 429


# ---- set-up and settings ---------------------------------------------------------------------------------------------
SET_UP = {
    "language": "zh-hans",
    "time_zone": "Asia/Shanghai",
    "office_location": "总部三楼",
    "full_name": "赵六",
    "phone": "021-5550",
}


@pytest.mark.spec("ACC-016")
def test_a_new_user_cannot_skip_the_set_up(inside: Client, zhao: User) -> None:
    User.objects.filter(pk=zhao.pk).update(profile_completed_at=None)
    for path in ("/me/", "/me/sign-ins/", "/organisation/"):
        assert inside.get(path)["Location"] == "/me/set-up/"
    part = inside.get("/me/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, "/me/set-up/")
    for missing in ("language", "time_zone", "office_location"):
        answer = inside.post("/me/set-up/", {**SET_UP, missing: "", "version": "1"})
        assert answer.status_code == 422
        assert "021-5550" in answer.content.decode()
    assert inside.post("/me/set-up/", {**SET_UP, "time_zone": "Mars/Base", "version": "1"}).status_code == 422
    assert inside.post("/me/set-up/", {**SET_UP, "version": "1"}).status_code == 303
    assert inside.get("/me/").status_code == 200


@pytest.mark.spec("ACC-016")
def test_a_colleague_sees_the_new_phone_in_the_picker(inside: Client, zhao: User) -> None:
    inside.post("/me/", {**SET_UP, "currency": "CNY", "phone": "138 0000 0000", "version": "1"})
    colleague = Client()
    colleague.force_login(make_user())
    page = colleague.get("/people/options/?q=zl", headers={"HX-Request": "true"}).content.decode()
    assert "138 0000 0000" in page


@pytest.mark.spec("ACC-016")
def test_a_new_email_is_used_only_after_its_code(inside: Client, zhao: User) -> None:
    inside.post("/me/", {**SET_UP, "currency": "CNY", "email": "zhao@example.com", "version": "1"})
    zhao.refresh_from_db()
    assert zhao.email == ""
    assert "新邮箱等待确认" in inside.get("/me/").content.decode()
    assert inside.post("/me/email/", {"code": "000000"}).status_code == 422
    sent = issue_email_code(user_id=zhao.pk, actor=Actor.system(), at=now())
    assert sent["email"] == "zhao@example.com"
    wrong = "111111" if sent["code"] != "111111" else "222222"
    for _i in range(4):
        assert inside.post("/me/email/", {"code": wrong}).status_code == 422
    assert inside.post("/me/email/", {"code": sent["code"]}).status_code == 303
    zhao.refresh_from_db()
    assert zhao.email == "zhao@example.com"
    assert not EmailChange.objects.exists()


@pytest.mark.spec("ACC-016")
def test_five_wrong_codes_or_ten_minutes_use_a_code_up(inside: Client, zhao: User, time_machine: Any) -> None:
    inside.post("/me/", {**SET_UP, "currency": "CNY", "email": "zhao@example.com", "version": "1"})
    sent = issue_email_code(user_id=zhao.pk, actor=Actor.system(), at=now())
    for _i in range(5):
        inside.post("/me/email/", {"code": "x"})
    assert inside.post("/me/email/", {"code": sent["code"]}).status_code == 422
    again = issue_email_code(user_id=zhao.pk, actor=Actor.system(), at=now())
    time_machine.move_to(now() + timedelta(minutes=10, seconds=1))
    assert inside.post("/me/email/", {"code": again["code"]}).status_code == 422


@pytest.mark.spec("ACC-017")
def test_language_and_currency_take_effect_at_once_and_are_kept(inside: Client, zhao: User) -> None:
    inside.post("/me/", {**SET_UP, "language": "en", "currency": "EUR", "version": "1"})
    page = inside.get("/me/")
    assert 'lang="en"' in page.content.decode()
    assert page["Content-Language"] == "en"
    zhao.refresh_from_db()
    assert (zhao.language, zhao.currency) == ("en", "EUR")
    inside.post("/sign-out/")
    assert 'lang="en"' in inside.get("/sign-in/").content.decode()
    post(inside, "zhaoliu", PASSWORD)
    assert inside.get("/me/")["Content-Language"] == "en"


@pytest.mark.spec("ACC-017")
def test_the_switch_in_the_head_of_the_page_is_kept_too(inside: Client, zhao: User) -> None:
    inside.post("/ui/preference/", {"language": "en", "next": "/me/"})
    zhao.refresh_from_db()
    assert (zhao.language, zhao.version) == ("en", 1)


@pytest.mark.spec("COM-012")
def test_the_profile_saved_from_a_stale_page_is_told(inside: Client) -> None:
    given = {**SET_UP, "currency": "CNY", "version": "1"}
    assert inside.post("/me/", given).status_code == 303
    assert inside.post("/me/", given | {"office_location": "四楼"}).status_code == 409


@pytest.mark.spec("ACC-023")
def test_a_refused_page_names_the_function_and_the_way_and_is_logged(zhao: User) -> None:
    clerk = staff("BRC", unit=make_unit())
    client = Client()
    client.force_login(clerk)
    answer = client.get("/users/")
    assert answer.status_code == 403
    assert "没有权限：查看用户" in answer.content.decode()
    assert "申请该权限" in answer.content.decode()
    entry = AuditEntry.objects.get(result="refused")
    assert (entry.actor_id, entry.operation) == (clerk.pk, "identity.user.view")


@pytest.mark.spec("ACC-015")
@pytest.mark.parametrize("page", ["http://[", "http://[::1", "http://a]b/"])
def test_a_part_asked_for_by_a_page_without_an_address_leads_to_sign_in(zhao: User, page: str) -> None:
    answer = Client().get("/me/?a=1", headers={"HX-Request": "true", "HX-Current-URL": page})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/sign-in/?next=%2Fme%2F%3Fa%3D1")


@pytest.mark.spec("ACC-015")
@pytest.mark.parametrize("key", ["\0" * 32, "a" * 31 + "\0", "a" * 41, "a" * 4000, "' OR 1=1 --------------", "short"])
def test_a_session_key_that_cannot_be_one_is_none(zhao: User, key: str) -> None:
    stranger = Client()
    stranger.cookies["danshu"] = key
    answer = stranger.get("/me/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/me/")
