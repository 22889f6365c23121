"""Orders from sheets: what one order is, who and what is made, amounts, open orders by the page's rules, undo."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from danshu.audit.queries import history
from danshu.exchange.engine import running
from danshu.exchange.operations.start_undo import start_undo
from danshu.exchange.permissions import IMPORT, UNDO
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.clock import business_date, now
from danshu.kit.verification import CHECKS
from danshu.outbox.models import OutboxEvent
from danshu.parties.queries import customers
from danshu.sales.intake.amounts import to_cents
from danshu.sales.models import Order, OrderLine
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.permissions import CHANGE_PRICE, IMPORT_ORDER
from danshu.sales.tests.import_files import ANSWERS, problems, sheet, take_in
from danshu.sales.tests.world import NOON, World, build_world

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-009", "ORD-003")]
SYSTEM = Actor.system()
ROWS = (
    "A-1,2024-03-05,C1,示例东篱茶社,P1,茶叶,3,0,10.005,2024-03-07",
    "A-1,2024-03-05,C1,示例东篱茶社,P2,茶杯,1,0.2,8.005,2024-03-07",
    "A-1,2024-03-06,C2,示例梧桐书店,P1,茶叶,2,0,6.67,2024-03-08",
)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "home"


@pytest.fixture
def world() -> World:
    return build_world()


def undo(batch: Any) -> dict[str, Any]:
    start_undo(batch_id=batch.pk, in_background=False, actor=SYSTEM, at=now())
    running.undo(batch.pk, SYSTEM)
    batch.refresh_from_db()
    return dict(batch.counts["undo"])


def drifts() -> list[str]:
    return [text for check in CHECKS.values() for text in check.function()]


def test_one_number_of_two_customers_becomes_two_orders_with_the_sheets_amounts(tmp_path: Path) -> None:
    batch = take_in(sheet(tmp_path, ROWS))

    assert batch.counts["run"]["groups"] == {"created": 2}, batch.reasons
    first, second = Order.objects.order_by("pk")
    assert (first.external_number, first.customer_name, first.order_date) == ("A-1", "示例东篱茶社", date(2024, 3, 5))
    assert (second.external_number, second.customer_name, second.total) == ("A-1", "示例梧桐书店", Decimal("6.67"))
    # 10.005 + 8.005 = 18.01: rounded line by line it would be 18.02
    assert (first.total, first.paid_amount, first.status, first.payment_state, first.shipping_state) == (
        Decimal("18.01"), Decimal("18.01"), "completed", "paid", "signed",
    )  # fmt: skip
    lines = [
        (x.item_code, x.quantity, x.unit_price, x.discount_rate, x.amount, x.shipped_quantity)
        for x in first.lines.all()
    ]
    assert lines == [
        ("P1", 3, Decimal("3.3333"), 100, Decimal("10.00"), 3),
        ("P2", 1, Decimal("10.0125"), 80, Decimal("8.01"), 1),
    ]  # fmt: skip
    assert (first.completed_at.date(), first.submitted_at.date()) == (date(2024, 3, 7), date(2024, 3, 5))
    assert batch.totals == {"sheet": "24.680", "amount": "24.68", "rounding": "0.000", "freight": "0.00"}
    assert drifts() == []


def test_each_order_has_number_history_and_event(tmp_path: Path) -> None:
    batch = take_in(sheet(tmp_path, ROWS))

    orders = list(Order.objects.order_by("pk"))
    assert [order.number[:2] for order in orders] == ["SO", "SO"]
    (entry,) = history("sales.order", orders[0].pk, limit=5)
    assert entry["reason"] == f"导入 {batch.file_name}"
    events = OutboxEvent.objects.filter(name="sales.OrderImported").order_by("id")
    assert [event.payload["total"] for event in events] == ["18.01", "6.67"]
    assert not OutboxEvent.objects.filter(name__in=["sales.OrderApproved", "sales.OrderSubmitted"]).exists()


def test_without_an_answer_nothing_is_imported_and_the_question_says_what_stands_there(tmp_path: Path) -> None:
    batch = take_in(sheet(tmp_path, ROWS), answers={})

    assert batch.status == "asking"
    key = batch.questions[0]
    assert key["code"] == "order_key"
    assert "1 个订单编号里，1 个属于不止一个客户，1 个有不止一个日期" in key["why"]
    assert "示例东篱茶社 2024-03-05" in key["why"]
    assert [(a["value"], a["detail"]) for a in key["answers"]] == [
        ("number_customer_date", "2 张订单"), ("number_customer", "2 张订单"), ("number", "0 张订单，另有 1 个编号有几个客户，列为错误"),
    ]  # fmt: skip
    assert Order.objects.count() == 0


def test_the_number_alone_never_merges_two_customers(tmp_path: Path) -> None:
    batch = take_in(sheet(tmp_path, ROWS), answers=ANSWERS | {"order_key": "number"})

    assert problems(batch) == [("other_customer", "number", 4)]
    assert (Order.objects.count(), customers(SYSTEM).count()) == (0, 0)


def test_unknown_customers_and_products_are_refused_when_they_may_not_be_made(tmp_path: Path, world: World) -> None:
    rows = (*ROWS, f"B-1,2024-03-05,{world.customer.number},,{world.soap.code},,2,0,85,2024-03-07")
    batch = take_in(sheet(tmp_path, rows), answers=ANSWERS | {"customers": "refuse", "products": "refuse"})

    assert {(code, field) for code, field, _row in problems(batch)} == {
        ("unknown_customer", "customer_code"), ("unknown_product", "product_code"),
    }  # fmt: skip
    (order,) = Order.objects.all()
    assert (order.external_number, order.customer_id, order.total) == ("B-1", world.customer.pk, Decimal("85.00"))
    assert customers(SYSTEM).count() == 1


def test_a_product_refused_by_the_catalogue_leaves_no_customer_behind(tmp_path: Path) -> None:
    head = "订单编号,客户编码,商品编码,数量,单价,币种"
    batch = take_in(sheet(tmp_path, ["A-1,C1,P1,1,10,XXX", "A-2,C2,P2,1,10,CNY"], head=head))

    assert Order.objects.count() == customers(SYSTEM).count() == batch.counts["run"]["groups"]["created"] == 1
    assert [row for _code, _field, row in problems(batch)] == [2]


def test_a_code_of_another_name_is_refused_with_both_names(tmp_path: Path) -> None:
    take_in(sheet(tmp_path, ROWS[:2]))
    batch = take_in(sheet(tmp_path, ["A-9,2024-03-05,C1,示例归林酒坊,P1,茶叶,1,0,5,"], name="second.csv"))

    assert problems(batch) == [("other_name", "customer_name", 2)]
    assert Order.objects.count() == 1


def test_importing_the_same_file_again_skips_every_order(tmp_path: Path) -> None:
    path = sheet(tmp_path, ROWS)
    take_in(path)
    batch = take_in(path)

    assert batch.counts["check"]["groups"] == {"skipped": 2}
    assert (Order.objects.count(), OrderLine.objects.count()) == (2, 3)


def test_one_customer_and_number_on_two_days_are_two_orders(tmp_path: Path) -> None:
    rows = ["A-1,2024-03-05,C1,甲店,P1,茶叶,1,0,5,", "A-1,2024-03-06,C1,甲店,P1,茶叶,1,0,5,"]
    take_in(sheet(tmp_path, rows))
    assert Order.objects.count() == 2

    undone = take_in(sheet(tmp_path, rows, name="b.csv"), answers=ANSWERS | {"order_key": "number_customer"})
    assert undone.counts["check"]["groups"] == {"skipped": 1}


def test_drafts_follow_the_rules_of_the_order_page(tmp_path: Path, world: World) -> None:
    world.paper.is_on_sale = False
    world.paper.save(update_fields=["is_on_sale"])
    rows = [
        f"A-1,,{world.customer.number},,{world.soap.code},,2,,",
        f"A-2,,{world.customer.number},,{world.paper.code},,2,,",
        f"A-3,,{world.customer.number},,{world.soap.code},,1.5,,",
    ]
    head = "订单编号,订单日期,客户编码,客户名称,商品编码,商品名称,数量,折扣,单价"
    batch = take_in(sheet(tmp_path, rows, head=head), answers=ANSWERS | {"status": "draft"})

    assert {(code, field) for code, field, _row in problems(batch)} == {
        ("not_sold", "product_code"), ("quantity", "quantity"),
    }  # fmt: skip
    (order,) = Order.objects.all()
    assert (order.status, order.total, order.paid_amount, order.order_date) == (
        "draft", Decimal("85.00"), Decimal(0), business_date(now()),
    )  # fmt: skip
    assert order.lines.get().price_source == "list"
    assert [text for code, check in CHECKS.items() if code.startswith("sales.") for text in check.function()] == []


def test_prices_of_drafts_need_the_right_to_change_prices(tmp_path: Path, world: World) -> None:
    rows = [f"A-1,,{world.customer.number},,{world.soap.code},,2,,1.00"]
    head = "订单编号,订单日期,客户编码,客户名称,商品编码,商品名称,数量,折扣,单价"
    codes = [IMPORT, UNDO, IMPORT_ORDER, "parties.customer.choose"]
    clerk = Actor(
        user_id=world.clerk.user_id, name="李四", unit_id=world.clerk.unit_id,
        grants=world.clerk.grants | dict.fromkeys(codes, EVERYTHING),
    )  # fmt: skip
    without = Actor(
        user_id=clerk.user_id, name="李四", unit_id=clerk.unit_id,
        grants={code: scope for code, scope in clerk.grants.items() if code != CHANGE_PRICE},
    )  # fmt: skip
    path = sheet(tmp_path, rows, head=head)
    refused = take_in(path, without, answers=ANSWERS | {"status": "draft"})
    assert problems(refused) == [("forbidden", "unit_price", 2)]
    assert Order.objects.count() == 0

    take_in(path, clerk, answers=ANSWERS | {"status": "draft"})
    order = Order.objects.get()
    assert (order.total, order.lines.get().price_source, order.owner_id) == (Decimal("2.00"), "manual", clerk.user_id)


def test_freight_counts_once_and_must_not_differ_within_an_order(tmp_path: Path) -> None:
    head = "订单编号,客户编码,商品编码,数量,单价,运费"
    rows = ["A-1,C1,P1,1,10,7.5", "A-1,C1,P2,2,5,7.5", "A-2,C1,P1,1,10,1", "A-2,C1,P2,1,10,2"]
    batch = take_in(sheet(tmp_path, rows, head=head))

    (order,) = Order.objects.all()
    assert (order.freight, order.goods_total, order.total) == (Decimal("7.50"), Decimal("20.00"), Decimal("27.50"))
    assert problems(batch) == [("differs", "freight", 5)]


def test_a_cancelled_row_becomes_a_cancelled_order(tmp_path: Path) -> None:
    head = "订单编号,状态,客户编码,商品编码,数量,单价,订单日期"
    take_in(sheet(tmp_path, ["A-1,交易关闭,C1,P1,1,10,2024-01-02", "A-2,已完成,C1,P1,1,10,2024-01-02"], head=head))

    assert dict(Order.objects.values_list("external_number", "status")) == {"A-1": "cancelled", "A-2": "completed"}
    assert Order.objects.get(external_number="A-1").cancelled_at.date() == date(2024, 1, 2)
    assert drifts() == []


def test_undo_removes_what_nobody_touched_and_names_the_rest(tmp_path: Path) -> None:
    batch = take_in(sheet(tmp_path, ROWS))
    touched = Order.objects.get(customer_name="示例梧桐书店")
    add_order_note(order_id=touched.pk, content="客户来电询问", actor=SYSTEM, at=NOON)

    figures = undo(batch)
    assert list(Order.objects.all()) == [touched]
    assert [customer.name for customer in customers(SYSTEM)] == ["示例梧桐书店"]
    assert figures["removed"]["sales.order"] == 1
    assert OutboxEvent.objects.filter(name="sales.OrderRemoved").count() == 1
    assert drifts() == []


def test_a_return_is_noted_on_lines_and_history_and_taken_back(tmp_path: Path) -> None:
    from danshu.exchange.engine.driving import Wishes, import_file

    take_in(sheet(tmp_path, ROWS))
    path = sheet(
        tmp_path,
        ["A-1,是,C1,示例东篱茶社", "A-7,是,C1,示例东篱茶社"],
        head="订单编号,退回,客户编码,客户名称",
        name="r.csv",
    )
    batch = import_file("order_returns", path, Wishes(), actor=SYSTEM, at=NOON)

    order = Order.objects.get(customer_name="示例东篱茶社")
    assert [line.returned_quantity for line in order.lines.all()] == [3, 1]
    assert order.notes.get().content == "已退货：r.csv 第 2 行，原因：—"
    assert (order.version, order.total, order.refunded_amount) == (2, Decimal("18.01"), Decimal(0))
    assert problems(batch) == [("unknown_order", "number", 3)]

    assert undo(batch)["kept"] == 0
    order.refresh_from_db()
    assert (order.version, order.notes.count()) == (1, 0)
    assert [line.returned_quantity for line in order.lines.all()] == [0, 0]


@pytest.mark.parametrize(
    ("amounts", "cents"),
    [
        (["10.005", "8.005"], ["10.00", "8.01"]),
        (["0.004", "0.004", "0.004"], ["0.01", "0.00", "0.00"]),
        (["129.696", "1.1"], ["129.70", "1.10"]),
        (["5", None], ["5.00", None]),
    ],
)
def test_lines_add_up_to_the_rounded_sum_each_within_a_cent(amounts: list[Any], cents: list[Any]) -> None:
    found = to_cents([a and Decimal(a) for a in amounts], "CNY")
    assert [None if a is None else str(a) for a in found] == cents
