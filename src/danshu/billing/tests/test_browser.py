"""The finance clerk's work in a real browser; every page accessible, on a phone, in the dark, in English."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from danshu.access.models import Role, UserRole
from danshu.billing.models import PaymentProblem, Receipt, Refund
from danshu.billing.tests.factories import (
    amounts,
    approved,
    drifts,
    matched,
    money_of,
    paid,
    received,
    requested,
    returned,
    told,
)
from danshu.identity.models import User
from danshu.sales.tests.world import World, build_world, line
from danshu.testing.looks import in_every_look, keep_picture, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def company(transactional_db: None) -> World:
    """The small company, its people with their delivered roles and ready to sign in."""
    world = build_world()
    for actor in (world.clerk, world.finance, world.service_desk):
        for code in actor.roles:
            UserRole.objects.create(user_id=actor.user_id, role=Role.objects.get(code=code))
    User.objects.update(profile_completed_at=timezone.now(), password_changed_at=timezone.now())
    return world


@pytest.mark.spec("FIN-002", "FIN-003")
def test_the_clerk_credits_a_payment(company: World, browser_page: Any, live_url: str) -> None:
    order, page = company.approved(), browser_page
    sign_in(page, live_url, company.finance.user_id)
    page.goto(f"{live_url}/orders/{order.number}/")
    page.get_by_role("link", name="登记收款").click()
    page.get_by_label("方式").select_option(label="微信支付")
    page.get_by_label("流水号").fill("WX-1")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已登记并核销").first.wait_for()
    assert money_of(order) == (Decimal("225.40"), Decimal(0), "paid")
    keep_picture(page, "order-paid")


@pytest.mark.spec("FIN-006", "FIN-007")
def test_the_clerk_matches_one_receipt_to_several_orders(company: World, browser_page: Any, live_url: str) -> None:
    first, second = company.approved(), company.approved(line(company.soap, 2))
    page = browser_page
    sign_in(page, live_url, company.finance.user_id)
    page.goto(f"{live_url}/receipts/new/")
    page.get_by_label("付款人").fill("示例青禾连锁超市")
    page.get_by_label("金额").fill("310.40")
    page.get_by_label("流水号").fill("LS-7")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="核销到订单").click()
    page.get_by_label(f"{first.number} 核销金额").fill("225.40")
    page.get_by_text("未核销还剩 ¥85.00").wait_for()
    page.get_by_label(f"{second.number} 核销金额").fill("1,085.01")
    page.get_by_text("超出未核销金额 ¥1,000.01").wait_for()
    page.get_by_label(f"{second.number} 核销金额").fill("85.01")
    page.get_by_role("button", name="核销").click()
    page.get_by_text("最多还能核销").first.wait_for()
    assert page.get_by_label(f"{second.number} 核销金额").input_value() == "85.01"
    keep_picture(page, "match-refused")
    page.get_by_label(f"{second.number} 核销金额").fill("85.00")
    page.get_by_role("button", name="核销").click()
    page.get_by_text("已核销 2 张订单").first.wait_for()
    assert amounts(Receipt.objects.get())[3] == "matched"
    assert [money_of(order)[2] for order in (first, second)] == ["paid", "paid"]
    assert drifts() == []


@pytest.mark.spec("FIN-007", "COM-007")
def test_the_clerk_finds_an_order_that_was_not_proposed(company: World, browser_page: Any, live_url: str) -> None:
    order, page = company.approved(), browser_page
    receipt = received(company, "100.00", payer_name="王老五")
    sign_in(page, live_url, company.finance.user_id)
    page.goto(f"{live_url}/receipts/{receipt.number}/match/")
    page.get_by_role("combobox", name="其他订单 1").press_sequentially("青禾")
    page.get_by_role("option", name=order.number).wait_for()
    keep_picture(page, "match-finder")
    page.get_by_role("option", name=order.number).click()
    page.get_by_label("其他订单 1 核销金额").fill("60")
    page.get_by_text("未核销还剩 ¥40.00").wait_for()
    keep_picture(page, "match-remainder")
    page.get_by_role("button", name="核销").click()
    page.get_by_text("已核销 1 张订单").first.wait_for()
    assert money_of(order)[0] == Decimal("60.00")


@pytest.mark.spec("FIN-012", "FIN-013")
def test_two_persons_and_the_clerk_send_money_back(company: World, browser_page: Any, live_url: str) -> None:
    order, page = company.approved(), browser_page
    paid(company, order)
    sign_in(page, live_url, company.clerk.user_id)
    page.goto(f"{live_url}/orders/{order.number}/refund/")
    page.get_by_label("退款金额").fill("25.40")
    page.get_by_label("退款完成后").select_option("lower")
    page.get_by_label("退款原因").fill("客户少要一箱")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已申请").first.wait_for()
    number = Refund.objects.get().number
    page.goto(f"{live_url}/refunds/{number}/")
    assert page.get_by_role("link", name="审批", exact=True).count() == 0
    sign_in(page, live_url, company.service_desk.user_id)
    page.goto(f"{live_url}/refunds/{number}/")
    page.get_by_role("link", name="审批", exact=True).click()
    page.get_by_role("button", name="拒绝退款").click()
    page.get_by_text("请写明拒绝原因").first.wait_for()
    keep_picture(page, "refund-refusal-without-reason")
    page.get_by_role("button", name="同意退款").click()
    page.get_by_text("已审批").first.wait_for()
    assert page.get_by_role("link", name="执行退款", exact=True).count() == 0
    sign_in(page, live_url, company.finance.user_id)
    page.goto(f"{live_url}/refunds/{number}/")
    page.get_by_role("link", name="执行退款", exact=True).click()
    page.locator("#id_outcome").select_option("done")
    page.get_by_label("退款流水号").fill("TK-9")
    page.get_by_role("button", name="保存").dblclick()
    page.get_by_text("的结果已登记").first.wait_for()
    keep_picture(page, "refund-done")
    assert money_of(order) == (Decimal("225.40"), Decimal("25.40"), "partly_refunded")
    assert drifts() == []


def pages(world: World) -> dict[str, str]:
    """Every page of money with something on it."""
    order, open_order = world.approved(), world.approved(line(world.soap, 2))
    paid(world, order, "300.00", reference="LS-2026-09-18-001")
    refund = approved(world, requested(world, order, "25.40"))
    requested(world, order, "10.00")
    loose = received(world, "85.00", remark=f"付 {open_order.number}")
    returned(world, received(world, "12.00"), "12.00")
    told(world, "SO-NOBODY", "12.34", payer_name="张三")
    problem = PaymentProblem.objects.get()
    first = Receipt.objects.order_by("pk").first()
    assert first is not None
    part_order, part = world.approved(), received(world, "100.00")
    soap, paper = part_order.lines.order_by("position")
    spread = {soap.pk: Decimal("85.00"), paper.pk: Decimal("10.00")}
    matched(world, part, {part_order: "95.00"}, line_amounts={part_order.pk: spread})
    return {
        "match-lines": f"/receipts/{loose.number}/match/{part_order.number}/",
        "receipt-lines": f"/receipts/{part.number}/",
        "order-lines": f"/orders/{part_order.number}/",
        "receipts": "/receipts/",
        "receipt": f"/receipts/{first.number}/",
        "receipt-new": "/receipts/new/",
        "match": f"/receipts/{loose.number}/match/",
        "return": f"/receipts/{loose.number}/return/",
        "void": f"/receipts/{loose.number}/void/",
        "payment": f"/orders/{open_order.number}/payment/",
        "balance": f"/orders/{open_order.number}/balance/",
        "refunds": "/refunds/",
        "refund": f"/refunds/{refund.number}/",
        "execution": f"/refunds/{refund.number}/execution/",
        "problems": "/payment-problems/",
        "problem": f"/payment-problems/{problem.pk}/",
        "settle": f"/payment-problems/{problem.pk}/decision/",
        "methods": "/payment-methods/",
        "method-new": "/payment-methods/new/",
        "method-edit": "/payment-methods/cash_on_delivery/edit/",
        "order": f"/orders/{order.number}/",
        "account": f"/customers/{world.customer.pk}/?tab=account",
        "payments": f"/customers/{world.customer.pk}/?tab=payments",
        "shipments": f"/customers/{world.customer.pk}/?tab=shipments",
    }


@pytest.mark.spec("COM-019")
@in_every_look
def test_every_page_is_accessible_and_fits(
    browser_page: Any, live_url: str, axe_source: str, company: World, look: str
) -> None:
    if look == "english":
        User.objects.update(language="en")
    addresses = pages(company)
    sign_in(browser_page, live_url, company.finance.user_id)
    walk(browser_page, live_url, addresses, look, axe_source)
    undecided = Refund.objects.get(status="applied", order__isnull=False)
    sign_in(browser_page, live_url, company.service_desk.user_id)
    walk(browser_page, live_url, {"decision": f"/refunds/{undecided.number}/decision/"}, look, axe_source)


@pytest.mark.spec("FIN-013", "COM-009")
def test_the_key_that_saves_decides_nothing(company: World, browser_page: Any, live_url: str) -> None:
    order, page = company.approved(), browser_page
    paid(company, order)
    refund = requested(company, order, "25.40")
    sign_in(page, live_url, company.service_desk.user_id)
    page.goto(f"{live_url}/refunds/{refund.number}/decision/")
    page.get_by_label("意见").fill("同意")
    keep_picture(page, "refund-decision")
    page.keyboard.press("Control+s")
    page.wait_for_timeout(500)
    refund.refresh_from_db()
    assert (refund.status, page.url) == ("applied", f"{live_url}/refunds/{refund.number}/decision/")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"{live_url}/refunds/{refund.number}/")
    refund.refresh_from_db()
    assert (refund.status, refund.decision_reason) == ("approved", "同意")
