"""Whom the locks of sign-in keep out: every stranger, and a known device for its own failures only (ACC-012)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from danshu.identity.authentication import SignInLocked, verify_own_password
from danshu.identity.models import KnownDevice, SignInGuard, SignInLog, User
from danshu.identity.operations.end_session import unlock_user
from danshu.identity.tests.factories import PASSWORD, make_user
from danshu.identity.tests.test_sign_in import post
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhao(db: None) -> User:
    return make_user("zhaoliu", full_name="赵六")


def known_client() -> Client:
    """A browser on which the person has signed in before."""
    client = Client()
    assert post(client, "zhaoliu", PASSWORD).status_code == 303
    client.post("/sign-out/")
    return client


@pytest.mark.spec("ACC-012", "SEC-V6")
def test_strangers_cannot_lock_out_a_device_that_signed_in_before(zhao: User) -> None:
    office, attacker = known_client(), Client()
    for _i in range(5):
        refused = post(attacker, "zhaoliu", "wrong password 1")
    assert (refused.status_code, post(attacker, "zhaoliu", PASSWORD).status_code) == (429, 429)
    assert post(Client(), "zhaoliu", PASSWORD).status_code == 429, "strict for every device that is not known"
    assert post(office, "zhaoliu", PASSWORD).status_code == 303
    assert post(Client(), "zhaoliu", PASSWORD).status_code == 429, "the owner's sign-in gives strangers no new tries"


@pytest.mark.spec("ACC-012", "SEC-V6")
def test_a_known_device_is_locked_by_its_own_failures_and_locks_the_name_for_all_others(zhao: User) -> None:
    office, home = known_client(), known_client()
    for left in (4, 3, 2, 1):
        assert f"还可尝试 {left} 次" in post(office, "zhaoliu", "wrong password 1").content.decode()
    assert post(office, "zhaoliu", "wrong password 1").status_code == 429
    sixth = post(office, "zhaoliu", PASSWORD)
    assert (sixth.status_code, 0 < int(sixth["Retry-After"]) <= 900) == (429, True)
    assert post(Client(), "zhaoliu", PASSWORD).status_code == 429
    assert post(home, "zhaoliu", PASSWORD).status_code == 303
    assert Notice.objects.filter(user_id=zhao.pk, kind__contains="lock").count() == 1


@pytest.mark.spec("ACC-012", "SEC-V6")
def test_a_known_device_gets_five_tries_however_the_name_is_locked_and_tells_its_owner_once(zhao: User) -> None:
    office, attacker = known_client(), Client()
    for _i in range(5):
        post(attacker, "zhaoliu", "wrong password 1")
    answers = [post(office, "zhaoliu", "wrong password 1").status_code for _i in range(6)]
    assert answers == [422, 422, 422, 422, 429, 429]
    assert SignInLog.objects.order_by("-pk")[0].result == "locked"
    assert Notice.objects.filter(user_id=zhao.pk, kind__contains="lock").count() == 1


@pytest.mark.spec("ACC-012", "SEC-V6")
def test_the_cookie_of_another_account_or_a_made_up_one_is_no_known_device(zhao: User) -> None:
    make_user("qiansan1", password=PASSWORD)
    other, forger = Client(), Client()
    assert post(other, "qiansan1", PASSWORD).status_code == 303
    other.post("/sign-out/")
    forger.cookies["danshu_device"] = "A" * 43
    for _i in range(5):
        post(Client(), "zhaoliu", "wrong password 1")
    assert [post(client, "zhaoliu", PASSWORD).status_code for client in (other, forger)] == [429, 429]
    known_hash = KnownDevice.objects.get(user__user_name="qiansan1").device_hash
    forger.cookies["danshu_device"] = known_hash  # what the database holds opens nothing
    assert post(forger, "qiansan1", "wrong password 1").status_code == 422
    assert not SignInGuard.objects.filter(key__startswith="device:").exists()


@pytest.mark.spec("ACC-012")
def test_unlocking_clears_the_name_and_the_devices(zhao: User) -> None:
    office = known_client()
    for _i in range(5):
        post(office, "zhaoliu", "wrong password 1")
    unlock_user(user_id=zhao.pk, actor=Actor.system(), at=now())
    assert [post(client, "zhaoliu", PASSWORD).status_code for client in (office, Client())] == [303, 303]
    assert SignInGuard.objects.filter(key__startswith="address:").count() == SignInGuard.objects.count()


@pytest.mark.spec("ACC-012", "ACC-014")
def test_strangers_cannot_keep_a_signed_in_person_from_changing_his_password(zhao: User) -> None:
    office = Client()
    assert post(office, "zhaoliu", PASSWORD).status_code == 303
    for _i in range(5):
        post(Client(), "zhaoliu", "wrong password 1")
    secret = office.cookies["danshu_device"].value
    ways: dict[str, Any] = {"ip_address": "127.0.0.1", "device": "x", "at": now()}
    assert verify_own_password(zhao, PASSWORD, device_secret=secret, **ways)
    with pytest.raises(SignInLocked):
        verify_own_password(zhao, PASSWORD, **ways)


@pytest.mark.spec("ACC-012", "SEC-V6")
def test_a_made_up_cookie_is_replaced_by_a_secret_and_one_of_a_colleague_on_the_same_machine_is_kept(
    zhao: User,
) -> None:
    make_user("qiansan1", password=PASSWORD)
    office = Client()
    office.cookies["danshu_device"] = "planted-by-somebody"
    assert post(office, "zhaoliu", PASSWORD).status_code == 303
    secret = office.cookies["danshu_device"].value
    assert (secret != "planted-by-somebody", len(secret)) == (True, 43)
    office.post("/sign-out/")
    attacker = Client()
    attacker.cookies["danshu_device"] = "planted-by-somebody"
    for _i in range(5):
        post(attacker, "zhaoliu", "wrong password 1")
    assert [post(client, "zhaoliu", PASSWORD).status_code for client in (attacker, office)] == [429, 303]
    office.post("/sign-out/")
    assert post(office, "qiansan1", PASSWORD).status_code == 303
    assert office.cookies["danshu_device"].value == secret
    assert KnownDevice.objects.values("device_hash").distinct().count() == 1
