"""The pages of tasks in a real browser: every look, and the way from the giver to the confirmation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from danshu.identity.models import User
from danshu.kit.clock import now
from danshu.kit.refs import SourceRef
from danshu.parties.tests.factories import make_customer
from danshu.parties.tests.factories import person as seller_of
from danshu.tasks.models import Task
from danshu.tasks.operations.accept_task import accept_task
from danshu.tasks.operations.finish_task import finish_task
from danshu.tasks.operations.note_progress import note_progress
from danshu.tasks.tests.factories import DAY, make_task, make_unit, person
from danshu.testing.looks import in_every_look, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DATA = "示例王五 示例李四 示例赵六 示例分公司 核对陈列照片 补齐执照复印件 更新安全库存 三家门店都要核对 两家已核对 三家都合格 示例客户 网络"


@pytest.mark.spec("COL-005", "COM-019")
@in_every_look
def test_every_page_is_accessible_and_fits(browser_page: Any, live_url: str, axe_source: str, look: str) -> None:
    unit = make_unit("示例分公司")
    giver, worker = seller_of("SLS", unit=unit, name="示例王五"), person(name="示例李四", unit=unit)
    helper = person(name="示例赵六", unit=unit)
    if look == "english":
        User.objects.update(language="en")
    at, customer = now(), make_customer(giver)
    about = SourceRef("parties.customer", customer.pk)
    row = make_task(
        giver, worker, at=at, source=about, participants=[helper.user_id], description="三家门店都要核对", priority="high",
        remind_at=at + timedelta(hours=3),
    )  # fmt: skip
    accept_task(task_id=row.pk, actor=worker, at=at)
    note_progress(task_id=row.pk, content="两家已核对", actor=worker, at=at)
    late = make_task(giver, worker, at=at - 5 * DAY, title="更新安全库存")
    done = make_task(giver, worker, at=at, title="补齐执照复印件")
    finish_task(task_id=done.pk, result="三家都合格", actor=worker, at=at)
    make_task(worker, giver, at=at, title="核对陈列照片", priority="low")
    sign_in(browser_page, live_url, giver.user_id)
    places = {
        "tasks-list": "/tasks/?tab=given",
        "tasks-mine": "/tasks/",
        "tasks-overdue": "/tasks/?tab=overdue",
        "tasks-new": f"/tasks/new/?kind=parties.customer&id={customer.pk}",
        "tasks-task": f"/tasks/{row.pk}/",
        "tasks-late": f"/tasks/{late.pk}/",
        "tasks-done": f"/tasks/{done.pk}/",
        "tasks-edit": f"/tasks/{row.pk}/edit/",
        "tasks-assign": f"/tasks/{row.pk}/assign/",
        "tasks-cancel": f"/tasks/{row.pk}/cancel/",
        "tasks-customer": f"/customers/{customer.pk}/",
    }
    walk(browser_page, live_url, places, look, axe_source, data=DATA)


@pytest.mark.spec("COL-005")
def test_from_the_giver_to_the_confirmation(browser_page: Any, live_url: str) -> None:
    giver, worker = person(name="示例王五"), person(name="示例李四")
    row = make_task(giver, worker, at=now())
    sign_in(browser_page, live_url, worker.user_id)
    browser_page.goto(f"{live_url}/tasks/{row.pk}/")
    browser_page.get_by_role("button", name="接受", exact=True).click()
    browser_page.locator("h1 ~ *", has_text="进行中").first.wait_for()
    browser_page.locator("#note").fill("两家已核对")
    browser_page.get_by_role("button", name="发布").click()
    browser_page.get_by_text("填写了进展").first.wait_for()
    browser_page.get_by_role("link", name="完成", exact=True).click()
    browser_page.locator("[name=result]").fill("三家都合格")
    browser_page.get_by_role("button", name="完成任务").click()
    browser_page.locator("h1 ~ *", has_text="待确认").first.wait_for()
    sign_in(browser_page, live_url, giver.user_id)
    browser_page.goto(f"{live_url}/tasks/{row.pk}/")
    browser_page.get_by_role("button", name="确认完成").click()
    browser_page.locator("h1 ~ *", has_text="已完成").first.wait_for()
    assert Task.objects.get().confirmed_at is not None
