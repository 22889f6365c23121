"""Announcements in a real browser, in every look (COM-019)."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.announcements.models import Reading
from danshu.announcements.operations.read_announcement import confirm_announcement
from danshu.announcements.tests.conftest import House
from danshu.announcements.tests.factories import actor_of, draft, published
from danshu.identity.models import User
from danshu.kit.clock import now
from danshu.testing.looks import in_every_look, looks, problems_of, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.spec("ACC-025", "COM-019")]
# what people entered and what is called by its own name
DATA = ("示例总部 示例华东分公司 示例门市部 郭三 李四 孙七 郑十 国庆放假安排 月 日至 日放假，急件找值班人员。 仓库盘点 系统升级 "
        "周六 升级，期间不能登录 简体中文 急件找值班人员 日放假 日至 期间不能登录 放假 升级")  # fmt: skip


@in_every_look
def test_every_page_is_accessible_and_fits(
    browser_page: Any, live_url: str, axe_source: str, house: House, look: str
) -> None:
    if look == "english":
        User.objects.update(language="en")
    top = published(house.publisher, is_top=True, must_confirm=True)
    row = published(
        house.publisher, title="系统升级", type="maintenance", audience="units", unit_ids=(house.branch.pk,)
    )
    draft(house.publisher, title="仓库盘点", audience="roles", role_codes=("WHS",))
    sign_in(browser_page, live_url, house.publisher)
    browser_page.goto(f"{live_url}/orders/")
    assert "/announcements/confirm/" in browser_page.url
    assert problems_of(browser_page, look, axe_source, name="announcement-confirm", data=DATA) == []
    confirm_announcement(announcement_id=top.pk, actor=actor_of(house.publisher), at=now())
    pages = {
        "announcements": "/announcements/?tab=all",
        "announcement": f"/announcements/{top.pk}/",
        "announcements-kept": "/announcements/kept/?tab=all",
        "announcement-kept": f"/announcements/kept/{top.pk}/",
        "announcement-edit": f"/announcements/kept/{row.pk}/edit/",
        "announcement-readers": f"/announcements/kept/{row.pk}/readers/?tab=all",
    }
    walk(browser_page, live_url, pages, look, axe_source, data=DATA)


@looks("light", "phone")
def test_looking_at_it_is_reading_it_and_confirming_leads_on(
    browser_page: Any, live_url: str, house: House, look: str
) -> None:
    row = published(house.publisher)
    sign_in(browser_page, live_url, house.seller)
    with browser_page.expect_response("**/read/"):
        browser_page.goto(f"{live_url}/announcements/{row.pk}/")
    assert Reading.objects.get().user_id == house.seller.pk

    published(house.publisher, title="系统升级", must_confirm=True)
    browser_page.goto(f"{live_url}/me/sign-ins/")
    assert "/announcements/confirm/" in browser_page.url
    browser_page.get_by_role("button", name="我已阅读并确认").click()
    browser_page.wait_for_url("**/me/sign-ins/")
    assert Reading.objects.filter(confirmed_at__isnull=False).count() == 1
