"""The pages of assignment on every kind of screen, and a manager who hands an order on (ORD-028)."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.sales.models import Order
from danshu.sales.operations.save_assignment_rule import RuleEntry, save_assignment_rule
from danshu.sales.tests.world import NOON, World, line
from danshu.testing.looks import on_every_device, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.spec("ORD-028")]
DATA = """示例青禾连锁超市 泡沫洗手液 抽取式面巾纸 李四 赵六 孙七 王五 总部 华东分公司 单枢示例有限公司 江苏 华东的订单 分类 华南分公司"""


@on_every_device
def test_a_manager_ticks_orders_and_assigns_them_and_every_page_fits(
    browser_page: Any, live_url: str, axe_source: str, office: World, look: str
) -> None:
    page = browser_page
    if look == "english":
        User.objects.filter(pk=office.reviewer.user_id).update(language="en")
    people = [office.shipper.user_id or 0, office.service_desk.user_id or 0]
    entry = RuleEntry("华东的订单", people, units=[office.branch.pk], provinces=["江苏"], channels=["shop"])
    made = save_assignment_rule(entry=entry, actor=Actor.system(), at=NOON)
    orders = [office.approved(line(office.soap, 1)), office.approved(line(office.paper, 2))]
    sign_in(page, live_url, office.reviewer.user_id)
    places = {
        "unassigned": "/orders/?tab=unassigned",
        "assign": f"/orders/assign/?ids={orders[0].pk},{orders[1].pk}",
        "assignment-rules": "/orders/assignment-rules/",
        "assignment-rule": f"/orders/assignment-rules/{made.pk}/",
    }
    walk(page, live_url, places, look, axe_source, data=DATA)
    page.goto(live_url + places["assign"])
    page.locator("[name=handler]").select_option(str(office.service_desk.user_id))
    page.locator(".x-actbar .btn-primary").click()
    page.wait_for_url("**/orders/")
    assert set(Order.objects.values_list("handler_id", flat=True)) == {office.service_desk.user_id}
