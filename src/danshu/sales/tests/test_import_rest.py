"""Orders through the API: the same engine, its questions and refusals as data."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from danshu.audit.tests.pages import Visitor, visit
from danshu.catalog.permissions import ITEM_CREATE
from danshu.exchange.engine import running
from danshu.exchange.permissions import IMPORT, UNDO
from danshu.exchange.tests.test_rest import API, send
from danshu.kit.actor import Actor
from danshu.parties.permissions import CHOOSE_CUSTOMERS, CREATE_CUSTOMERS, VIEW_CUSTOMERS
from danshu.sales.models import Order, OrderLine
from danshu.sales.permissions import IMPORT_ORDER
from danshu.sales.tests.import_files import sheet

__all__ = ["visit"]
pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-009", "SYS-030", "ORD-003")]
ROWS = (
    "A-1,2024-03-05,C1,示例东篱茶社,P1,茶叶,3,0,10.005,2024-03-07",
    "A-1,2024-03-05,C1,示例东篱茶社,P2,茶杯,1,0.2,8.005,2024-03-07",
    "A-1,2024-03-06,C2,示例梧桐书店,P1,茶叶,2,0,6.67,2024-03-08",
    "A-2,2024-03-06,C2,示例梧桐书店,P1,茶叶,两包,0,6.67,2024-03-08",
)
HEADINGS = {
    "number": "订单编号", "order_date": "订单日期", "customer_code": "客户编码", "customer_name": "客户名称",
    "product_code": "商品编码", "product_name": "商品名称", "quantity": "数量", "discount": "折扣", "amount": "行金额",
    "shipped_on": "发货日期",
}  # fmt: skip


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "home"


@pytest.fixture
def client(visit: Any) -> Visitor:
    """A program that may import orders and make customers and products."""
    visitor: Visitor = visit(
        IMPORT, UNDO, IMPORT_ORDER, CHOOSE_CUSTOMERS, CREATE_CUSTOMERS, VIEW_CUSTOMERS, ITEM_CREATE
    )
    visitor.actor = Actor(None, "程序", grants=visitor.actor.grants)
    return visitor


def upload(client: Visitor, folder: Path) -> Any:
    file = SimpleUploadedFile("orders.csv", sheet(folder, ROWS).read_bytes())
    return client.post(f"{API}/imports", {"kind": "orders", "file": file}, headers={"Idempotency-Key": "u"})


def checked(client: Visitor, path: str, answers: dict[str, str], key: str) -> dict[str, Any]:
    """The batch after a dry run with these answers."""
    assert send(client, "post", f"{path}/check", {"answers": answers}, key=key).status_code == 202
    running.check(int(path.rsplit("/", 1)[1]), client.actor)
    return dict(client.get(f"{API}{path}").json())


def test_orders_through_the_api_are_asked_about_imported_once_and_taken_back(client: Visitor, tmp_path: Path) -> None:
    answer = upload(client, tmp_path)
    assert answer.status_code == 201, answer.content
    path = f"/imports/{answer.json()['id']}"
    assert (
        send(client, "put", f"{path}/mapping", {"columns": HEADINGS, "version": answer.json()["version"]}).status_code
        == 200
    )

    asked = checked(client, path, {}, "c1")
    assert asked["status"] == "asking"
    assert [question["code"] for question in asked["questions"]] == ["order_key", "status", "customers", "products"]
    assert send(client, "post", f"{path}/run", {}, key="r0").status_code == 409
    assert Order.objects.count() == 0

    answers = {"order_key": "number_customer_date", "status": "completed", "customers": "create", "products": "create"}
    ready = checked(client, path, answers, "c2")
    assert (ready["status"], ready["counts"]["check"]["groups"]) == ("checked", {"created": 2}), ready["reasons"]
    problems = client.get(f"{API}{path}/problems").json()
    assert [(p["row"], p["field"], p["text"]) for p in problems] == [(5, "quantity", "两包")]
    assert Order.objects.count() == 0

    for _again in range(2):
        assert send(client, "post", f"{path}/run", {}, key="r").status_code == 202
        running.run(int(path.rsplit("/", 1)[1]), client.actor)
    done = client.get(f"{API}{path}").json()
    assert (done["status"], done["totals"]["amount"]) == ("done", "24.68")
    stored = Order.objects.order_by("pk").values_list("external_number", "channel", "status", "total")
    assert list(stored) == [
        ("A-1", "import", "completed", Decimal("18.01")), ("A-1", "import", "completed", Decimal("6.67")),
    ]  # fmt: skip
    assert OrderLine.objects.count() == 3

    assert send(client, "post", f"{path}/undo", {}, key="x").status_code == 202
    running.undo(int(path.rsplit("/", 1)[1]), client.actor)
    assert (Order.objects.count(), OrderLine.objects.count()) == (0, 0)


def test_orders_are_not_imported_through_the_api_without_the_right(visit: Any, tmp_path: Path) -> None:
    answer = upload(visit(IMPORT), tmp_path)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert Order.objects.count() == 0
