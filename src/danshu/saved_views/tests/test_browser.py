"""Keeping a view in a real browser; its pages in every look."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.identity.models import User
from danshu.identity.tests.factories import NOON
from danshu.parties.tests.factories import make_customer
from danshu.saved_views.models import SavedView
from danshu.saved_views.operations.save_view import save_view
from danshu.saved_views.rules import ViewEntry
from danshu.saved_views.tests.conftest import Desk
from danshu.testing.looks import on_every_device, problems_of, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.spec("COM-002", "CUS-007", "COM-019"),
]
DATA = "示例重点甲示例其他乙李四周八示例华东分公司常用我的重点销售查看"


@on_every_device
def test_a_view_is_kept_from_the_list_opened_and_managed(
    browser_page: Any, live_url: str, axe_source: str, desk: Desk, look: str
) -> None:
    if look == "english":
        User.objects.update(language="en")
    for name in ("示例重点甲", "示例其他乙"):
        make_customer(desk.actor("manager"), name=name)
    save_view(
        list_name="parties.customers",
        entry=ViewEntry("常用", "keyword_name=其他"),
        actor=desk.actor("manager"),
        at=NOON,
    )
    page, wrong = browser_page, []
    sign_in(page, live_url, desk.manager)
    page.goto(f"{live_url}/customers/?keyword_name=重点")
    page.locator(".x-views .n", has_text="1").last.wait_for()
    page.locator("#list-keep > summary").click()
    page.locator("#view-label").fill("我的重点")
    wrong += problems_of(page, look, axe_source, name="views-1-keep")
    page.locator("#list-keep [name=opens_first]").check()
    page.locator(".x-keepform button[type=submit]").click()
    page.locator(".x-views [aria-current]", has_text="我的重点").wait_for()
    row = SavedView.objects.get(label="我的重点")
    assert (row.query, row.opens_first) == ("keyword_name=%E9%87%8D%E7%82%B9", True)
    wrong += problems_of(page, look, axe_source, name="views-2-list")

    page.goto(f"{live_url}/customers/")
    page.locator(".x-views [aria-current]", has_text="我的重点").wait_for()
    assert page.locator("#list-rows > tr").count() == 1
    for path, name in (
        ("/views/", "views-3-all"),
        (f"/views/{row.pk}/edit/", "views-4-edit"),
        (f"/views/{row.pk}/delete/", "views-5-delete"),
    ):
        page.goto(live_url + path)
        wrong += problems_of(page, look, axe_source, name=name, data=DATA if name != "views-4-edit" else None)
    assert wrong == []


@pytest.mark.spec("COM-002")
def test_columns_are_put_in_another_order_by_keys_and_reset(browser_page: Any, live_url: str, desk: Desk) -> None:
    make_customer(desk.actor("manager"))
    page = browser_page
    sign_in(page, live_url, desk.manager)
    page.goto(f"{live_url}/customers/")
    heads = page.locator("thead th:not(.c-tick)")
    assert heads.all_inner_texts()[:2] == ["编号", "客户名称"]
    page.get_by_label("显示列").first.click()
    box = page.locator("[data-columns] [value=number]")
    box.focus()
    page.keyboard.press("Alt+ArrowDown")
    assert page.evaluate("document.activeElement.value") == "number"
    page.get_by_role("button", name="应用").click()
    page.wait_for_url("**/customers/**")
    heads.first.get_by_text("客户名称").wait_for()
    assert heads.all_inner_texts()[:2] == ["客户名称", "编号"]
    page.get_by_label("显示列").first.click()
    page.get_by_role("button", name="恢复默认列").click()
    heads.first.get_by_text("编号").wait_for()
    assert heads.all_inner_texts()[:2] == ["编号", "客户名称"]
