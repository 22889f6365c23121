"""The tab of payments on the customer's page, and the figures on top (CUS-008)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from danshu.billing.tests.factories import matched, paid, received, refunded
from danshu.parties.models import Customer
from danshu.sales.tests.world import NOON, World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-008")]


def page_of(world: World, browser: Any, tab: str = "payments") -> str:
    answer = browser.get(f"/customers/{world.customer.pk}/?tab={tab}")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_finance_sees_what_came_in_what_it_settled_and_what_went_back(world: World, as_person: Any) -> None:
    first, second = world.approved(), world.approved(line(world.soap, 2))
    paid(world, first)
    refund = refunded(world, first, "25.40")
    other = Customer.objects.create(number="KH-9", name="总公司", name_key="总公司", created_at=NOON, updated_at=NOON)
    by_other = matched(world, received(world, 85, customer_id=other.pk, payer_name="总公司"), {second: 85})
    left = received(world, 50, customer_id=world.customer.pk)
    unrelated = received(world, 7, customer_id=other.pk)
    text = page_of(world, as_person(world.finance))
    for number in (first.number, second.number, refund.number, by_other.number, left.number, "总公司"):
        assert number in text, number
    assert unrelated.number not in text
    for figure in ("收款合计 ¥275.40", "已核销 ¥225.40", "客户余额 ¥50.00", "已退款 ¥25.40"):
        assert figure in text, figure


@pytest.mark.spec("ACC-023")
def test_without_the_right_to_see_money_there_is_no_tab_and_no_way_to_it(world: World, as_person: Any) -> None:
    paid(world, world.approved())
    clerk = as_person(world.clerk)
    overview = page_of(world, clerk, "")
    assert "?tab=payments" not in clerk.get(f"/customers/{world.customer.pk}/").content.decode()
    assert clerk.get(f"/customers/{world.customer.pk}/?tab=payments").status_code == 404
    assert "累计已付 ¥225.40" in overview


def test_the_figures_on_top_are_the_six_of_the_catalogue(world: World, as_person: Any) -> None:
    paid(world, world.approved(), "100.00")
    for person in (world.finance, world.clerk):
        page = as_person(person).get(f"/customers/{world.customer.pk}/").context["page"]
        labels = [str(fact.label) for fact in page.facts]
        assert labels == ["累计已付", "未收", "最近下单", "最近联系", "下次联系", "客户级别"]
        assert [str(fact.value) for fact in page.facts[:2]] == ["¥100.00", "¥125.40"]


def test_the_tab_asks_as_much_for_one_receipt_as_for_many(
    world: World, as_person: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        paid(world, world.approved(line(world.soap, number + 1)), 42)
    browser = as_person(world.finance)
    page_of(world, browser)
    with django_assert_max_num_queries(45) as few:
        page_of(world, browser)
    for number in range(4):
        paid(world, world.approved(line(world.soap, number + 1)), 42)
    with django_assert_max_num_queries(len(few)):
        page_of(world, browser)
