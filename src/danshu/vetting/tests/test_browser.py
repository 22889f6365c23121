"""The pages of the review in a real browser: every look, and the way from a save to a decision (CUS-006)."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.identity.models import User
from danshu.kit.clock import now
from danshu.parties.operations.delete_customer import delete_customer
from danshu.testing.looks import in_every_look, sign_in, walk
from danshu.vetting.models import Review
from danshu.vetting.operations.refuse_review import refuse_review
from danshu.vetting.tests.factories import House, build_house, change, fresh, level, reviewing

pytestmark = [pytest.mark.browser, pytest.mark.reviewed, pytest.mark.django_db(transaction=True)]
DATA = (
    "示例客户 示例销售一部 示例销售二部 王经理 李四 赵五 钱六 孙七 采购翻倍 重复录入 名称不全 示例改名商行 示例林三 示例陈一 系统 单枢示例有限公司 "
    "网络"
)


@pytest.fixture
def house() -> House:
    """The department and its reviewers."""
    return build_house()


@pytest.mark.spec("COM-019", "CUS-006")
@in_every_look
def test_every_page_is_accessible_and_fits(
    browser_page: Any, live_url: str, axe_source: str, house: House, look: str
) -> None:
    if look == "english":
        User.objects.update(language="en")
    at = now()
    changed, closed = house.customer(at=at), house.customer(house.colleague, at=at)
    waits = change(
        changed, house.seller, reason="采购翻倍", level=level("A"), legal_representative="示例陈一", name="示例改名商行"
    )
    delete_customer(customer_id=closed.pk, reason="重复录入", actor=house.operator, at=at)
    deletion = Review.objects.get(deed="deletion")
    reviewing(entry=True)
    entered, refused = house.customer(at=at), house.customer(at=at)
    entry = Review.objects.get(customer=entered)
    refuse_review(review_id=Review.objects.get(customer=refused).pk, reason="名称不全", actor=house.manager, at=at)
    sign_in(browser_page, live_url, house.manager.user_id)
    places = {
        "vetting-list": "/customer-reviews/",
        "vetting-change": f"/customer-reviews/{waits.pk}/",
        "vetting-approve-dialog": f"/customer-reviews/{waits.pk}/approve/?version={waits.version}",
        "vetting-deletion": f"/customer-reviews/{deletion.pk}/",
        "vetting-entry": f"/customer-reviews/{entry.pk}/",
        "vetting-customer-changed": f"/customers/{changed.pk}/",
        "vetting-customer-refused": f"/customers/{refused.pk}/",
        "vetting-customer-edit": f"/customers/{changed.pk}/edit/",
        "vetting-customers": "/customers/",
    }
    walk(browser_page, live_url, places, look, axe_source, data=DATA)


@pytest.mark.spec("CUS-006", "COM-009")
def test_from_a_changed_level_to_the_decision(browser_page: Any, live_url: str, house: House) -> None:
    customer = house.customer(at=now())
    sign_in(browser_page, live_url, house.seller.user_id)
    browser_page.goto(f"{live_url}/customers/{customer.pk}/edit/")
    browser_page.get_by_text("其他内容保存后立即生效").first.wait_for()
    browser_page.locator("[name=level]").select_option(label="A 级")
    browser_page.locator("[name=review_reason]").fill("采购翻倍")
    browser_page.get_by_role("button", name="保存").click()
    browser_page.get_by_text("资料修改待审核").first.wait_for()
    assert fresh(customer).level_id == level("B")
    sign_in(browser_page, live_url, house.manager.user_id)
    browser_page.goto(f"{live_url}/customers/{customer.pk}/")
    browser_page.get_by_role("link", name="去审核").click()
    browser_page.get_by_role("button", name="通过", exact=True).click()
    browser_page.locator("dialog").get_by_role("button", name="通过审核").click()
    browser_page.locator("h1 ~ *", has_text="已通过").first.wait_for()
    assert fresh(customer).level_id == level("A")
