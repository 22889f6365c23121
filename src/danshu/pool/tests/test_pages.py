"""The pages of the pool: what everybody sees, what hides, the ways through the dialogs (CUS-009, CUS-016 to CUS-018)."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from danshu.kit.clock import business_date, now
from danshu.parties.models import Customer
from danshu.pool.models import Lock, PickRequest
from danshu.pool.operations.refuse_lock import refuse_lock
from danshu.pool.operations.warn_owners import warn_owners
from danshu.pool.tests.conftest import SignIn
from danshu.pool.tests.factories import SYSTEM, Team, again, applied, fresh, locked, person, pick, reason_id
from danshu.pool.web.lists import OPEN

MOBILE = "13911112222"


def text_of(answer: Any) -> str:
    """What a reader sees."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def go(client: Client, address: str, data: dict[str, str] | None = None) -> tuple[int, str]:
    """Status and words of a page."""
    answer = client.get(address) if data is None else client.post(address, data)
    return answer.status_code, text_of(answer)


def confirmed(client: Client, address: str, reason: str = "") -> int:
    """Look at a dialog and say yes."""
    asked = client.get(address).content.decode()
    facts = dict(re.findall(r'name="(digest|form_token)" value="([^"]*)"', asked))
    return client.post(address, facts | {"reason": reason}).status_code


def open_customer(team: Team, **values: Any) -> Customer:
    """One that the seller gave up, with a number and a contact that nobody may learn."""
    return team.opened(at=now(), mobile=MOBILE, contacts=[{"name": "吴九", "mobile": "13900000009"}], **values)


@pytest.mark.spec("CUS-016", "CUS-009", "INV-Z1")
def test_everybody_in_sales_sees_the_pool_but_not_how_to_reach_the_customer(team: Team, sign_in: SignIn) -> None:
    customer = open_customer(team, province="示例省", city="示例市")
    for actor in (team.seller, team.stranger, team.manager):
        client = sign_in(actor)
        status, words = go(client, "/pool/")
        assert (status, customer.name in words, "示例省 示例市" in words, "暂无需求" in words) == (
            200,
            True,
            True,
            True,
        )
        status, page = go(client, f"/pool/customers/{customer.pk}/")
        assert status == 200
        for told in (words, page):
            assert not any(hidden in told for hidden in (MOBILE, "1391111", "2222", "吴九", "13900000009"))
        assert client.get(f"/customers/{customer.pk}/").status_code == 404
        assert customer.name not in go(client, f"/search/?q={MOBILE}")[1]
        for typed in (MOBILE, "吴九", "2222"):
            assert customer.name not in go(client, f"/pool/?q={typed}")[1]
        assert customer.name in go(client, f"/pool/?q={customer.name}")[1]


@pytest.mark.spec("CUS-016", "INV-Z1")
def test_an_export_of_the_pool_holds_no_contact_data(team: Team, sign_in: SignIn) -> None:
    customer = open_customer(team)
    columns = "".join(str(column.label) for column in OPEN.columns)
    assert not any(word in columns for word in ("手机", "电话", "邮箱", "联系人", "地址"))
    words = go(sign_in(team.operator), f"/customers/{customer.pk}/")[1]
    assert (MOBILE in words, "13900000009" in words, "客户在公海" in words) == (False, False, True)


@pytest.mark.spec("ACC-023")
def test_others_see_neither_menu_nor_page(team: Team, sign_in: SignIn) -> None:
    customer = open_customer(team)
    client = sign_in(person("FNC"))
    for address in ("/pool/", "/pool/locks/", "/pool/picks/", "/pool/locks/review/", "/pool/preview/",
                    f"/pool/customers/{customer.pk}/", f"/pool/customers/{customer.pk}/pick/"):  # fmt: skip
        assert client.get(address).status_code == 403, address
    assert "开放的客户" not in go(client, "/customers/")[1]
    for label in ("开放的客户", "锁定的客户", "锁定审核"):
        assert label in go(sign_in(team.manager), "/customers/")[1]
    assert "锁定审核" not in go(sign_in(team.seller), "/customers/")[1]


