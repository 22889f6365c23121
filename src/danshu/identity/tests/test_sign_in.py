"""Signing in through the page (ACC-011, ACC-012)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.test import Client

from danshu.identity.models import KnownDevice, Session, SignInLog, User
from danshu.identity.tests.factories import PASSWORD, make_user
from danshu.kit.clock import now

pytestmark = pytest.mark.django_db
WRONG = "用户名或密码不正确"


def post(
    client: Client, name: str, password: str, *, captcha: str | None = None, path: str = "/sign-in/", **more: Any
) -> Any:
    page = client.get("/sign-in/?keep=1").content.decode()
    key = re.findall(r'name="captcha_key" value="(\w+)"', page)[-1]
    answer = CaptchaStore.objects.get(hashkey=key).response if captcha is None else captcha
    data = {"user_name": name, "password": password, "captcha": answer, "captcha_key": key, **more}
    return client.post(path, data)


@pytest.fixture
def zhao(db: None) -> User:
    return make_user("zhaoliu", full_name="赵六")


@pytest.mark.spec("ACC-011")
def test_correct_data_signs_in_and_leads_home(client: Client, zhao: User) -> None:
    answer = post(client, "zhaoliu", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (303, "/")
    session = Session.objects.get(user_id=zhao.pk)
    assert session.session_key == client.cookies["danshu"].value
    assert SignInLog.objects.get().result == "signed_in"


@pytest.mark.spec("ACC-011")
def test_the_name_is_found_whatever_its_case(client: Client, zhao: User) -> None:
    assert post(client, "ZhaoLiu", PASSWORD).status_code == 303


@pytest.mark.spec("ACC-011")
@pytest.mark.parametrize("case", ["unknown", "wrong", "disabled", "expired", "not yet"])
def test_each_wrong_sign_in_is_told_alike(client: Client, zhao: User, case: str) -> None:
    today = now().date()
    changes: dict[str, dict[str, Any]] = {
        "disabled": {"is_active": False},
        "expired": {"valid_to": today - timedelta(days=2)},
        "not yet": {"valid_from": today + timedelta(days=2)},
    }
    User.objects.filter(pk=zhao.pk).update(**changes.get(case, {"is_active": True}))
    name = "nobody1" if case == "unknown" else "zhaoliu"
    answer = post(client, name, "wrong password 1" if case == "wrong" else PASSWORD)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert WRONG in text
    assert "还可尝试 4 次，之后锁定 15 分钟" in text
    assert name in text
    assert PASSWORD not in text
    assert not Session.objects.filter(user_id__isnull=False).exists()


@pytest.mark.spec("ACC-011")
def test_a_wrong_captcha_says_so_and_counts_no_failure(client: Client, zhao: User) -> None:
    answer = post(client, "zhaoliu", PASSWORD, captcha="zzzz")
    assert answer.status_code == 422
    assert "验证码不正确或已过期" in answer.content.decode()
    assert SignInLog.objects.count() == 0


@pytest.mark.spec("ACC-011")
def test_a_captcha_works_once(client: Client, zhao: User) -> None:
    page = client.get("/sign-in/").content.decode()
    key = re.findall(r'name="captcha_key" value="(\w+)"', page)[-1]
    data = {"user_name": "zhaoliu", "captcha": CaptchaStore.objects.get(hashkey=key).response, "captcha_key": key}
    assert client.post("/sign-in/", data | {"password": "wrong password 1"}).status_code == 422
    again = client.post("/sign-in/", data | {"password": PASSWORD})
    assert "验证码不正确或已过期" in again.content.decode()


@pytest.mark.spec("ACC-011")
def test_a_captcha_runs_out_after_five_minutes(client: Client, zhao: User) -> None:
    client.get("/sign-in/")
    left = CaptchaStore.objects.get().expiration - now()
    assert timedelta(minutes=4, seconds=50) < left <= timedelta(minutes=5)
    CaptchaStore.objects.update(expiration=now() - timedelta(seconds=1))
    key = CaptchaStore.objects.get().hashkey
    assert client.get(f"/sign-in/captcha/{key}.png").status_code == 404


@pytest.mark.spec("ACC-011")
def test_the_captcha_is_a_picture_or_a_question(client: Client) -> None:
    make_user()
    page = client.get("/sign-in/").content.decode()
    picture = client.get(re.findall(r'src="(/sign-in/captcha/\w+\.png)"', page)[0])
    assert picture["Content-Type"] == "image/png"
    question = client.get("/sign-in/captcha/?captcha=text").content.decode()
    assert "这三个数" in question
    assert ".png" not in question
    key = re.findall(r'name="captcha_key" value="(\w+)"', question)[0]
    assert client.get(f"/sign-in/captcha/{key}.png").status_code == 404


@pytest.mark.spec("ACC-011")
def test_the_question_is_a_way_in_too(client: Client, zhao: User) -> None:
    page = client.get("/sign-in/?captcha=text").content.decode()
    key = re.findall(r'name="captcha_key" value="(\w+)"', page)[0]
    answer = CaptchaStore.objects.get(hashkey=key).response
    data = {"user_name": "zhaoliu", "password": PASSWORD, "captcha": answer, "captcha_key": key}
    assert client.post("/sign-in/", data | {"captcha_kind": "text"}).status_code == 303


@pytest.mark.spec("ACC-011")
def test_remembering_keeps_the_name_on_this_device_and_never_the_password(client: Client, zhao: User) -> None:
    post(client, "zhaoliu", PASSWORD, remember="on")
    client.post("/sign-out/")
    page = client.get("/sign-in/").content.decode()
    assert 'value="zhaoliu"' in page
    assert PASSWORD not in page
    assert PASSWORD not in str(client.cookies)
    post(client, "zhaoliu", PASSWORD)
    client.post("/sign-out/")
    assert 'value="zhaoliu"' not in client.get("/sign-in/").content.decode()


@pytest.mark.spec("ACC-012")
def test_the_sixth_try_is_refused_even_with_the_right_password(client: Client, zhao: User) -> None:
    for left in (4, 3, 2, 1):
        assert f"还可尝试 {left} 次" in post(client, "zhaoliu", "wrong password 1").content.decode()
    fifth = post(client, "zhaoliu", "wrong password 1")
    assert fifth.status_code == 429
    sixth = post(client, "zhaoliu", PASSWORD)
    assert sixth.status_code == 429
    assert 0 < int(sixth["Retry-After"]) <= 900
    assert "15 分钟后再试" in sixth.content.decode()
    assert SignInLog.objects.order_by("-pk")[0].result == "locked"


@pytest.mark.spec("ACC-012")
def test_an_unknown_name_is_locked_with_the_same_words(client: Client, zhao: User) -> None:
    for _i in range(5):
        known, unknown = post(client, "zhaoliu", "wrong password 1"), post(client, "nobody99", "wrong password 1")
    pattern = r'<div class="x-errs".*?</div>'
    texts = [re.findall(pattern, answer.content.decode(), re.DOTALL) for answer in (known, unknown)]
    assert known.status_code == unknown.status_code == 429
    assert texts[0] == texts[1] != []


@pytest.mark.spec("ACC-012")
def test_the_lock_ends_after_fifteen_minutes(client: Client, zhao: User, time_machine: Any) -> None:
    for _i in range(5):
        post(client, "zhaoliu", "wrong password 1")
    time_machine.move_to(now() + timedelta(minutes=15, seconds=1))
    assert post(client, "zhaoliu", PASSWORD).status_code == 303


@pytest.mark.spec("ACC-012")
def test_many_failures_from_one_address_keep_strangers_out_but_not_known_devices(zhao: User) -> None:
    known = Client()
    assert post(known, "zhaoliu", PASSWORD).status_code == 303
    known.post("/sign-out/")
    attacker = Client()
    for number in range(30):
        post(attacker, f"guess{number:03d}", "wrong password 1")
    assert post(attacker, "zhaoliu", PASSWORD).status_code == 429
    assert post(known, "zhaoliu", PASSWORD).status_code == 303


@pytest.mark.spec("ACC-012")
def test_a_restricted_person_is_refused_from_another_network_with_an_entry(client: Client, zhao: User) -> None:
    User.objects.filter(pk=zhao.pk).update(allowed_addresses=["10.1.0.0/16"])
    answer = post(client, "zhaoliu", PASSWORD)
    assert answer.status_code == 403
    assert "不能从当前网络登录" in answer.content.decode()
    assert SignInLog.objects.get().result == "address_refused"
    User.objects.filter(pk=zhao.pk).update(allowed_addresses=["127.0.0.0/8"])
    assert post(client, "zhaoliu", PASSWORD).status_code == 303


@pytest.mark.spec("ACC-012")
def test_only_a_second_device_is_new(zhao: User) -> None:
    first, second = Client(), Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/605"})
    post(first, "zhaoliu", PASSWORD)
    post(first, "zhaoliu", PASSWORD)
    post(second, "zhaoliu", PASSWORD)
    assert [entry.is_new_device for entry in SignInLog.objects.order_by("pk")] == [False, False, True]
    assert KnownDevice.objects.filter(user=zhao).count() == 2


def test_what_is_no_user_name_is_not_kept_in_the_log(client: Client, zhao: User) -> None:
    post(client, "my secret pass!", "x")
    assert SignInLog.objects.get().user_name == "?"


def test_signing_in_gives_a_new_session_key_and_never_leads_to_a_foreign_page(client: Client, zhao: User) -> None:
    post(client, "zhaoliu", PASSWORD)
    before = client.cookies["danshu"].value
    answer = post(client, "zhaoliu", PASSWORD, next="https://example.com/")
    assert answer.status_code == 303
    assert answer["Location"] == "/"
    assert client.cookies["danshu"].value != before
    assert not Session.objects.filter(session_key=before).exists()
