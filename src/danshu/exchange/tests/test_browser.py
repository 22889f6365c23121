"""The wizard in a real browser: the whole way with scripts, every step accessible, on a phone and in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from danshu.access.tests.factories import administrator
from danshu.exchange.engine import running
from danshu.exchange.models import ImportBatch
from danshu.exchange.permissions import EXPORT, IMPORT
from danshu.exchange.tests import files, toys
from danshu.exchange.tests.test_pages import HEAD
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.testing.looks import on_every_device, problems_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.spec("SYS-009", "COM-019")]
ROWS = [
    *[[f"S-{n}", "示例东篱茶社", "2024-01-02", "茶叶", 2, 10.5] for n in range(60)],
    ["S-90", "示例梧桐书店", "昨天", "茶叶", 0, "五万"],
    ["S-91", "示例归林酒坊", None, "禁售", 1, 1],
    ["S-92", "示例归林酒坊", None, "禁售", 1, 1],
    ["S-93", "示例晚晴花店", None, "旧款", 1, 1],
    ["S-94", "甲", None, "茶叶", 1, 1],
    ["S-94", "乙", None, "茶叶", 1, 1],
]


@pytest.fixture
def person(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> User:
    """Somebody who may import toys."""
    settings.MEDIA_ROOT = tmp_path / "files"
    toys.install()
    monkeypatch.setattr(toys.ToyOrders, "permission", IMPORT)
    monkeypatch.setattr(toys.ToyOrders, "records", {"toy.order": "订单"})
    return administrator("zhouba", full_name="周八", unit=make_unit("示例商贸集团", type="headquarters", code="HQ"))


@on_every_device
def test_the_whole_way_in_a_browser(
    browser_page: Any, live_url: str, axe_source: str, person: User, tmp_path: Path, look: str
) -> None:
    if look == "english":
        User.objects.filter(pk=person.pk).update(language="en")
    page, wrong = browser_page, []
    sign_in(page, live_url, person)
    path = files.workbook(tmp_path / "华东订单-9月.xlsx", {"订单": [HEAD, *ROWS]})

    page.goto(f"{live_url}/imports/new/toys/")
    wrong += problems_of(page, look, axe_source, name="import-1-upload")
    page.set_input_files("input[type=file]", path)
    page.locator(".x-actbar button[type=submit]").click()
    page.wait_for_url("**/columns/")
    wrong += problems_of(page, look, axe_source, name="import-2-columns")
    page.locator(".x-actbar button.btn-primary").click()
    page.wait_for_selector("#progress")
    wrong += problems_of(page, look, axe_source, name="import-3-working")

    batch = ImportBatch.objects.get()
    running.check(batch.pk)
    page.wait_for_selector("#answers")
    wrong += problems_of(page, look, axe_source, name="import-3-question")
    page.locator(".x-actbar button.btn-primary").click()
    page.wait_for_selector("#progress")
    running.check(batch.pk)
    page.wait_for_selector("#fix")
    wrong += problems_of(page, look, axe_source, name="import-3-checked")
    cancel = page.locator("a[href$='/cancel/']")
    if cancel.is_visible():  # the bar of a phone has room for the main acts only
        cancel.click()
        page.wait_for_selector("dialog:modal [data-close]")
        wrong += problems_of(page, look, axe_source, name="import-3-cancel")
        page.locator("dialog:modal [data-close]").click()

    page.goto(f"{live_url}/imports/{batch.pk}/?tab=created")
    wrong += problems_of(page, look, axe_source, name="import-3-created")
    page.locator(".x-actbar button.btn-primary").click()
    page.wait_for_selector("#progress")
    running.run(batch.pk)
    page.wait_for_selector(".x-facts")
    wrong += problems_of(page, look, axe_source, name="import-5-result")

    page.goto(f"{live_url}/imports/{batch.pk}/undo/")
    wrong += problems_of(page, look, axe_source, name="import-6-undo")
    for name, address in (("imports", "/imports/"), ("choose", "/imports/new/"), ("exports", "/exports/")):
        page.goto(f"{live_url}{address}")
        wrong += problems_of(page, look, axe_source, name=name)
    batch.refresh_from_db()
    assert (batch.status, len(toys.table())) == ("done", 63)
    assert wrong == []


def test_a_refused_file_is_told_beside_the_field_without_leaving_the_page(
    browser_page: Any, live_url: str, person: User, tmp_path: Path
) -> None:
    page = browser_page
    sign_in(page, live_url, person)
    page.goto(f"{live_url}/imports/new/toys/")
    page.set_input_files("input[type=file]", files.text(tmp_path / "a.csv", "a,b\n1,\x00\n"))
    page.locator(".x-actbar button[type=submit]").click()
    page.wait_for_selector(".x-errs")
    assert "空字符" in page.locator("main").inner_text()
    assert re.search(r"/imports/new/toys/$", page.url)
    assert EXPORT
