"""Entering an order by keyboard in a real browser: finding goods, totals while typing, leaving, conflicts, review."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from danshu.catalog.models import Item
from danshu.catalog.operations.edit_item import edit_item
from danshu.kit.actor import Actor
from danshu.sales.models import Order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.tests.world import NOON, World, line
from danshu.testing.browser import PHONE, choose_first

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[int | None], None]
BARCODE = "6901234567892"


def choose(page: Any, number: int, typed: str, quantity: str) -> None:
    """Type in the finder of a row, take the first hit with Enter, type the quantity."""
    page.locator(f"[name='lines-{number}-item-text']").click()
    choose_first(page, typed)
    page.locator(f"[name='lines-{number}-quantity']").fill(quantity)
    page.keyboard.press("Tab")


@pytest.mark.spec("ORD-004", "ORD-005", "ORD-006", "CAT-004")
def test_goods_are_found_by_code_barcode_pinyin_and_a_chinese_fragment_and_totals_follow(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str
) -> None:
    edit_item(
        item_id=world.soap.pk, version=world.soap.version, values={"barcode": BARCODE}, actor=Actor.system(), at=NOON
    )
    code = Item.objects.get(pk=world.paper.pk).code
    sign_in(world.clerk.user_id)
    page = browser_page
    page.goto(f"{live_url}/orders/new/?customer={world.customer.pk}", timeout=30_000)
    for number, (typed, total) in enumerate(
        ((code, "46.80"), (BARCODE, "89.30"), ("pmxsy", "131.80"), ("面巾", "178.60"))
    ):
        choose(page, number, typed, "1")
        page.locator("#totals").get_by_text(total).first.wait_for()
    assert page.locator("#bar-total").inner_text().endswith("178.60")
    page.get_by_label("配送方式").select_option(label="快递")
    for label in ("客户信息完整无误", "商品名称、数量、规格已核对", "金额已与客户确认", "折扣与促销已核实"):
        page.get_by_label(label).check()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/orders/SO-*/", timeout=30_000)
    order = Order.objects.get()
    assert (order.status, order.total) == ("awaiting_review", Decimal("178.60"))
    assert list(order.lines.order_by("position").values_list("item_id", flat=True)) == [
        world.paper.pk, world.soap.pk, world.soap.pk, world.paper.pk,
    ]  # fmt: skip


@pytest.mark.spec("COM-008", "ORD-004")
def test_leaving_with_unsaved_entries_asks_first(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str
) -> None:
    sign_in(world.clerk.user_id)
    page = browser_page
    page.goto(f"{live_url}/orders/new/?customer={world.customer.pk}")
    page.get_by_label("备注（打印）").fill("周末不收货")
    page.get_by_role("link", name="放弃").click()
    page.get_by_role("dialog").first.wait_for()
    assert "/orders/new/" in page.url
    assert page.get_by_label("备注（打印）").input_value() == "周末不收货"


@pytest.mark.spec("COM-012", "ORD-014")
def test_the_second_editor_sees_the_conflict_and_keeps_what_he_typed(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str
) -> None:
    order = world.order(submit=False)
    sign_in(world.clerk.user_id)
    page = browser_page
    page.goto(f"{live_url}/orders/{order.number}/edit/")
    edit_order(order_id=order.pk, entry=world.entry(remark="先来"), version=1, actor=world.clerk, at=NOON)
    page.get_by_label("备注（打印）").fill("后到")
    page.get_by_role("button", name="保存草稿").click()
    page.locator(".x-note, .x-errs, [role=alert]").first.wait_for()
    assert page.get_by_label("备注（打印）").input_value() == "后到"
    order.refresh_from_db()
    assert (order.remark, order.version) == ("先来", 2)


@pytest.mark.spec("ORD-019", "ORD-020", "ORD-022")
def test_finance_releases_the_credit_and_the_reviewer_then_approves(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str
) -> None:
    order = world.order(line(world.soap, 2), payment_terms="on_account")
    Order.objects.filter(pk=order.pk).update(supervision_state="not_needed")
    page = browser_page
    sign_in(world.reviewer.user_id)
    page.goto(f"{live_url}/orders/review/{order.number}/")
    assert page.get_by_role("button", name="通过，看下一单").is_disabled()
    page.get_by_role("link", name="请求放行").click()
    page.get_by_role("button", name="请求放行").click()
    page.get_by_text("已通知有权放行的同事").first.wait_for()
    sign_in(world.finance.user_id)
    page.goto(f"{live_url}/orders/{order.number}/")
    page.get_by_role("link", name="放行").first.click()
    page.get_by_label("理由").fill("已收银行保函")
    page.get_by_role("button", name="放行").click()
    page.get_by_text("已放行并记录理由").first.wait_for()
    sign_in(world.reviewer.user_id)
    page.goto(f"{live_url}/orders/review/{order.number}/")
    page.get_by_label("是客户的正确公司名称").check()
    for box in page.get_by_label("已知悉，确认").all():
        box.check()
    page.get_by_role("button", name="通过，看下一单").click()
    page.get_by_text("已通过订单").first.wait_for()
    order.refresh_from_db()
    assert (order.status, min(order.overrides.values_list("code", flat=True))) == ("approved", "credit")


@pytest.mark.spec("ORD-030", "ORD-033")
@pytest.mark.parametrize("browser_context", [PHONE], indirect=True)
def test_on_a_phone_a_note_is_kept_and_declining_the_dialog_changes_nothing(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str
) -> None:
    order = world.order()
    sign_in(world.reviewer.user_id)
    page = browser_page
    page.goto(f"{live_url}/orders/{order.number}/")
    page.get_by_label("备注", exact=True).fill("客户问何时到货")
    page.get_by_label("记录类型").select_option("customer")
    page.get_by_label("沟通方式").select_option("phone")
    page.get_by_label("与谁沟通").fill("吴九")
    page.get_by_role("button", name="发布").click()
    page.get_by_text("客户沟通 · 电话 吴九").first.wait_for()
    page.get_by_role("button", name="取消订单").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("释放").or_(dialog.get_by_text("取消订单")).first.wait_for()
    dialog.get_by_text("保留订单").first.click()
    order.refresh_from_db()
    assert order.status == "awaiting_review"
