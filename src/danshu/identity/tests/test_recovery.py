"""Forgot password: what a code does, what it does not, and what nobody learns from it (ACC-013)."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test import Client

from danshu.access.tests.test_races import at_once
from danshu.identity.models import ApiToken, KnownDevice, PasswordRecovery, Session, User
from danshu.identity.operations import recover_password as recovery
from danshu.identity.operations.recover_password import (
    RecoveryCoolingDown,
    RecoveryOver,
    RecoveryTooOften,
    RecoveryTooSoon,
    check_recovery_code,
    proven,
    recover_password,
    send_recovery_code,
)
from danshu.identity.rules.passwords import prepare_password
from danshu.identity.secrets import digest
from danshu.identity.store import write
from danshu.identity.tests.factories import PASSWORD, make_user
from danshu.identity.web import recovery as pages
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.notices.mailing import body_of
from danshu.notices.models import Notice, OutgoingMessage

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ACC-013")]
SYSTEM, NEW = Actor.system(), "qing2kong8wan"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def user(db: None) -> User:
    return make_user("lisi", full_name="李四", email="lisi@example.com")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "AT_LEAST", 0.0)


def send(name: str = "lisi", at: datetime | None = None, address: str | None = None, device: str = "") -> int:
    return send_recovery_code(user_name=name, ip_address=address, device_secret=device, actor=SYSTEM, at=at or now())


def mailed() -> str:
    """The code in the newest e-mail, as its reader sees it."""
    found = re.search(r"\d{6}", body_of(OutgoingMessage.objects.order_by("-pk")[0]))
    assert found
    return found[0]


def check(pk: int, code: str, at: datetime | None = None) -> str:
    return check_recovery_code(recovery_id=pk, code=code, actor=SYSTEM, at=at or now())


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def set_new(secret: str, at: datetime | None = None) -> User:
    password = prepare_password(NEW, user_name="lisi")
    return recover_password(secret=secret, password=password, actor=SYSTEM, at=at or now())


def test_the_code_of_the_mail_lets_set_a_new_password_and_everything_else_ends(user: User) -> None:
    at = now()
    Session.objects.create(session_key="s" * 32, session_data="", expire_date=at + timedelta(days=1), user_id=user.pk)
    ApiToken.objects.create(user=user, name="ERP", prefix="d", token_hash="x", created_at=at, updated_at=at)

    set_new(check(send(), mailed()))

    user.refresh_from_db()
    assert (check_password(NEW, user.password), check_password(PASSWORD, user.password)) == (True, False)
    assert Session.objects.filter(user_id=user.pk).count() == 0
    assert ApiToken.objects.get().revoked_at is not None
    assert Notice.objects.get().user_id == user.pk


def test_the_code_is_readable_in_the_mail_alone(user: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    pk = send()
    code = mailed()
    check(pk, other(code))

    message = OutgoingMessage.objects.get()
    assert code not in message.body
    assert "******" in message.body
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{code}%"])
            assert cursor.fetchone() == (0,), table
    assert code not in caplog.text


def test_the_fifth_wrong_code_ends_it(user: User) -> None:
    pk = send()
    code = mailed()
    assert [check(pk, other(code)) for _ in range(5)] == [""] * 5

    assert check(pk, code) == ""

    assert PasswordRecovery.objects.get().tries == 5


def test_it_is_valid_for_ten_minutes_and_once(user: User) -> None:
    at = now()
    pk = send(at=at)
    code = mailed()
    assert check(pk, code, at + 10 * MINUTE) == ""
    secret = check(pk, code, at + 9 * MINUTE)
    assert secret
    assert check(pk, code, at + 9 * MINUTE) == ""
    with pytest.raises(RecoveryOver):
        set_new(secret, at + 20 * MINUTE)
    set_new(secret, at + 10 * MINUTE)
    with pytest.raises(RecoveryOver):
        set_new(secret, at + 10 * MINUTE)


def test_a_new_code_ends_the_one_before(user: User) -> None:
    at = now()
    first = send(at=at)
    old = mailed()
    send(at=at + MINUTE)

    assert check(first, old, at + MINUTE) == ""


@pytest.mark.parametrize("act", ["password", "email", "code"])
def test_a_proved_address_is_worth_nothing_once_the_owner_has_acted(user: User, act: str) -> None:
    at = now()
    secret = check(send(at=at), mailed(), at)
    assert proven(secret, at).count() == 1
    if act == "code":
        send(at=at + MINUTE)
    else:
        new = {"password": {"password": user.password + "x"}, "email": {"email": "new@example.com"}}[act]
        write(user, new, actor=Actor.system(), at=at + MINUTE)
    user.refresh_from_db()
    before = user.password
    with pytest.raises(RecoveryOver):
        set_new(secret, at + 2 * MINUTE)
    user.refresh_from_db()
    assert user.password == before


@pytest.mark.parametrize("name", ["lisi", "nobody1"])
def test_one_a_minute_and_ten_a_day_whether_the_name_exists_or_not(user: User, name: str) -> None:
    at = now()
    send(name, at)
    with pytest.raises(RecoveryTooSoon):
        send(name.upper(), at + timedelta(seconds=59))
    for number in range(1, 10):
        send(name, at + number * MINUTE)
    with pytest.raises(RecoveryTooOften):
        send(name, at + 11 * MINUTE)
    assert PasswordRecovery.objects.count() == 10
    assert OutgoingMessage.objects.count() == (10 if name == "lisi" else 0)
    send(name, at + timedelta(days=1, minutes=1))


@pytest.mark.spec("ACC-012")
@pytest.mark.parametrize("name", ["lisi", "nobody1"])
def test_the_codes_of_a_stranger_are_not_the_owners(user: User, name: str) -> None:
    at = now()
    for number in range(10):
        send(name, at + number * MINUTE, address="203.0.113.9")
    with pytest.raises(RecoveryTooOften):
        send(name, at + 11 * MINUTE, address="203.0.113.9")
    with pytest.raises(RecoveryCoolingDown) as waiting:
        send(name, at + 11 * MINUTE, address="198.51.100.7")
    assert waiting.value.facts["minutes"] == 58
    mine = send(name, at + 9 * MINUTE + timedelta(hours=1), address="198.51.100.7")
    with pytest.raises(RecoveryCoolingDown):
        send(name, at + 20 * MINUTE + timedelta(hours=1), address="192.0.2.1")
    assert PasswordRecovery.objects.get(pk=mine).origin == "address:198.51.100.7"


@pytest.mark.spec("ACC-012")
def test_a_stranger_does_not_end_the_code_that_the_owner_was_sent(user: User) -> None:
    at = now()
    mine = send(at=at, address="198.51.100.7")
    code = mailed()
    send(at=at + timedelta(seconds=5), address="203.0.113.9")
    secret = check(mine, code, at + MINUTE)
    assert secret
    set_new(secret, at + MINUTE)
    theirs = PasswordRecovery.objects.exclude(pk=mine).get()
    assert theirs.expires_at == at + MINUTE


@pytest.mark.spec("ACC-012")
def test_a_device_of_the_owner_counts_for_itself_and_one_of_somebody_else_does_not(user: User) -> None:
    at = now()
    other_user = make_user("wangwu", full_name="王五", email="wangwu@example.com")
    for owner, secret in ((user, "d" * 40), (other_user, "e" * 40)):
        KnownDevice.objects.create(user=owner, device_hash=digest(secret), first_seen_at=at, last_seen_at=at)
    for number in range(10):
        send(at=at + number * MINUTE, address=f"203.0.113.{number}")
    with pytest.raises(RecoveryCoolingDown):
        send(at=at + 10 * MINUTE, address="198.51.100.7", device="e" * 40)
    for number in range(10):
        send(at=at + (10 + number) * MINUTE, address="198.51.100.7", device="d" * 40)
    with pytest.raises(RecoveryTooOften):
        send(at=at + 21 * MINUTE, address="198.51.100.7", device="d" * 40)


@pytest.mark.spec("ACC-012")
def test_one_address_asks_for_thirty_codes_a_day_whatever_the_names(user: User) -> None:
    at = now()
    for number in range(30):
        send(f"person{number}", at, address="203.0.113.9")
    with pytest.raises(RecoveryTooOften) as refused:
        send(at=at, address="203.0.113.9")
    assert refused.value.facts["limit"] == 30
    send(at=at, address="198.51.100.7")
    send(at=at + timedelta(days=1), address="203.0.113.9")


@pytest.mark.parametrize("values", [{"is_active": False}, {"email": ""}, {"valid_to": "2020-01-01"}])
def test_who_cannot_sign_in_or_has_no_address_gets_nothing(user: User, values: dict[str, Any]) -> None:
    User.objects.update(**values)

    send()

    assert OutgoingMessage.objects.count() == 0


def text_of(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def hidden(response: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found
    return unescape(found[1])


def asked(client: Client, name: str) -> Any:
    key = hidden(client.get("/recover/"), "captcha_key")
    answer = CaptchaStore.objects.get(hashkey=key).response
    return client.post("/recover/", {"step": "name", "user_name": name, "captcha": answer, "captcha_key": key})


def test_the_whole_way_in_the_browser(user: User) -> None:
    client = Client()
    chosen = asked(client, "LiSi")
    assert "邮箱 ****@****" in text_of(chosen)
    sent = client.post("/recover/", {"step": "send", "token": hidden(chosen, "token"), "channel": "email"})
    code = mailed()
    wrong = client.post("/recover/", {"step": "code", "token": hidden(sent, "token"), "code": other(code)})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"code"})
    right = client.post("/recover/", {"step": "code", "token": hidden(wrong, "token"), "code": code})
    token = hidden(right, "token")
    for pair in (("short1", "short1"), (NEW, NEW + "x"), (PASSWORD, PASSWORD)):
        refused = client.post(
            "/recover/", {"step": "password", "token": token, "password": pair[0], "password_again": pair[1]}
        )
        assert refused.status_code == 422
    answer = client.post("/recover/", {"step": "password", "token": token, "password": NEW, "password_again": NEW})
    assert (answer.status_code, answer["Location"]) == (303, "/sign-in/")
    user.refresh_from_db()
    assert check_password(NEW, user.password)
    again = client.post("/recover/", {"step": "password", "token": token, "password": NEW, "password_again": NEW})
    assert again.status_code == 409


def test_an_unknown_name_sees_the_same_pages(user: User) -> None:
    def way(name: str) -> list[tuple[int, str]]:
        client, seen = Client(), []
        page = asked(client, name)
        seen.append(page)
        page = client.post("/recover/", {"step": "send", "token": hidden(page, "token")})
        seen.append(page)
        token = hidden(page, "token")
        seen += [client.post("/recover/", {"step": "code", "token": token, "code": "x00000"}) for _ in range(6)]
        again = re.findall(r'name="token" value="([^"]*)"', page.content.decode())[-1]
        seen.append(client.post("/recover/", {"step": "send", "token": unescape(again)}))
        return [(each.status_code, re.sub(r"\d+ 秒", "N 秒", text_of(each))) for each in seen]

    assert way("lisi") == way("zqwu99")
    assert PasswordRecovery.objects.exclude(user=None).count() == 1


def test_forged_foreign_and_missing_tokens_lead_back_to_the_beginning(user: User) -> None:
    client = Client()
    page = asked(client, "lisi")
    token = hidden(page, "token")

    for step, given in (("send", "x"), ("code", token), ("password", token), ("password", ""), ("code", token[:-2])):
        answer = client.post("/recover/", {"step": step, "token": given, "code": "1"})
        assert (answer.status_code, answer.context["step"]) == (409, "name")
    assert client.post("/recover/", {"step": "nonsense"}).status_code == 200
    assert PasswordRecovery.objects.count() == 0


def test_without_the_captcha_nothing_is_told(user: User) -> None:
    answer = Client().post("/recover/", {"step": "name", "user_name": "lisi", "captcha": "x", "captcha_key": "y"})

    assert answer.status_code == 422
    assert "****" not in text_of(answer)


def five_at_once() -> list[str]:
    return at_once(*[lambda: send()] * 5)


@pytest.mark.django_db(transaction=True)
def test_of_five_requests_at_once_one_sends() -> None:
    make_user("lisi", email="lisi@example.com")

    assert five_at_once() == ["done", *["recovery_too_soon"] * 4]
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_slot_several_would(monkeypatch: pytest.MonkeyPatch) -> None:
    make_user("lisi", email="lisi@example.com")
    monkeypatch.setattr(recovery, "lock_slot", lambda *parts: None)
    most = 0
    for _round in range(5):
        PasswordRecovery.objects.all().delete()
        most = max(most, five_at_once().count("done"))
    assert most > 1


@pytest.mark.django_db(transaction=True)
def test_ten_wrong_codes_at_once_are_five_tries() -> None:
    make_user("lisi", email="lisi@example.com")
    pk = send()
    wrong = other(mailed())

    at_once(*[lambda: check(pk, wrong)] * 10)

    assert PasswordRecovery.objects.get().tries == 5
