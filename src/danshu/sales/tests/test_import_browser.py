"""Orders through the wizard in a real browser: columns guessed, the key asked, a wrong cell shown, imported, undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from danshu.access.tests.factories import administrator
from danshu.exchange.engine import running
from danshu.exchange.models import ImportBatch
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.sales.models import Order
from danshu.sales.tests.import_files import sheet
from danshu.testing.looks import in_every_look, problems_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.spec("SYS-009", "COM-019")]
ROWS = [
    *[f"A-{n // 2},2024-03-05,C{n % 7},示例客户{n % 7},P{n % 9},商品{n % 9},{n % 3 + 1},0.1,{n}.125,2024-03-07" for n in range(40)],
    "B-1,2024-03-05,C1,示例客户1,P1,商品1,很多,0,5,2024-03-07",
]  # fmt: skip


@pytest.fixture
def person(settings: Any, tmp_path: Path, db: None) -> User:
    """Somebody who may import orders, customers and products."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return administrator("zhouba", full_name="周八", unit=make_unit("示例商贸集团", type="headquarters", code="HQ"))


@in_every_look
def test_orders_from_a_sheet_to_the_undo(
    browser_page: Any, live_url: str, axe_source: str, person: User, tmp_path: Path, look: str
) -> None:
    if look == "english":
        User.objects.filter(pk=person.pk).update(language="en")
    page, wrong = browser_page, []
    page.set_default_timeout(60_000)  # a busy machine is no fault of the page
    sign_in(page, live_url, person)

    page.goto(f"{live_url}/imports/new/orders/")
    wrong += problems_of(page, look, axe_source, name="orders-1-upload")
    page.set_input_files("input[type=file]", sheet(tmp_path, ROWS, name="华东订单.csv"))
    page.locator(".x-actbar button[type=submit]").click()
    page.wait_for_url("**/columns/")
    wrong += problems_of(page, look, axe_source, name="orders-2-columns")
    batch = ImportBatch.objects.get()
    guessed = {"number": 0, "order_date": 1, "customer_code": 2, "customer_name": 3, "product_code": 4,
               "product_name": 5, "quantity": 6, "discount": 7, "amount": 8, "shipped_on": 9}  # fmt: skip
    assert batch.mapping["columns"] == guessed
    page.locator(".x-actbar button.btn-primary").click()
    page.wait_for_selector("#progress")

    running.check(batch.pk)
    page.wait_for_selector("#answers")
    wrong += problems_of(page, look, axe_source, name="orders-3-question")
    page.locator("input[name=answer_order_key][value=number_customer]").check()
    page.locator("input[name=answer_status][value=completed]").check()
    page.locator(".x-actbar button.btn-primary").click()
    page.wait_for_selector("#progress")
    running.check(batch.pk)
    page.wait_for_selector("#fix")
    wrong += problems_of(page, look, axe_source, name="orders-3-checked")
    assert page.locator("input.form-control[value=很多]").count() == 1
    with page.expect_download() as told:
        page.locator("a[href$='errors.xlsx']").first.click()
    assert told.value.suggested_filename.endswith(".xlsx")

    page.locator(".x-actbar button.btn-primary").click()
    page.wait_for_selector("#progress")
    running.run(batch.pk)
    page.wait_for_selector(".x-facts")
    wrong += problems_of(page, look, axe_source, name="orders-5-result")
    assert Order.objects.count() == 40

    page.goto(f"{live_url}/imports/{batch.pk}/undo/")
    wrong += problems_of(page, look, axe_source, name="orders-6-undo")
    page.goto(f"{live_url}/orders/{Order.objects.order_by('pk').last().number}/")  # type: ignore[union-attr]
    wrong += problems_of(page, look, axe_source, name="orders-7-order")
    assert wrong == []
