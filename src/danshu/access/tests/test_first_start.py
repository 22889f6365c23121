"""The initial configuration (ACC-001)."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from danshu.access.models import UserRole
from danshu.access.operations.first_start import Company, first_start
from danshu.entry.middleware import FirstStartMiddleware
from danshu.identity.models import Unit, User
from danshu.identity.rules.passwords import PreparedPassword, prepare_password
from danshu.identity.tests.test_sign_in import post
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.parameters.queries import value

ENTRIES = {
    "user_name": "zhaoliu", "full_name": "赵六", "password": "xian2ren8zhang", "password_again": "xian2ren8zhang",
    "company_name": "示例商贸集团", "company_phone": "021-5550 0000", "company_email": "", "company_address": "示例路 1 号",
    "currency": "USD", "time_zone": "Asia/Tokyo", "language": "zh-hans", "departments": "订单中心\n\n财务部\n财务部",
    "user_0_name": "lisi", "user_0_full_name": "李四", "user_0_role": "FNC",
}  # fmt: skip


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(FirstStartMiddleware, "configured", False)


@pytest.mark.spec("ACC-001")
@pytest.mark.parametrize("path", ["/", "/sign-in/", "/users/", "/no/such/page/", "/me/"])
def test_a_fresh_installation_leads_every_address_to_the_configuration(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/first-start/")


@pytest.mark.spec("ACC-001")
def test_before_the_configuration_the_api_says_why_it_does_not_work(client: Client) -> None:
    answer = client.get("/api/v1/anything")
    assert (answer.status_code, answer.json()["code"]) == (503, "not_configured")


@pytest.mark.spec("ACC-001")
def test_health_can_be_asked_before_the_configuration(client: Client) -> None:
    assert client.get("/healthz").json()["database"] == "ok"


@pytest.mark.spec("ACC-001")
def test_after_saving_the_administrator_signs_in_and_the_page_is_gone(client: Client) -> None:
    assert client.get("/first-start/").status_code == 200
    answer = client.post("/first-start/", ENTRIES)
    assert answer.status_code == 200, answer.content.decode()
    assert "示例商贸集团" in answer.content.decode()
    admin = User.objects.get(user_name="zhaoliu")
    assert UserRole.objects.get(user=admin).role.code == "ADM"
    assert (admin.time_zone, admin.unit.name) == ("Asia/Tokyo", "示例商贸集团")  # type: ignore[union-attr]
    assert client.get("/first-start/").status_code == 404
    assert client.post("/first-start/", ENTRIES).status_code == 404
    assert post(client, "zhaoliu", "xian2ren8zhang").status_code == 303
    assert client.get("/users/").status_code == 200
    assert client.get("/first-start/").status_code == 404


@pytest.mark.spec("ACC-001")
def test_departments_first_users_and_company_data_are_made(client: Client) -> None:
    page = client.post("/first-start/", ENTRIES).content.decode()
    names = list(Unit.objects.filter(parent__isnull=False).order_by("code").values_list("name", flat=True))
    assert names == ["订单中心", "财务部"]
    first = User.objects.get(user_name="lisi")
    assert (UserRole.objects.get(user=first).role.code, first.must_change_password) == ("FNC", True)
    shown = page.split("<code>")[1].split("</code>")[0]
    assert first.check_password(shown)
    assert value("company_name") == "示例商贸集团"
    assert (value("company_timezone"), value("base_currency")) == ("Asia/Tokyo", "USD")


@pytest.mark.spec("ACC-001", "COM-008")
def test_wrong_entries_are_told_all_at_once_and_nothing_is_made(client: Client) -> None:
    wrong = ENTRIES | {"user_name": "a b", "password_again": "other1other", "company_name": ""}
    answer = client.post("/first-start/", wrong)
    text = answer.content.decode()
    assert answer.status_code == 422
    for words in ("用户名为 4 到 16 个英文字母或数字", "两次输入的密码不一致", "填写公司名称", "示例路 1 号"):
        assert words in text
    assert not User.objects.exists()
    assert not Unit.objects.exists()


@pytest.mark.spec("ACC-001")
def test_a_weak_password_is_refused(client: Client) -> None:
    answer = client.post("/first-start/", ENTRIES | {"password": "password1", "password_again": "password1"})
    assert answer.status_code == 422
    assert "太常见" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.spec("ACC-001")
@pytest.mark.django_db(transaction=True)
def test_of_two_configurations_at_once_one_wins() -> None:
    password = prepare_password("xian2ren8zhang", user_name="zhaoliu")
    outcomes: list[str] = []

    def configure(name: str) -> None:
        outcomes.append(_attempt(name, password))
        connections.close_all()

    threads = [threading.Thread(target=configure, args=(f"admin{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "not found", "not found", "not found"]
    assert User.objects.count() == 1


def _attempt(name: str, password: PreparedPassword) -> str:
    arguments: dict[str, Any] = {"actor": Actor.system(), "at": now()}
    try:
        first_start(company=Company(name="示例"), user_name=name, full_name="赵六", password=password, **arguments)
    except NotFound:
        return "not found"
    return "made"
