"""Telling the customer about his order in a real browser; its pages on every kind of screen (ORD-030)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from danshu.identity.models import User
from danshu.kit.clock import now
from danshu.notices.models import OutgoingMessage
from danshu.notices.sending import send_due
from danshu.notices.tests.factories import configure_mail, make_message
from danshu.sales.models import Order
from danshu.sales.operations.inform_customer import inform_customer
from danshu.sales.tests.conftest import give_roles
from danshu.sales.tests.world import NOON, World, actor_of, line
from danshu.testing.looks import in_every_look, problems_of, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.spec("ORD-030")]
DATA = """示例青禾连锁超市 泡沫洗手液 抽取式面巾纸 吴九 李四 赵六 周八 孙七 王五 郑十 外人 总部 华东分公司 华东一仓 示例省示例市样板路 单枢示例有限公司
中文 您好，您的订单正在备货 订单 进展 第二行 上门安装"""


@pytest.fixture
def order(office: World) -> Order:
    return office.approved(line(office.soap, 2), contact_name="吴九", contact_email="buyer@example.com")


def test_a_clerk_chooses_a_text_looks_at_it_and_sends_it(
    browser_page: Any, live_url: str, office: World, order: Order
) -> None:
    configure_mail()
    page = browser_page
    sign_in(page, live_url, office.clerk.user_id)
    page.goto(f"{live_url}/orders/{order.number}/")
    page.locator(".x-head details > summary").first.click()
    page.get_by_role("link", name="通知客户").click()
    page.get_by_role("link", name="付款提醒").click()
    page.wait_for_url("**text=payment**")
    assert page.get_by_label("主题").input_value() == f"订单 {order.number} 付款提醒"
    page.get_by_label("正文").fill("您好，请付款。\n谢谢")
    page.get_by_role("button", name="预览").click()
    shown = page.get_by_role("region", name="预览")
    shown.wait_for()
    assert ("请付款。" in shown.inner_text(), OutgoingMessage.objects.count()) == (True, 0)
    page.get_by_role("button", name="发送").click()
    page.wait_for_url(f"**/orders/{order.number}/*")
    entry = page.locator("#log li", has_text="请付款。")
    assert "待发送" in entry.inner_text()
    assert (send_due(at=now()), mail.outbox[0].body) == (1, "您好，请付款。\n谢谢")
    page.reload()
    assert "已发送" in page.locator("#log li", has_text="请付款。").inner_text()


@in_every_look
def test_every_page_of_messages_is_accessible_and_fits(
    browser_page: Any, live_url: str, axe_source: str, office: World, order: Order, look: str
) -> None:
    page, admin = browser_page, office.reviewer
    give_roles(actor_of(User.objects.get(pk=admin.user_id), "ADM"))
    if look == "english":
        User.objects.filter(pk=admin.user_id).update(language="en")
    for body in ("您好，您的订单正在备货", "第二行"):
        inform_customer(order_id=order.pk, address="buyer@example.com", subject="订单 进展", body=body, recipient="吴九",
                        actor=office.clerk, at=NOON)  # fmt: skip
    failed = make_message("gone@example.com", status="failed", source_kind="sales.order", source_id=order.pk)
    sign_in(page, live_url, admin.user_id)
    places = {
        "order-informed": f"/orders/{order.number}/",
        "inform": f"/orders/{order.number}/messages/new/?language={'en' if look == 'english' else 'zh-hans'}",
        "messages": "/messages/?tab=all",
        "message": f"/messages/{failed.pk}/",
        "customer-informed": f"/customers/{order.customer_id}/",
    }
    walk(page, live_url, places, look, axe_source, data=DATA)
    page.goto(live_url + places["inform"])
    page.locator("[name=preview]").click()
    page.locator("#preview").wait_for()
    assert problems_of(page, look, axe_source, name="inform-preview", data=DATA) == []
    page.locator("[name=address]").fill("nobody")
    page.locator(".x-actbar .btn-primary").click()
    page.locator("[aria-invalid=true]").wait_for()
    # the button below the mouse is changing its colour
    page.wait_for_timeout(400)
    assert problems_of(page, look, axe_source, name="inform-refused", data=DATA) == []
