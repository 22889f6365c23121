"""Orders of real workbooks: the retail sample with its reused numbers, and the trading company."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Sum

from danshu.catalog.models import Item
from danshu.currencies.tests.factories import orderable
from danshu.exchange.engine import running
from danshu.exchange.engine.driving import Wishes, import_file
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.start_undo import start_undo
from danshu.exchange.reading import opening
from danshu.exchange.reading.opening import RawRow
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.money import round_amount
from danshu.kit.verification import CHECKS
from danshu.parties import queries as parties
from danshu.sales.models import Order, OrderLine, OrderNote

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-009", "ORD-003")]
NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
SYSTEM = Actor.system()
Key = tuple[str, str, date]


def drifts() -> list[str]:
    return [text for check in CHECKS.values() for text in check.function()]


def undo(batch: ImportBatch) -> ImportBatch:
    start_undo(batch_id=batch.pk, in_background=False, actor=SYSTEM, at=now())
    running.undo(batch.pk, SYSTEM)
    batch.refresh_from_db()
    return batch


def superstore(data: Path, kind: str = "orders", **wishes: Any) -> ImportBatch:
    path = data / "superstore-cn" / "superstore-cn.xls"
    return import_file(kind, path, Wishes(**wishes), actor=SYSTEM, at=NOON)


def sheet_sums(data: Path) -> dict[Key, Decimal]:
    """What the sheet itself says each order comes to."""
    path = data / "superstore-cn" / "superstore-cn.xls"
    sums: defaultdict[Key, Decimal] = defaultdict(Decimal)
    for line in list(opening.stream(path, path.name, sheet=0))[1:]:
        texts = RawRow.parse(line).texts
        sums[texts[1], texts[5], date.fromisoformat(texts[2][:10])] += Decimal(texts[16])
    return sums


@pytest.mark.slow
def test_the_retail_workbook_becomes_4985_orders_with_the_sheets_sums_and_goes_again(data: Path) -> None:
    batch = superstore(data, mapping="superstore-orders")

    assert batch.status == "done", (batch.failure, batch.reasons[:5])
    assert batch.counts["run"]["groups"] == batch.counts["check"]["groups"] == {"created": 4985}
    made = {"sales.order": 4985, "parties.customer": 790, "catalog.item": 1977, "catalog.category": 20}
    assert batch.counts["run"]["records"] == batch.counts["check"]["records"] == made
    assert (Order.objects.count(), OrderLine.objects.count()) == (4985, 10_000)
    assert Decimal(batch.totals["sheet"]) == Decimal("16117548.237")
    codes = dict(parties.customers(SYSTEM).values_list("pk", "external_code"))
    stored = {
        (number, codes[customer], day): total
        for number, customer, day, total in Order.objects.values_list(
            "external_number", "customer_id", "order_date", "total"
        )
    }
    assert stored == {key: round_amount(amount) for key, amount in sheet_sums(data).items()}
    assert str(Order.objects.aggregate(Sum("total"))["total__sum"]) == batch.totals["amount"]
    assert set(Order.objects.values_list("status", "payment_state", "shipping_state")) == {
        ("completed", "paid", "signed")
    }
    assert drifts() == []

    again = superstore(data, mapping="superstore-orders")
    assert again.counts["check"]["groups"] == {"skipped": 4985}

    returns = superstore(data, "order_returns", mapping="superstore-returns")
    assert [question["code"] for question in returns.questions] == ["ambiguous"]
    returns = superstore(data, "order_returns", mapping="superstore-returns", answers={"ambiguous": "all"})
    assert returns.counts["run"]["groups"] == {"updated": 296}
    assert OrderLine.objects.filter(returned_quantity__gt=0).values("order").distinct().count() == 553
    assert OrderNote.objects.count() == 553
    assert undo(returns).counts["undo"]["kept"] == 0
    assert OrderLine.objects.filter(returned_quantity__gt=0).count() == OrderNote.objects.count() == 0

    assert undo(batch).counts["undo"] == {"removed": made, "restored": {}, "kept": 0}
    assert (Order.objects.count(), Item.objects.count(), parties.customers(SYSTEM).count()) == (0, 0, 0)


@pytest.mark.slow
def test_the_retail_workbook_is_not_imported_before_somebody_says_what_an_order_is(data: Path) -> None:
    batch = superstore(data)

    assert batch.status == "asking"
    asked = {question["code"]: question for question in batch.questions}
    assert list(asked) == ["order_key", "status", "customers", "product_names", "products"]
    key = asked["order_key"]
    assert "2773 个订单编号里，1407 个属于不止一个客户，1405 个有不止一个日期" in key["why"]
    assert [(answer["value"], answer["detail"]) for answer in key["answers"]] == [
        ("number_customer_date", "4,985 张订单"),
        ("number_customer", "4,979 张订单"),
        ("number", "1,366 张订单，另有 1,407 个编号有几个客户，列为错误"),
    ]
    assert Order.objects.count() == 0


def test_the_trading_company_comes_in_with_customers_products_and_orders(data: Path) -> None:
    folder = data / "northwind"
    orderable("USD", "7.2")  # its open orders are in dollars
    for kind in ("customers", "products"):
        mapping = Wishes(mapping=f"northwind-{kind}")
        import_file(kind, folder / f"{kind}.csv", mapping, actor=SYSTEM, at=NOON)
    path = folder / "orders.csv"
    batch = import_file("orders", path, Wishes(mapping="northwind-orders"), actor=SYSTEM, at=NOON)

    # 11 open orders name discontinued products, which an open order must not
    assert batch.status == "done", (batch.failure, batch.questions, batch.reasons[:5])
    assert {reason["code"] for reason in batch.reasons if not reason["warning"]} == {"not_sold"}
    states = list(Order.objects.values_list("status", flat=True))
    assert (states.count("completed"), states.count("draft")) == (809, 10)
    assert drifts() == []
    assert undo(batch).counts["undo"] == {"removed": {"sales.order": 819}, "restored": {}, "kept": 0}

    wishes = Wishes(mapping="northwind-orders", answers={"status": "completed"})
    batch = import_file("orders", path, wishes, actor=SYSTEM, at=NOON)
    assert (batch.counts["run"]["groups"], OrderLine.objects.count()) == ({"created": 830}, 2155)
    first = Order.objects.get(external_number="10248")
    assert (first.customer_name, first.currency, first.order_date, first.freight, first.total, first.line_count) == (
        "Vins et alcools Chevalier", "USD", date(1996, 7, 4), Decimal("32.38"), Decimal("472.38"), 3,
    )  # fmt: skip
    assert Order.objects.aggregate(Sum("freight"))["freight__sum"] == Decimal("64942.69")
    assert drifts() == []
