"""The order desk and its queue on every kind of screen; a reviewer claims, passes on and returns by reason (ORD-019)."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.identity.models import User
from danshu.kit.clock import now
from danshu.sales.models import Order, OrderReturn, ReviewClaim
from danshu.sales.operations.claim_review import claim_review
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.tests.test_review_desk import second_reviewer
from danshu.sales.tests.world import World, line
from danshu.testing.looks import on_every_device, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.spec("ORD-019", "ORD-020")]
DATA = """示例青禾连锁超市 泡沫洗手液 抽取式面巾纸 李四 赵六 钱一 吴九 孙七 王五 总部 华东分公司 示例省示例市样板路 单枢示例有限公司 上门安装 价格不对"""


@on_every_device
def test_a_reviewer_sees_the_desk_claims_passes_on_and_returns_for_a_reason(
    browser_page: Any, live_url: str, axe_source: str, office: World, look: str
) -> None:
    page, at = browser_page, now()
    colleague = second_reviewer(office)
    if look == "english":
        User.objects.filter(pk=office.reviewer.user_id).update(language="en")
    theirs, mine, back = (office.order(line(office.soap, n)) for n in (1, 2, 3))
    Order.objects.update(submitted_at=at)
    reject_order(order_id=back.pk, reason_code="price", reason="价格不对", actor=colleague, at=at)
    claim_review(order_id=theirs.pk, actor=colleague, at=at)
    claim_review(order_id=mine.pk, actor=office.reviewer, at=at)
    sign_in(page, live_url, office.reviewer.user_id)
    places = {
        "desk": "/orders/desk/?days=30",
        "review-theirs": f"/orders/review/{theirs.number}/",
        "review-mine": f"/orders/review/{mine.number}/",
    }
    walk(page, live_url, places, look, axe_source, data=DATA)
    page.locator(".x-pass > summary").click()
    page.locator("[name=transfer_to]").select_option(str(colleague.user_id))
    page.locator("#id_reason").fill("价格不对")
    page.locator("[name=decision][value=transfer]").click()
    page.wait_for_load_state()
    assert set(ReviewClaim.objects.values_list("by_id", flat=True)) == {colleague.user_id}
    page.goto(live_url + places["review-theirs"])
    page.locator(".x-chips-in label", has=page.locator("[value=stock]")).click()
    page.locator("[name=decision][value=reject]").click()
    page.wait_for_load_state()
    assert OrderReturn.objects.filter(order=theirs, reason_code="stock").count() == 1
