"""The review queue: what it compares, why an order needs attention, in which order, and where a refusal stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.errors import NotFound
from danshu.parties.models import Contact, Customer, DeliveryAddress
from danshu.sales.models import Order
from danshu.sales.operations.approve_order import WarningsNotConfirmed, approve_order
from danshu.sales.operations.override_finding import override_finding
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.review_queries import orders_to_review
from danshu.sales.tests.world import NOON, World, line
from danshu.sales.timeline import order_timeline

pytestmark = pytest.mark.django_db
SignIn = Callable[[Actor], Client]


@pytest.mark.spec("ORD-019", "ORD-020")
def test_a_discounted_line_is_compared_at_what_it_costs_after_the_discount(office: World, sign_in: SignIn) -> None:
    office.approved(line(office.soap, 1, discount_rate=Decimal(98)))
    order = office.order(line(office.soap, 2, discount_rate=Decimal(90)), line(office.paper, 1))
    page = sign_in(office.reviewer).get(f"/orders/review/{order.number}/")
    soap, paper = page.context["compared"]
    assert (soap.net, soap.difference, soap.last, soap.since_last) == (
        Decimal("38.2500"), Decimal("-4.2500"), Decimal("41.6500"), Decimal("-3.4000"),
    )  # fmt: skip
    assert (soap.is_same, paper.is_same, paper.difference, paper.since_last) == (False, True, 0, None)
    text = page.content.decode()
    assert ("−4.25" in text, "−3.40" in text, "42.50 × 90%" in text) == (True, True, True)


@pytest.mark.spec("ORD-019")
def test_the_page_says_in_sentences_why_an_order_needs_attention(office: World, sign_in: SignIn) -> None:
    tomorrow = business_date(now()) + timedelta(days=1)
    order = office.order(
        line(office.soap, 500, unit_price=Decimal("41.00")), line(office.paper, 1, discount_rate=Decimal(99)),
        wanted_date=tomorrow,
    )  # fmt: skip
    client = sign_in(office.reviewer)
    page = client.get(f"/orders/review/{order.number}/")
    whys = page.context["whys"]
    assert whys[0] == f"第 1 行 {office.soap.code} 可用库存只有 100 件，缺 400 件"
    assert f"客户要求 {tomorrow:%m-%d}" in whys[-1]
    assert f"1 行的单价与价格表不同：{office.soap.code}" in whys
    assert [mark.text for mark in page.context["queue"][0].marks] == ["加急", "缺货", "改价 1 行", "打折 1 行"]
    plain = office.order(line(office.visit, 1, wanted_date=tomorrow), wanted_date=None)
    assert client.get(f"/orders/review/{plain.number}/").context["whys"] == []


@pytest.mark.spec("ORD-019", "ORD-007")
def test_a_discount_that_the_role_may_give_needs_no_attention_and_one_of_the_whole_order_does(
    office: World, sign_in: SignIn
) -> None:
    usual = office.order(line(office.soap, 2, discount_rate=Decimal(98)))
    office.order(line(office.paper, 2), order_discount=Decimal("1.00"))
    client = sign_in(office.reviewer)
    page = client.get("/orders/review/")
    assert (page.context["look_count"], page.context["clear_count"]) == (1, 1)
    marks = {entry.order.pk: [(mark.text, mark.tone) for mark in entry.marks] for entry in page.context["waiting"]}
    assert marks.pop(usual.pk) == [("打折 1 行", "neutral")]
    assert list(marks.values()) == [[("整单优惠", "warn")]]


@pytest.mark.spec("ORD-019")
def test_the_queue_says_its_order_urgent_first_then_the_longest_waiting(office: World, sign_in: SignIn) -> None:
    today = business_date(now())
    first, second = office.order(line(office.soap, 1)), office.order(line(office.paper, 1))
    urgent = office.order(line(office.soap, 3), wanted_date=today + timedelta(days=1))
    later = office.order(line(office.soap, 4), wanted_date=today + timedelta(days=2))
    for minutes, order in enumerate((first, second, urgent, later)):
        Order.objects.filter(pk=order.pk).update(submitted_at=now() + timedelta(minutes=minutes))
    client = sign_in(office.reviewer)
    page = client.get("/orders/review/")
    assert [entry.order.pk for entry in page.context["waiting"]] == [urgent.pk, first.pk, second.pk, later.pk]
    assert "先急后缓" in page.content.decode()
    assert page.context["order"] == urgent

    assert [mark.text for mark in page.context["waiting"][1].marks] == ["疑似重复"]
    middle = client.get(f"/orders/review/{first.number}/?only=clear")
    assert [entry.order.pk for entry in middle.context["queue"]] == [second.pk]
    chosen = client.get(f"/orders/review/{second.number}/?only=clear")
    assert (chosen.context["place"], chosen.context["length"], chosen.context["following"]) == (1, 1, None)


@pytest.mark.spec("ORD-016", "COM-008")
def test_approving_without_the_company_name_says_so_beside_its_box_and_changes_nothing(
    office: World, sign_in: SignIn
) -> None:
    order = office.order(line(office.soap, 1))
    page = sign_in(office.reviewer).post(f"/orders/review/{order.number}/", {"decision": "approve", "version": "1"})
    text = page.content.decode()
    box = re.search(r'<input[^>]*name="company_name_confirmed"[^>]*>', text)
    assert page.status_code == 422
    assert box is not None
    assert all(
        part in box[0] for part in ('aria-invalid="true"', 'aria-describedby="company_name-error"', "data-focus")
    )
    assert re.search(r'id="company_name-error" role="alert">.*?核对后勾选，才能通过', text, re.DOTALL)
    order.refresh_from_db()
    assert (order.status, order.version, order.overrides.count()) == ("awaiting_review", 1, 0)


@pytest.mark.spec("ORD-019", "COM-008")
def test_rejecting_without_a_reason_says_so_beside_the_reason(office: World, sign_in: SignIn) -> None:
    order = office.order(line(office.soap, 1))
    page = sign_in(office.reviewer).post(f"/orders/review/{order.number}/", {"decision": "reject", "version": "1"})
    assert (page.status_code, page.context["beside"]) == (422, {"reason": "请写明驳回原因，业务员按它修改"})
    assert 'id="reason-error"' in page.content.decode()
    order.refresh_from_db()
    assert order.status == "awaiting_review"


@pytest.mark.spec("ORD-016", "ORD-020")
def test_a_company_name_that_was_corrected_since_must_be_confirmed(office: World) -> None:
    order = office.order(line(office.soap, 1))
    Customer.objects.filter(pk=office.customer.pk).update(name="示例青禾超市有限公司")
    with pytest.raises(WarningsNotConfirmed) as refused:
        approve_order(order_id=order.pk, company_name_confirmed=True, actor=office.reviewer, at=NOON)
    assert [finding.text for finding in refused.value.findings] == [
        "订单上的公司名称是「示例青禾连锁超市」，客户资料里是「示例青禾超市有限公司」"
    ]
    order.refresh_from_db()
    assert order.status == "awaiting_review"
    approve_order(order_id=order.pk, company_name_confirmed=True, confirmed_warnings=["company_renamed"],
                  actor=office.reviewer, at=NOON)  # fmt: skip
    order.refresh_from_db()
    assert (order.status, order.overrides.get().code) == ("approved", "company_renamed")


@pytest.mark.spec("ORD-019", "COM-019")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_was_confirmed_is_read_in_the_readers_language_whoever_confirmed_it(
    office: World, sign_in: SignIn, language: str
) -> None:
    order = office.order(line(office.soap, 2, unit_price=Decimal("41.00")))
    User.objects.filter(pk=office.reviewer.user_id).update(language=language)
    given = {"decision": "approve", "version": "1", "company_name_confirmed": "1"}
    url, client = f"/orders/review/{order.number}/", sign_in(office.reviewer)
    refused = client.post(url, given)
    told = "differs from the price list" if language == "en" else "单价与价格表不同"
    assert (refused.status_code, told in refused.content.decode()) == (409, True), "the reviewer reads his own language"
    assert not order.overrides.exists()
    assert client.post(url, given | {"confirmed_warnings": "price"}).status_code == 303
    kept = f"1 行的单价与价格表不同：{office.soap.code}"
    assert order.overrides.get().text == kept
    for reads, text in (("zh-hans", kept), ("en", f"1 line differs from the price list: {office.soap.code}")):
        User.objects.filter(pk=office.clerk.user_id).update(language=reads)
        assert text in sign_in(office.clerk).get(f"/orders/{order.number}/").content.decode()
    order.overrides.update(texts={})
    page = sign_in(office.clerk).get(f"/orders/{order.number}/").content.decode()
    assert kept in page, "rows from before keep their text"


@pytest.mark.spec("ORD-022", "COM-019")
def test_what_an_english_accountant_set_aside_is_told_to_each_reader_in_his_language(
    office: World, sign_in: SignIn
) -> None:
    Customer.objects.update(credit_limit=Decimal(0))
    order = office.order(line(office.soap, 1), payment_terms="on_account")
    with translation.override("en"):
        override_finding(order_id=order.pk, code="credit", reason="bond", actor=office.finance, at=NOON)
    kept = order.overrides.get()
    assert ("信用" in kept.text, "信用" in kept.texts["zh-hans"], "Credit" in kept.texts["en"]) == (True, True, True)
    for reads in ("zh-hans", "en"):
        User.objects.filter(pk=office.clerk.user_id).update(language=reads)
        assert kept.texts[reads] in sign_in(office.clerk).get(f"/orders/{order.number}/").content.decode()
        with translation.override(reads):
            assert kept.texts[reads] in [new for _label, _old, new in order_timeline(order)[0]["changes"]]


@pytest.mark.spec("ORD-019", "COM-004")
def test_approving_several_says_before_which_can_pass_counting_what_they_share(office: World, sign_in: SignIn) -> None:
    stamps = {"created_at": NOON, "updated_at": NOON}
    other = Customer.objects.create(number="KH-0002", name="示例白鹭酒店", unit=office.branch, owner_id=office.clerk.user_id,
                                    mobile="13800000002", name_key="白鹭", **stamps)  # fmt: skip
    Contact.objects.create(customer=other, name="冯二", mobile="13800000002", is_primary=True, **stamps)
    DeliveryAddress.objects.create(customer=other, recipient="冯二", phone="13800000002", province="示例省", city="示例市",
                                   street="白鹭路 2 号", is_default=True, **stamps)  # fmt: skip
    both = [office.order(line(office.soap, 60)), office.order(line(office.soap, 60), customer_id=other.pk)]
    keys, client = [order.pk for order in both], sign_in(office.reviewer)
    chosen = {"batch": "approve", "ids": keys, "form_token": "t1"}
    asked = client.post("/orders/", chosen)
    forecast = asked.context["listing"].batch_question["forecast"]
    (passing,), (stopped,) = forecast.can, forecast.cannot
    assert "库存" in stopped.text, "alone each of the two would find enough"
    assert (Order.objects.filter(status="awaiting_review").count(), office.stock(office.soap)) == (2, (100, 0))
    done = client.post("/orders/", chosen | {"confirmed": "1"})
    assert [each.text for each in done.context["listing"].batch_result.refused] == [stopped.text]
    assert [order.pk for order in Order.objects.filter(status="approved")] == [passing.pk]


@pytest.mark.spec("ORD-019", "ACC-023")
def test_customer_service_reviews_what_the_shop_brought_and_nothing_else(office: World) -> None:
    world = office
    service = world.service_desk
    ours, shops = world.order(line(world.soap, 1)), world.order(line(world.paper, 1))
    Order.objects.filter(pk=shops.pk).update(channel="shop")
    assert [order.pk for order in orders_to_review(service)] == [shops.pk]
    assert {order.pk for order in orders_to_review(replace(service, roles=("CSV", "ODK")))} == {ours.pk, shops.pk}
    with pytest.raises(NotFound):
        approve_order(order_id=ours.pk, company_name_confirmed=True, actor=service, at=NOON)
    with pytest.raises(NotFound):
        reject_order(order_id=ours.pk, reason="不要", actor=service, at=NOON)
    ours.refresh_from_db()
    assert ours.status == "awaiting_review"
    approve_order(order_id=shops.pk, company_name_confirmed=True, actor=service, at=NOON)
    shops.refresh_from_db()
    assert shops.status == "approved"
