"""The pages of reminders in a real browser: every look, and the way from the record to being done."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.identity.models import User
from danshu.kit.clock import now
from danshu.kit.refs import SourceRef
from danshu.parties.tests.factories import make_customer
from danshu.parties.tests.factories import person as seller_of
from danshu.reminders.models import Reminder
from danshu.reminders.tests.factories import DAY, make_reminder, make_unit, show
from danshu.testing.looks import in_every_look, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DATA = "示例王五 示例李四 示例分公司 电话确认样品是否收到 核对本周的对账单 寄出新版报价单 提交周报 示例客户 网络"


@pytest.mark.spec("COL-009", "COM-019")
@in_every_look
def test_every_page_is_accessible_and_fits(browser_page: Any, live_url: str, axe_source: str, look: str) -> None:
    unit = make_unit("示例分公司")
    me, other = seller_of("SLS", unit=unit, name="示例王五"), seller_of("SLS", unit=unit, name="示例李四")
    if look == "english":
        User.objects.update(language="en")
    at, customer = now(), make_customer(me)
    about = SourceRef("parties.customer", customer.pk)
    due = make_reminder(me, at=at - DAY, source=about, text="电话确认样品是否收到")
    weekly = make_reminder(me, at=at - DAY, text="核对本周的对账单", repeat="weekly", put_off=True)
    make_reminder(me, at=at, source=about, text="寄出新版报价单", repeat="monthly")
    make_reminder(me, other, at=at, text="提交周报", repeat="workday")
    lost = make_reminder(
        other, me, at=at - DAY, text="提交周报", source=SourceRef("parties.customer", make_customer(other).pk)
    )
    Reminder.objects.filter(pk=lost.pk).update(source_id=10**9)
    show(at)
    sign_in(browser_page, live_url, me.user_id)
    places = {
        "reminders-list": "/reminders/",
        "reminders-coming": "/reminders/?tab=to_come",
        "reminders-all": "/reminders/?tab=all",
        "reminders-new": f"/reminders/new/?kind=parties.customer&id={customer.pk}",
        "reminders-reminder": f"/reminders/{due.pk}/",
        "reminders-weekly": f"/reminders/{weekly.pk}/",
        "reminders-lost": f"/reminders/{lost.pk}/",
        "reminders-edit": f"/reminders/{weekly.pk}/edit/",
        "reminders-snooze": f"/reminders/{due.pk}/snooze/",
        "reminders-stop": f"/reminders/{due.pk}/stop/",
        "reminders-customer": f"/customers/{customer.pk}/",
        "reminders-workbench": "/workbench/",
    }
    walk(browser_page, live_url, places, look, axe_source, data=DATA)


@pytest.mark.spec("COL-009")
def test_from_the_record_to_the_workbench_and_done(browser_page: Any, live_url: str) -> None:
    me = seller_of("SLS", unit=make_unit(), name="示例王五")
    customer = make_customer(me)
    sign_in(browser_page, live_url, me.user_id)
    browser_page.goto(f"{live_url}/customers/{customer.pk}/")
    browser_page.get_by_role("link", name="提醒我").click()
    browser_page.locator("[name=text]").fill("电话确认样品是否收到")
    browser_page.get_by_role("button", name="保存").click()
    browser_page.get_by_text("电话确认样品是否收到").first.wait_for()
    row = Reminder.objects.get()
    show(row.remind_at)
    browser_page.goto(f"{live_url}/workbench/")
    browser_page.get_by_label("推迟 电话确认样品是否收到").click()
    browser_page.get_by_role("button", name="10 分钟后").click()
    browser_page.get_by_text("已推迟到").first.wait_for()
    row.refresh_from_db()
    assert row.status == "waiting"
    show(row.remind_at)
    browser_page.goto(f"{live_url}/workbench/")
    browser_page.get_by_role("button", name="完成 电话确认样品是否收到").click()
    browser_page.get_by_text("提醒已完成").first.wait_for()
    row.refresh_from_db()
    assert row.status == "done"
