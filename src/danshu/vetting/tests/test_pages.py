"""The pages of the review: what waits where, old and new side by side, the ways through the dialogs (CUS-006)."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from danshu.parties.operations.delete_customer import delete_customer
from danshu.vetting.models import Review
from danshu.vetting.tests.conftest import SignIn
from danshu.vetting.tests.factories import NOON, House, change, fresh, level, reviewing

pytestmark = [pytest.mark.django_db, pytest.mark.reviewed, pytest.mark.spec("CUS-006")]


def text_of(answer: Any) -> str:
    """What a reader sees."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def go(client: Client, address: str) -> tuple[int, str]:
    """Status and words of a page."""
    answer = client.get(address)
    return answer.status_code, text_of(answer)


def confirmed(client: Client, address: str, reason: str = "") -> int:
    """Look at a dialog and say yes."""
    asked = client.get(address).content.decode()
    facts = dict(re.findall(r'name="(digest|form_token)" value="([^"]*)"', asked))
    return client.post(address, facts | {"reason": reason}).status_code


def test_everybody_sees_what_waits_and_lists_keep_the_old_value(house: House, sign_in: SignIn) -> None:
    customer = house.customer()
    found = change(customer, house.seller, reason="采购翻倍", level=level("A"), legal_representative="示例陈一")

    for actor, way in ((house.seller, "查看申请"), (house.manager, "去审核"), (house.operator, "去审核")):
        client = sign_in(actor)
        status, words = go(client, f"/customers/{customer.pk}/")
        assert status == 200
        assert "资料修改待审核，通过前保持原值" in words
        assert "客户级别：B 级 → A 级" in words
        assert "法定代表人：示例林三 → 示例陈一" in words
        assert "李四 在" in words
        assert way in words
        assert "B 级 · 修改待审" in go(client, "/customers/")[1]
        assert customer.name in go(client, "/customers/?review=change")[1]
        assert customer.name not in go(client, "/customers/?review=deletion")[1]
        status, page = go(client, f"/customer-reviews/{found.pk}/")
        assert (status, "B 级" in page, "A 级" in page, "采购翻倍" in page) == (200, True, True, True)
    assert go(sign_in(house.stranger), f"/customer-reviews/{found.pk}/")[0] == 404
    note = go(sign_in(house.manager), f"/customers/{customer.pk}/edit/")[1]
    assert "要审核后才生效，其他内容保存后立即生效；已有一项申请在等待审核" in note
    assert "示例陈一" not in note
    own = go(sign_in(house.seller), f"/customers/{customer.pk}/edit/")[1]
    assert "你的改动「示例陈一」在等待审核" in own
    assert "你的改动「A 级」在等待审核" in own
    assert "再改会并入同一申请" in own
    assert "只有申请人能再改" not in own


def test_the_menu_and_the_workbench_count_what_waits_for_the_reviewer(house: House, sign_in: SignIn) -> None:
    for _number in range(3):
        change(house.customer(), house.seller)
    counts = sign_in(house.manager).get("/", follow=True).content.decode()
    assert re.search(r"客户审核.{0,200}?\b3\b", re.sub(r"<[^>]+>|\s+", " ", counts))
    words = go(sign_in(house.manager), "/customer-reviews/?tab=decide")[1]
    assert words.count("修改资料") >= 3
    mine = go(sign_in(house.seller), "/customer-reviews/?tab=decide")[1]
    assert "没有客户审核" in mine


@pytest.mark.spec("COM-009", "COM-012")
def test_a_reviewer_decides_about_what_he_saw(house: House, sign_in: SignIn) -> None:
    customer = house.customer()
    found = change(customer, house.seller, level=level("A"))
    client = sign_in(house.manager)
    page = client.get(f"/customer-reviews/{found.pk}/").content.decode()
    address = html.unescape(re.search(r"/customer-reviews/\d+/approve/\?version=\d+", page)[0])  # type: ignore[index]
    change(customer, house.seller, level=level("C"))
    assert client.get(address).status_code == 409
    assert fresh(customer).level_id == level("B")

    page = client.get(f"/customer-reviews/{found.pk}/").content.decode()
    address = re.search(r"/customer-reviews/\d+/approve/\?version=\d+", page)[0]  # type: ignore[index]
    assert "客户级别：B 级 → C 级" in go(client, address)[1]
    assert confirmed(client, address, "同意") in (302, 303)
    assert fresh(customer).level_id == level("C")
    assert "已通过" in go(client, f"/customer-reviews/{found.pk}/")[1]