@pytest.mark.spec("CUS-017")
def test_from_the_pool_to_the_owner(team: Team, sign_in: SignIn) -> None:
    customer = open_customer(team)
    seller, manager = sign_in(team.colleague), sign_in(team.manager)
    address = f"/pool/customers/{customer.pk}/pick/"
    assert "主管批准后你成为负责人" in go(seller, address)[1]
    assert confirmed(seller, address, "老同学") == 303
    found = PickRequest.objects.get()
    assert (found.reason, found.status) == ("老同学", "applied")
    assert "已申请，等待审批" in go(seller, f"/pool/customers/{customer.pk}/")[1]
    assert customer.name in go(manager, "/pool/picks/?tab=review")[1]
    assert "批准" in go(manager, f"/pool/picks/{found.pk}/")[1]
    assert "批准挑入" not in go(seller, f"/pool/picks/{found.pk}/")[1]
    assert confirmed(manager, f"/pool/picks/{found.pk}/approve/", "同意") == 303
    assert fresh(customer).owner_id == team.colleague.user_id
    assert "13900000009" in go(sign_in(again(team.colleague)), f"/customers/{customer.pk}/")[1]
    assert sign_in(team.stranger).get(f"/pool/customers/{customer.pk}/").status_code == 404


@pytest.mark.spec("CUS-017")
def test_refusing_and_withdrawing_ask_first(team: Team, sign_in: SignIn) -> None:
    first, second = open_customer(team), team.opened(at=now())
    mine, other = pick(first, team.colleague, at=now()), pick(second, team.colleague, at=now())
    assert confirmed(sign_in(team.manager), f"/pool/picks/{mine.pk}/refuse/") == 422
    assert confirmed(sign_in(team.manager), f"/pool/picks/{mine.pk}/refuse/", "不合适") == 303
    assert confirmed(sign_in(team.colleague), f"/pool/picks/{other.pk}/withdraw/") == 303
    assert sorted(PickRequest.objects.values_list("status", flat=True)) == ["refused", "withdrawn"]
    assert "不合适" in go(sign_in(team.colleague), f"/pool/picks/{mine.pk}/")[1]


@pytest.mark.spec("CUS-016", "COM-008")
def test_a_release_asks_for_its_reason(team: Team, sign_in: SignIn) -> None:
    customer = team.customer(at=now())
    client, address = sign_in(team.seller), f"/customers/{customer.pk}/release/"
    assert "释放到公海" in go(client, f"/customers/{customer.pk}/")[1]
    status, words = go(client, address, {"reason": "", "text": "搬走了", "version": "1", "form_token": "a"})
    assert (status, "填写释放原因" in words, "搬走了" in words, fresh(customer).owner_id) == (
        422, True, True, team.seller.user_id
    )  # fmt: skip
    data = {"reason": str(reason_id()), "text": "搬走了", "form_token": "b"}
    assert client.post(address, data | {"version": "9"}).status_code == 409
    assert client.post(address, data | {"version": "1", "form_token": "c"}).status_code == 303
    assert fresh(customer).owner_id is None
    assert sign_in(team.stranger).get(f"/customers/{team.customer().pk}/release/").status_code == 404


@pytest.mark.spec("CUS-016", "COM-004")
def test_several_from_the_preview(team: Team, sign_in: SignIn) -> None:
    long_ago = now() - timedelta(days=60)
    rows = [team.customer(at=long_ago) for _ in range(2)]
    client = sign_in(team.seller)
    words = go(client, "/pool/preview/")[1]
    assert all(row.name in words for row in rows)
    assert "久未跟进" in words
    assert "/pool/release/" in client.post("/customers/", {"batch": "release", "ids": [rows[0].pk]})["Location"]
    address = f"/pool/release/?ids={rows[0].pk},{rows[1].pk}"
    assert client.post(address, {"reason": str(reason_id()), "text": "", "form_token": "x"}).status_code == 303
    assert [fresh(row).owner_id for row in rows] == [None, None]


