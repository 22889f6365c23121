"""FI-04 and FI-05 through the public API: many programs at one moment, each with a connection of its own."""

from __future__ import annotations

import json
import logging
import time
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from danshu.billing.models import Receipt
from danshu.catalog.models import Item
from danshu.catalog.tests.factories import make_item
from danshu.dictionaries.queries import id_of
from danshu.inventory.models import StockBalance, Warehouse
from danshu.kit.clock import now
from danshu.parties.models import Customer
from danshu.sales.drafting import LineEntry, OrderEntry
from danshu.sales.models import Order
from danshu.sales.operations.create_order import create_order
from danshu.sales.tests.world import TICKED, add_stock
from tests.faults.racing import Result, race
from tests.faults.test_corruptions import drifts
from tests.faults.town import API, Town

pytestmark = pytest.mark.slow
BUYERS = 50
WAIT = 3.0  # seconds: the lock_timeout of the web
RESERVED_WITHIN = "stock_reserved_within_on_hand"
CLERK, DESK = "lisi0001", "zhaoliu1"


@pytest.fixture(autouse=True)
def _as_the_web_does(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections of clients wait for locks as long as those of the web."""
    caplog.set_level(logging.CRITICAL)
    options = connection.settings_dict["OPTIONS"]
    limit = f"-c lock_timeout={int(WAIT * 1000)}"
    monkeypatch.setitem(options, "options", f"{options.get('options', '')} {limit}".strip())


def send(town: Town, who: str, path: str, body: dict[str, Any], key: str, method: str = "post") -> Any:
    """One write of a program."""
    ask = getattr(town.program(who), method)
    return ask(API + path, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key})


def last_unit(units: int = 1) -> Item:
    """Goods of which there is so much, in one branch."""
    item = make_item("最后一件", sale_price=Decimal(10), tax_rate=Decimal(13))
    add_stock(Warehouse.objects.get(unit__code="HD"), item, units)
    return item


def order_of(town: Town, item: Item) -> Order:
    """An order under review."""
    clerk = town.actor(CLERK)
    customer = Customer.objects.filter(owner_id=town.people[CLERK], is_valid=True).order_by("pk")[0]
    entry = OrderEntry(
        customer_id=customer.pk, lines=[LineEntry(item_id=item.pk, quantity=Decimal(1))], checklist=TICKED,
        delivery_method_id=id_of("delivery_method", "courier"), payment_terms="prepaid",
    )  # fmt: skip
    return create_order(entry=entry, submit=True, actor=clerk, at=now())


def approvals(town: Town, orders: list[Order]) -> Result:
    """All orders approved at once; the outcome of each is (status, code, seconds)."""

    def approve(number: int) -> tuple[int, str, float]:
        body = {"company_name_confirmed": True, "confirmed_warnings": ["duplicate", "price", "terms", "stock"]}
        begun = time.monotonic()
        answer = send(town, DESK, f"/orders/{orders[number].number}/approval", body, f"approve-{number}")
        told = answer.json()
        return answer.status_code, told.get("code", ""), time.monotonic() - begun

    return race(len(orders), approve)


@pytest.mark.spec("FI-05", "INV-008", "INV-S2")
def test_of_fifty_buyers_of_the_last_unit_one_gets_it_and_the_others_are_told_why(town: Town) -> None:
    item = last_unit()
    orders = [order_of(town, item) for _ in range(BUYERS)]

    result = approvals(town, orders)

    assert [o for o in result.outcomes if not isinstance(o, tuple)] == []
    statuses = Counter(status for status, _code, _seconds in result.outcomes)
    assert statuses == {200: 1, 409: BUYERS - 1}
    assert {code for status, code, _s in result.outcomes if status == 409} <= {"blocked", "stock_short", "in_use"}
    assert StockBalance.objects.get(item=item).reserved == 1
    assert Order.objects.filter(pk__in=[o.pk for o in orders], status="approved").count() == 1
    assert drifts() == []


@pytest.mark.spec("FI-05")
def test_negative_control_without_its_guards_the_last_unit_is_sold_twice(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claim is taken without looking, and the table does not mind: the race above must notice."""
    from danshu.holds import counters, engine, statements
    from danshu.inventory.claims import STOCK

    monkeypatch.setattr(statements, "LOCK", "")
    keeper: Any = engine.KEEPERS[STOCK]
    names = ("kind", "table", "key", "capacity", "used", "unbounded")
    bare = counters.CounterKeeper(**{name: getattr(keeper, name) for name in names})
    bare.__dict__["_texts"] = {name: text.replace(" OF r\n", "\n") for name, text in bare._texts.items()}
    monkeypatch.setitem(engine.KEEPERS, STOCK, bare)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE inventory_stockbalance DROP CONSTRAINT {RESERVED_WITHIN}")
    for _round in range(4):
        item = last_unit()
        orders = [order_of(town, item) for _ in range(12)]
        approvals(town, orders)
        if Order.objects.filter(pk__in=[o.pk for o in orders], status="approved").count() > 1:
            return
    pytest.fail("nothing was sold twice although nothing guards it: the race proves nothing")


@pytest.mark.spec("FI-04", "COM-013", "ORD-002")
def test_an_order_sent_five_times_at_once_under_one_key_is_one_order(town: Town) -> None:
    item = last_unit(100)
    customer = Customer.objects.filter(owner_id=town.people[CLERK]).order_by("pk")[0]
    body = {
        "customer_id": customer.pk, "lines": [{"item_id": item.pk, "quantity": "1"}], "submit": True,
        "delivery_method_id": id_of("delivery_method", "courier"), "payment_terms": "prepaid",
    }  # fmt: skip
    before = Order.objects.count()

    def create(_client: int) -> tuple[int, str]:
        answer = send(town, CLERK, "/orders", body, "one-order")
        return answer.status_code, answer.json().get("number", answer.content.decode())

    result = race(5, create)
    assert len(set(result.outcomes)) == 1, result.outcomes
    assert result.outcomes[0][0] == 201
    assert Order.objects.count() == before + 1


@pytest.mark.spec("FI-04", "FIN-002", "INV-M3")
def test_the_same_payment_notice_twenty_times_credits_once(town: Town) -> None:
    order = Order.objects.filter(status="approved", paid_amount=0, total__gt=0).order_by("pk")[0]
    receipts = Receipt.objects.count()
    body = {
        "method": "wechat", "transaction": "4200002609180001", "order_number": order.number, "amount": str(order.total),
        "currency": order.currency,
    }  # fmt: skip

    result = race(20, lambda _c: send(town, "zhengshi", "/payments/notifications", body, "").status_code)

    assert result.names() == {"200": 20}
    order.refresh_from_db()
    assert (Receipt.objects.count(), order.paid_amount) == (receipts + 1, order.total)
    assert drifts() == []


@pytest.mark.spec("FI-05", "COM-012", "CC-9")
def test_of_two_editors_of_a_customer_one_is_told_about_the_other(town: Town) -> None:
    customer = Customer.objects.filter(owner_id=town.people[CLERK]).order_by("pk")[0]

    def edit(client: int) -> tuple[int, str]:
        body = {"version": customer.version, **({"remark": "甲"} if client else {"website": "https://example.com"})}
        answer = send(town, CLERK, f"/customers/{customer.pk}", body, f"edit-{client}", "patch")
        return answer.status_code, answer.json().get("code", "")

    result = race(2, edit)
    assert sorted(result.outcomes) == [(200, ""), (409, "edit_conflict")], result.outcomes
    changed = Customer.objects.get(pk=customer.pk)
    assert changed.version == customer.version + 1


@pytest.mark.spec("FI-05", "CC-11")
def test_of_approving_and_cancelling_at_once_one_happens(town: Town) -> None:
    item = last_unit(10)
    order = order_of(town, item)

    def decide(client: int) -> tuple[int, str]:
        if client:
            body: dict[str, Any] = {"company_name_confirmed": True, "confirmed_warnings": ["duplicate", "price"]}
            answer = send(town, DESK, f"/orders/{order.number}/approval", body | _seen(order), "a")
        else:
            body = {"reason": "客户取消"}
            answer = send(town, "qianyi01", f"/orders/{order.number}/cancellation", body | _seen(order), "c")
        return answer.status_code, answer.json().get("code", "")

    result = race(2, decide)
    assert sorted(status for status, _code in result.outcomes) == [200, 409], result.outcomes
    order.refresh_from_db()
    assert StockBalance.objects.get(item=item).reserved == (1 if order.status == "approved" else 0)


def _seen(order: Order) -> dict[str, Any]:
    return {"seen_status": str(order.status)}