def test_refusing_asks_for_a_reason_which_the_applicant_reads(house: House, sign_in: SignIn) -> None:
    customer = house.customer()
    delete_customer(customer_id=customer.pk, reason="重复录入", actor=house.manager, at=NOON)
    found = Review.objects.get()
    client = sign_in(house.operator)
    assert "进入回收站" in go(client, f"/customer-reviews/{found.pk}/")[1]
    assert confirmed(client, f"/customer-reviews/{found.pk}/refuse/") == 422
    assert fresh(customer).awaits_review == "deletion"
    assert confirmed(client, f"/customer-reviews/{found.pk}/refuse/", "还有往来") in (302, 303)
    assert "还有往来" in go(sign_in(house.manager), f"/customer-reviews/{found.pk}/")[1]


@pytest.mark.spec("ACC-023")
def test_who_may_not_decide_has_neither_the_button_nor_the_page(house: House, sign_in: SignIn) -> None:
    found = change(house.customer(), house.seller)
    client = sign_in(house.seller)
    page = client.get(f"/customer-reviews/{found.pk}/").content.decode()
    assert (f"/{found.pk}/approve/" in page, f"/{found.pk}/withdraw/" in page) == (False, True)
    for act in ("approve", "refuse"):
        assert client.get(f"/customer-reviews/{found.pk}/{act}/").status_code == 403
    own = change(house.customer(), house.manager)
    words = go(sign_in(house.manager), f"/customer-reviews/{own.pk}/")[1]
    assert "不能审核自己提交的申请" in words
    assert confirmed(client, f"/customer-reviews/{found.pk}/withdraw/") in (302, 303)
    assert Review.objects.get(pk=found.pk).status == "withdrawn"


def test_a_new_customer_is_read_as_a_whole_and_submitted_again(house: House, sign_in: SignIn) -> None:
    reviewing(entry=True)
    customer = house.customer(mobile="13911112222")
    found, client = Review.objects.get(), sign_in(house.manager)
    words = go(client, f"/customer-reviews/{found.pk}/")[1]
    assert (customer.name in words, "示例林三" in words, "可以用于订单" in words) == (True, True, True)
    seller = sign_in(house.seller)
    page = go(seller, f"/customers/{customer.pk}/")[1]
    assert "新客户待审核：通过前只能记录往来，不能下单" in page
    assert "客户还没有通过审核" in page  # beside the button of a new order
    confirmed(client, f"/customer-reviews/{found.pk}/refuse/", "名称不全")
    assert "名称不全；只能记录往来，不能下单" in go(seller, f"/customers/{customer.pk}/")[1]
    assert confirmed(seller, f"/customers/{customer.pk}/submit/", "已补全") in (302, 303)
    assert fresh(customer).awaits_review == "entry"


@pytest.mark.spec("COM-004")
def test_several_are_decided_at_once_each_with_its_result(house: House, sign_in: SignIn) -> None:
    first, second, own = (change(house.customer(), who) for who in (house.seller, house.seller, house.manager))
    keys = [str(each.pk) for each in (first, second, own)]
    chosen = {"batch": "approve", "ids": keys, "confirmed": "1", "form_token": "t1"}

    words = text_of(sign_in(house.manager).post("/customer-reviews/", chosen))

    assert "不能审核自己提交的申请" in words
    assert [Review.objects.get(pk=key).status for key in keys] == ["approved", "approved", "awaiting"]
    assert [fresh(each.customer).level_id for each in (first, second, own)] == [level("A"), level("A"), level("B")]


@pytest.mark.spec("COM-020")
def test_the_list_asks_the_same_number_of_statements_whatever_its_length(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.manager)

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/customer-reviews/").status_code == 200
        return len(asked)

    change(house.customer(), house.seller)
    statements()
    before = statements()
    for _number in range(5):
        change(house.customer(), house.seller, name=f"示例改名{_number}", level=level("A"))
    assert statements() == before
