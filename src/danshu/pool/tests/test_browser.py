"""The pages of the pool in a real browser: every look, and the ways from the pool and to the lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from danshu.identity.models import User
from danshu.kit.clock import now
from danshu.pool.models import Lock, PickRequest
from danshu.pool.operations.refuse_lock import refuse_lock
from danshu.pool.operations.warn_owners import warn_owners
from danshu.pool.tests.factories import SYSTEM, Team, applied, build_team, fresh, locked, pick
from danshu.testing.looks import in_every_look, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GoAs = Callable[[Any], Any]
DATA = (
    "示例客户 示例销售一部 示例销售二部 王经理 李四 赵五 钱六 孙七 吴九 示例省 示例市 老同学介绍 正在谈年度协议 先拿出方案 系统 单枢示例有限公司 "
    "搬走了 网络"
)


@pytest.fixture
def team() -> Team:
    """The department, its pool and its locks."""
    return build_team()


@pytest.mark.spec("COM-019", "CUS-009", "CUS-016", "CUS-017", "CUS-018")
@in_every_look
def test_every_page_is_accessible_and_fits(
    browser_page: Any, live_url: str, axe_source: str, team: Team, look: str
) -> None:
    if look == "english":
        User.objects.update(language="en")
    at = now()
    opened = team.opened(at=at, province="示例省", city="示例市", contacts=[{"name": "吴九"}])
    other = team.opened(at=at)
    waiting = pick(opened, team.colleague, at=at)
    held, asked, refused, idle = (team.customer(at=at - timedelta(days=60)) for _ in range(4))
    lock = locked(held, team, at=at)
    application = applied(asked, team.seller, at=at)
    refuse_lock(lock_id=applied(refused, team.seller, at=at).pk, reason="先拿出方案", actor=team.manager, at=at)
    warn_owners(actor=SYSTEM, at=at)
    sign_in(browser_page, live_url, team.manager.user_id)
    places = {
        "pool-list": "/pool/",
        "pool-customer": f"/pool/customers/{other.pk}/",
        "pool-pick-dialog": f"/pool/customers/{other.pk}/pick/",
        "pool-preview": "/pool/preview/",
        "pool-picks": "/pool/picks/?tab=review",
        "pool-pick": f"/pool/picks/{waiting.pk}/",
        "pool-locks": "/pool/locks/",
        "pool-lock-review": "/pool/locks/review/",
        "pool-lock": f"/pool/locks/{application.pk}/",
        "pool-lock-running": f"/pool/locks/{lock.pk}/",
        "pool-release": f"/customers/{idle.pk}/release/",
        "pool-release-several": f"/pool/release/?ids={idle.pk},{asked.pk}",
        "pool-lock-new": f"/customers/{idle.pk}/lock/",
        "pool-customer-locked": f"/customers/{held.pk}/",
        "pool-customer-refused": f"/customers/{refused.pk}/",
        "pool-customer-falling": f"/customers/{idle.pk}/",
    }
    walk(browser_page, live_url, places, look, axe_source, data=DATA)


@pytest.mark.spec("CUS-017", "COM-009")
def test_from_the_pool_to_the_owner(browser_page: Any, live_url: str, team: Team) -> None:
    customer = team.opened(at=now())
    sign_in(browser_page, live_url, team.colleague.user_id)
    browser_page.goto(f"{live_url}/pool/customers/{customer.pk}/")
    browser_page.get_by_role("button", name="挑入", exact=True).click()
    browser_page.locator("dialog").get_by_role("button", name="申请挑入").click()
    browser_page.wait_for_url("**/pool/picks/*/")
    found = PickRequest.objects.get()
    sign_in(browser_page, live_url, team.manager.user_id)
    browser_page.goto(f"{live_url}/pool/picks/{found.pk}/")
    browser_page.get_by_role("button", name="批准", exact=True).click()
    browser_page.locator("dialog").get_by_role("button", name="批准挑入").click()
    browser_page.locator("h1 ~ *", has_text="已批准").first.wait_for()
    assert fresh(customer).owner_id == team.colleague.user_id


@pytest.mark.spec("CUS-018", "COM-009")
def test_from_the_customer_to_the_lock(browser_page: Any, live_url: str, team: Team) -> None:
    customer = team.customer(at=now())
    sign_in(browser_page, live_url, team.seller.user_id)
    browser_page.goto(f"{live_url}/customers/{customer.pk}/lock/")
    browser_page.locator("[name=reason]").fill("正在谈年度协议")
    browser_page.get_by_role("button", name="提交审核").click()
    browser_page.wait_for_url("**/pool/locks/*/")
    sign_in(browser_page, live_url, team.manager.user_id)
    browser_page.goto(f"{live_url}/pool/locks/{Lock.objects.get().pk}/")
    browser_page.get_by_role("button", name="通过", exact=True).click()
    browser_page.locator("dialog").get_by_role("button", name="通过锁定").click()
    browser_page.locator("h1 ~ *", has_text="已锁定").first.wait_for()
    assert Lock.objects.get().status == "locked"