@pytest.mark.spec("CUS-018", "CUS-009")
def test_from_the_application_to_the_lock(team: Team, sign_in: SignIn) -> None:
    customer = team.customer(at=now())
    seller, manager = sign_in(team.seller), sign_in(team.manager)
    address, today = f"/customers/{customer.pk}/lock/", business_date(now())
    data = {"reason": "年度协议", "from_date": today.isoformat(), "form_token": "a"}
    status, words = go(seller, address, data | {"to_date": (today + timedelta(days=90)).isoformat()})
    assert (status, "一次最多锁定 90 天，现在是 91 天" in words, "年度协议" in words) == (422, True, True)
    data |= {"to_date": (today + timedelta(days=30)).isoformat(), "form_token": "b"}
    assert seller.post(address, data).status_code == 303
    found = Lock.objects.get()
    assert customer.name in go(manager, "/pool/locks/review/")[1]
    assert "锁定待审" in go(seller, f"/customers/{customer.pk}/")[1]
    assert confirmed(manager, f"/pool/locks/{found.pk}/approve/") == 303
    assert customer.name in go(seller, "/pool/locks/")[1]
    go(manager, "/pool/")  # where it is said that it is done
    assert customer.name not in go(manager, "/pool/locks/review/")[1]
    assert "客户已锁定" in go(seller, f"/customers/{customer.pk}/")[1]
    assert confirmed(manager, f"/pool/locks/{found.pk}/unlock/", "到此为止") == 303
    assert "到此为止" in go(seller, f"/pool/locks/{found.pk}/")[1]


@pytest.mark.spec("CUS-018")
def test_a_refused_application_shows_the_reason_on_the_customer(team: Team, sign_in: SignIn) -> None:
    customer = team.customer(at=now())
    found = applied(customer, team.seller, at=now())
    refuse_lock(lock_id=found.pk, reason="先拿出方案", actor=team.manager, at=now())
    for address in (f"/customers/{customer.pk}/", f"/pool/locks/{found.pk}/"):
        words = go(sign_in(team.seller), address)[1]
        assert ("锁定申请被拒绝" in words, "先拿出方案" in words) == (True, True)


@pytest.mark.spec("COM-002")
def test_each_list_asks_a_fixed_number_of_questions(team: Team, sign_in: SignIn) -> None:
    client, manager = sign_in(team.operator), sign_in(team.manager)
    places = [(client, "/pool/"), (manager, "/pool/picks/"), (manager, "/pool/locks/"), (manager, "/pool/preview/")]

    def asked() -> list[int]:
        found = []
        for browser, address in places:
            with CaptureQueriesContext(connection) as seen:
                assert browser.get(address).status_code == 200
            found.append(len(seen))
        return found

    def fill(count: int) -> None:
        for _ in range(count):
            customer = team.opened(at=now())
            pick(customer, team.colleague, at=now())
            locked(team.customer(at=now()), team, at=now())
            team.customer(at=now() - timedelta(days=50))

    fill(2)
    asked()
    few = asked()
    fill(4)
    assert asked() == few


@pytest.mark.spec("RPT-001")
def test_the_workbench_tells_what_one_is_about_to_lose(team: Team, sign_in: SignIn) -> None:
    team.customer(at=now() - timedelta(days=60))
    warn_owners(actor=SYSTEM, at=now())
    words = go(sign_in(team.seller), "/")[1]
    words = words if "即将回到公海" in words else go(sign_in(team.seller), "/workbench/")[1]
    assert "即将回到公海" in words


def test_who_releases_without_the_pool_in_sight_comes_back_to_the_list(team: Team, sign_in: SignIn) -> None:
    clerk = person("BRC")
    customer = team.customer(clerk, at=now())
    answer = sign_in(clerk).post(
        f"/customers/{customer.pk}/release/",
        {"reason": str(reason_id()), "text": "", "version": "1", "form_token": "q"},
    )
    assert (answer.status_code, answer["Location"]) == (303, "/customers/")
