"""Deleting, the bin and cleanup in a real browser: daylight, dark, phone, English; and the way by hand (ORD-041, ORD-043)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from danshu.access.models import Role, UserRole
from danshu.billing.models import Match
from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.recycling.models import CleanupRun, Entry
from danshu.recycling.operations.ask_restore import ask_restore
from danshu.recycling.operations.run_cleanup import run_cleanup
from danshu.recycling.operations.save_cleanup_rule import save_cleanup_rule
from danshu.sales.models import Order
from danshu.sales.operations.ask_special import ask_special
from danshu.sales.operations.decide_special import decide_special
from danshu.sales.operations.delete_order import delete_order
from danshu.sales.tests.conftest import give_roles
from danshu.sales.tests.world import NOON, World, actor_of, build_world, line
from danshu.testing.looks import in_every_look, keep_picture, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SYSTEM = Actor.system()


@pytest.fixture
def company(db: None) -> World:
    """A bin with an approved order, a draft whose number was taken, an application; a cleanup run; orders to delete."""
    world, moment = build_world(), timezone.now()
    for actor in (world.clerk, world.reviewer):
        give_roles(actor)
    chief = User.objects.create(user_name="chief", full_name="王一", unit=world.hq, created_at=NOON, updated_at=NOON)
    for code in ("ADM", "ORA", "ODK"):
        UserRole.objects.create(user=chief, role=Role.objects.get(code=code))
    User.objects.update(profile_completed_at=moment, password_changed_at=moment, must_change_password=False)
    world.extra["chief"] = actor_of(chief, "ADM")
    sold = world.approved(line(world.soap, 60), line(world.paper, 3))
    ask_special(order_id=sold.pk, reason="重复下单", facts="两张订单内容相同", is_true=True, actor=world.clerk, at=NOON)
    decide_special(order_id=sold.pk, agree=True, actor=SYSTEM, at=moment - timedelta(days=1))
    draft = world.order(submit=False, external_number="PO-7")
    for order, days in ((sold, 1), (draft, 28)):
        delete_order(order_id=order.pk, reason_code="duplicate", reason="客户下了两次", actor=world.reviewer,
                     at=moment - timedelta(days=days))  # fmt: skip
    world.order(submit=False, external_number="PO-7")
    world.order()
    world.approved(line(world.soap, 70))
    ask_restore(entry_id=Entry.objects.get(label=sold.number).pk, reason="客户又要了", actor=world.clerk, at=moment)
    rule = save_cleanup_rule(kind="sales.order", name="旧草稿", statuses=["draft", "rejected"], older_than_days=30,
                             actor=SYSTEM, at=moment)  # fmt: skip
    run_cleanup(rule_id=rule.pk, actor=SYSTEM, at=moment)
    return world


def pages(company: World) -> dict[str, str]:
    sold, draft = Entry.objects.order_by("pk")
    orders = ",".join(str(pk) for pk in Order.objects.order_by("pk").values_list("pk", flat=True))
    first = Order.objects.order_by("pk").first()
    last = Order.objects.get(status="approved")
    assert first is not None
    return {
        "delete-many": f"/orders/delete/?ids={orders}",
        "delete-one": f"/orders/delete/?ids={first.pk}",
        "special": f"/orders/{last.number}/special/",
        "bin": "/recycle-bin/",
        "bin-soon": "/recycle-bin/?tab=soon",
        "entry": f"/recycle-bin/{sold.pk}/",
        "restore-short": f"/recycle-bin/{sold.pk}/restore/",
        "restore-clash": f"/recycle-bin/{draft.pk}/restore/",
        "purge": f"/recycle-bin/{sold.pk}/purge/",
        "ask": f"/recycle-bin/{draft.pk}/ask/",
        "applications": "/recycle-bin/applications/",
        "refuse": f"/recycle-bin/applications/{sold.applications.get().pk}/refuse/",
        "cleanup": "/recycle-bin/cleanup/",
        "rule-new": "/recycle-bin/cleanup/rules/new/?kind=sales.order",
        "cleanup-run": f"/recycle-bin/cleanup/{CleanupRun.objects.get().pk}/",
    }


@pytest.mark.spec("COM-019", "ORD-041", "ORD-043", "ORD-045")
@in_every_look
def test_every_page_is_accessible_and_fits(
    company: World, browser_page: Any, live_url: str, axe_source: str, look: str
) -> None:
    if look == "english":
        User.objects.update(language="en")
    sign_in(browser_page, live_url, company.extra["chief"].user_id)
    words = " ".join([
        *Entry.objects.values_list("title", flat=True), *User.objects.values_list("full_name", flat=True),
        company.soap.name, company.paper.name, "客户下了两次 客户又要了 旧草稿 系统 件 华东分公司 总部 华东一仓", company.visit.name,
    ])  # fmt: skip
    walk(browser_page, live_url, pages(company), look, axe_source, data=words)


@pytest.mark.spec("ORD-040", "ORD-041", "ORD-043")
def test_an_order_is_deleted_from_the_list_and_restored_by_hand(
    company: World, browser_page: Any, live_url: str, tmp_path: Path
) -> None:
    page, order = browser_page, Order.objects.get(status="awaiting_review")
    sign_in(page, live_url, company.reviewer.user_id)
    page.goto(live_url + "/orders/?tab=review")
    page.locator(f'input[name="ids"][value="{order.pk}"]').check()
    page.get_by_role("button", name="删除订单").first.click()
    page.wait_for_url("**/orders/delete/**")
    with page.expect_download() as saved:
        page.get_by_role("link", name="删除前导出").click()
    assert saved.value.suggested_filename == f"{order.number}.xlsx"
    page.get_by_label("删除原因").select_option("entry_error")
    page.locator("#typed").fill(order.number)
    keep_picture(page, "delete-filled")
    page.get_by_role("button", name="删除订单").click()
    page.wait_for_url("**/orders/")
    assert page.get_by_text(f"订单 {order.number} 已移到回收站").first.is_visible()

    page.goto(live_url + f"/orders/{order.number}/")
    assert "/recycle-bin/" in page.url
    page.get_by_role("link", name="恢复", exact=True).click()
    page.get_by_role("button", name="恢复").click()
    page.wait_for_url(f"**/orders/{order.number}/")
    assert Order.objects.filter(pk=order.pk, status="awaiting_review").exists()
    assert not Match.objects.exists()
