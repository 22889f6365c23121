"""The pages of stores in a real browser: every look, and the way from a new store to its first order (ACC-003)."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.access.tests.factories import administrator, give_role
from danshu.identity.models import User
from danshu.inventory.tests.factories import make_warehouse
from danshu.kit.actor import Actor
from danshu.sales.models import Order
from danshu.sales.tests.world import NOON, World, build_world
from danshu.stores.models import Store
from danshu.stores.operations.close_store import close_store
from danshu.stores.operations.suspend_store import suspend_store
from danshu.stores.tests.factories import make_store
from danshu.testing.looks import in_every_look, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.spec("ACC-003")]
DATA = (
    "示例 滨江店 湖畔店 南山店 旧店 华东分公司 华东一仓 滨江店仓 浙江省 杭州市 滨江区 示例路 号 每天 周一至周六 装修 租约到期 管理员 店面 "
    "示例青禾连锁超市 泡沫洗手液 抽取式面巾纸 李四 吴九 周八 分类 示例省示例市样板路 浙江省杭州市滨江区示例路 店面装修 示例省 示例市 样板路 总部 系统"
)


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def stores(world: World) -> list[Store]:
    """Three stores: open, suspended, closed; the open one has an order."""
    house = make_warehouse("滨江店仓", unit=world.branch)
    boss = User.objects.get(user_name="boss")
    first = make_store(
        "滨江店", unit=world.branch, code="MD01", province="浙江省", city="杭州市", district="滨江区", street="示例路 18 号",
        phone="057180000001", opening_hours="每天 9:00–21:00", warehouse_id=house.pk, manager_id=boss.pk,
    )  # fmt: skip
    second, third = (
        make_store(name, unit=world.branch, code=code) for name, code in (("湖畔店", "MD02"), ("旧店", "MD03"))
    )
    suspend_store(store_id=second.pk, reason="店面装修", actor=Actor.system(), at=NOON)
    close_store(store_id=third.pk, reason="租约到期", actor=Actor.system(), at=NOON)
    world.order(store_id=first.pk)
    return [first, second, third]


@pytest.mark.spec("COM-019")
@in_every_look
def test_every_page_is_accessible_and_fits(
    browser_page: Any, live_url: str, axe_source: str, world: World, stores: list[Store], look: str
) -> None:
    admin = administrator("admin", unit=world.branch, full_name="管理员")
    give_role(admin, "ORA")
    if look == "english":
        User.objects.update(language="en")
    open_one, suspended, closed = stores
    sign_in(browser_page, live_url, admin)
    places = {
        "stores": "/stores/",
        "stores-filtered": "/stores/?named=店&open=1",
        "store": f"/stores/{open_one.pk}/",
        "store-suspended": f"/stores/{suspended.pk}/",
        "store-closed": f"/stores/{closed.pk}/",
        "store-new": "/stores/new/",
        "store-edit": f"/stores/{open_one.pk}/edit/",
        "store-close-dialog": f"/stores/{open_one.pk}/close/",
        "store-suspend-dialog": f"/stores/{open_one.pk}/suspend/",
        "store-reopen-dialog": f"/stores/{suspended.pk}/reopen/",
        "store-delete-dialog": f"/stores/{suspended.pk}/delete/",
        "store-order-new": "/orders/new/",
        "store-orders": f"/orders/?store={open_one.pk}&cols=number&cols=customer_name&cols=store&cols=status",
        "store-order": f"/orders/{Order.objects.get().number}/",
        "store-stock": f"/stock/?stores-store={open_one.pk}",
        "store-report": f"/reports/orders/?by=store&store={open_one.pk}&from=2026-01-01&to=2026-12-31",
    }
    walk(browser_page, live_url, places, look, axe_source, data=DATA)


def test_a_new_store_is_suspended_in_its_dialog(browser_page: Any, live_url: str, world: World) -> None:
    sign_in(browser_page, live_url, administrator("admin", unit=world.branch))
    browser_page.goto(f"{live_url}/stores/new/")
    browser_page.get_by_label("编码").fill("MD09")
    browser_page.get_by_label("名称").fill("新开店")
    browser_page.get_by_label("营业时间").fill("9:00–18:00")
    browser_page.get_by_role("button", name="保存").first.click()
    browser_page.wait_for_url("**/stores/*/")
    browser_page.get_by_role("button", name="门店停业").first.click()
    dialog = browser_page.locator("dialog")
    dialog.get_by_text("新开店 恢复营业之前不接受新订单").wait_for()
    dialog.get_by_role("button", name="门店停业").click()
    browser_page.get_by_text("门店 新开店 已停业").first.wait_for()
    assert (Store.objects.get().status, Store.objects.get().unit_id) == ("suspended", world.branch.pk)
