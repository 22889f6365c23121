"""What an order points at exists and is its own: addresses, delivery methods, warehouses (ORD-004, FUL-001)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from danshu.dictionaries.models import Value
from danshu.identity.models import Unit
from danshu.inventory.models import StockBalance, Warehouse
from danshu.kit.errors import FieldErrors
from danshu.parameters.queries import begin_scope, end_scope, refresh_company_zone
from danshu.sales.models import Order
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.create_order import create_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import NOON, World, add_stock, line

pytestmark = pytest.mark.django_db
API = "/api/v1/orders"
NOWHERE = 999_999


def send(client: Client, method: str, path: str, body: dict[str, Any], key: str) -> Any:
    headers = {"Idempotency-Key": key}
    return getattr(client, method)(path, json.dumps(body), content_type="application/json", headers=headers)


def body(world: World, line_values: dict[str, Any] | None = None, **values: Any) -> dict[str, Any]:
    """An order of one line as the API takes it."""
    lines = [{"item_id": world.soap.pk, "quantity": "2", **(line_values or {})}]
    return {"customer_id": world.customer.pk, "lines": lines, "delivery_method_id": world.delivery_method_id, **values}


def fields(answer: Any) -> list[str]:
    return [problem["field"] for problem in answer.json()["errors"]]


WRONG = [
    ({"delivery_method_id": NOWHERE}, {}, ["delivery_method_id"]),
    ({"warehouse_id": NOWHERE}, {}, ["warehouse_id"]),
    ({}, {"warehouse_id": NOWHERE}, ["lines.0.warehouse_id"]),
    ({"address_id": NOWHERE}, {}, ["address_id"]),
    ({"address_id": NOWHERE, "warehouse_id": NOWHERE}, {"warehouse_id": NOWHERE},
     ["address_id", "warehouse_id", "lines.0.warehouse_id"]),
]  # fmt: skip


@pytest.mark.spec("ORD-004", "COM-011")
@pytest.mark.parametrize(("head", "row", "named"), WRONG)
def test_what_does_not_exist_is_refused_beside_its_field_when_placing_and_when_editing(
    office: World, sign_in: SignIn, head: dict[str, Any], row: dict[str, Any], named: list[str]
) -> None:
    client = sign_in(office.clerk)
    refused = send(client, "post", API, body(office, row, **head), "a")
    assert (refused.status_code, fields(refused), Order.objects.count()) == (422, named, 0)
    order = office.order(line(office.soap, 1))
    refused = send(client, "put", f"{API}/{order.number}", body(office, row, version=1, **head), "b")
    assert (refused.status_code, fields(refused)) == (422, named)
    order.refresh_from_db()
    assert (order.version, order.lines.get().quantity) == (1, Decimal(1))


@pytest.mark.spec("ORD-004", "COM-005")
def test_a_delivery_method_is_a_valid_value_of_its_own_dictionary_and_an_order_keeps_the_one_it_has(
    office: World,
) -> None:
    other = Value.objects.exclude(dictionary="delivery_method").filter(is_valid=True).order_by("pk")[0]
    stamp = datetime(2026, 9, 18, tzinfo=UTC)
    ended = Value.objects.create(dictionary="delivery_method", name="马车", position=99, is_valid=False,
                                 created_at=stamp, updated_at=stamp)  # fmt: skip
    for wrong in (other.pk, ended.pk):
        with pytest.raises(FieldErrors) as refused:
            office.order(delivery_method_id=wrong)
        assert [(p.field, p.code) for p in refused.value.problems] == [("delivery_method", "unknown")]
    assert Order.objects.count() == 0
    order = office.order(submit=False)
    Order.objects.filter(pk=order.pk).update(delivery_method_id=ended.pk)
    entry = office.entry(delivery_method_id=ended.pk, remark="周一送")
    edit_order(order_id=order.pk, entry=entry, version=1, actor=office.clerk, at=NOON)
    order.refresh_from_db()
    assert (order.delivery_method_id, order.remark) == (ended.pk, "周一送")


@pytest.mark.spec("ORD-004")
def test_placing_an_order_that_names_no_warehouse_asks_for_nothing_more(office: World) -> None:
    def statements(**values: Any) -> int:
        with CaptureQueriesContext(connection) as seen:
            create_order(entry=office.entry(line(office.soap, 1), **values), actor=office.clerk, at=NOON)
        return len(seen)

    statements()
    without, usual = statements(delivery_method_id=None), statements()
    named = statements(warehouse_id=office.warehouse.pk)
    assert (usual - without, named - usual) == (0, 1)


@pytest.mark.spec("ORD-009", "ORD-019")
def test_an_order_costs_as_many_statements_with_twenty_lines_as_with_one(office: World) -> None:
    """Every statement is a round trip, and round trips are what placing an order costs (docs/performance.md)."""

    def statements(count: int) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as entered:
            order = office.order(*[line(office.soap if n % 2 else office.paper, 1) for n in range(count)])
        begin_scope()  # as a request does: the parameters, and what is read along, are known
        refresh_company_zone()
        with CaptureQueriesContext(connection) as approved:
            approve_order(order_id=order.pk, company_name_confirmed=True, confirmed_warnings=["duplicate"],
                          actor=office.reviewer, at=NOON)  # fmt: skip
        end_scope()
        return len(entered), len(approved)

    statements(1)  # makes counters and accounts
    assert statements(1) == statements(20) == (6, 12)


@pytest.mark.spec("ORD-003")
def test_an_address_chosen_before_the_customer_was_changed_counts_no_more_on_the_page(
    office: World, sign_in: SignIn
) -> None:
    sheet = {
        "customer": str(office.customer.pk), "delivery_method": str(office.delivery_method_id), "channel": "staff",
        "address_id": str(NOWHERE), "lines-0-item": str(office.soap.pk), "lines-0-quantity": "1", "save": "1",
        "form_token": "t-9",
    }  # fmt: skip
    assert sign_in(office.clerk).post("/orders/new/", sheet).status_code == 303
    order = Order.objects.get()
    assert "样板路 100 号" in order.delivery_address


def elsewhere(world: World) -> Warehouse:
    """The warehouse of another branch, full of what is asked for."""
    stamps = {"created_at": NOON, "updated_at": NOON}
    unit = Unit.objects.get(code="HN")
    house = Warehouse.objects.create(code="W3", name="华南一仓", unit=unit, is_default=True, **stamps)
    add_stock(house, world.soap, 50)
    return house


@pytest.mark.spec("FUL-001", "INV-008")
@pytest.mark.parametrize("where", ["head", "row"])
def test_goods_are_not_booked_in_a_warehouse_that_does_not_serve_the_unit_nor_is_it_named(
    office: World, sign_in: SignIn, where: str
) -> None:
    house, client = elsewhere(office), sign_in(office.clerk)
    given = {"warehouse_id": house.pk}
    head, row, named = (given, {}, "warehouse_id") if where == "head" else ({}, given, "lines.0.warehouse_id")
    refused = send(client, "post", API, body(office, {**row, "quantity": "60"}, submit=True, **head), "a")
    assert (refused.status_code, fields(refused), Order.objects.count()) == (422, [named], 0)
    order = office.order(line(office.soap, 1))
    changed = send(client, "put", f"{API}/{order.number}", body(office, row, version=1, **head), "b")
    assert (changed.status_code, fields(changed)) == (422, [named])
    assert "华南一仓" not in refused.content.decode() + changed.content.decode()
    order.refresh_from_db()
    assert (order.version, order.warehouse_id) == (1, None)
    assert StockBalance.objects.get(warehouse=house).reserved == 0


@pytest.mark.spec("FUL-001")
def test_an_order_keeps_the_warehouse_it_was_moved_to_and_headquarters_serves_the_branch(office: World) -> None:
    house = elsewhere(office)
    stamps = {"created_at": NOON, "updated_at": NOON}
    above = Warehouse.objects.create(code="W9", name="总仓", unit=office.hq, **stamps)
    assert office.order(line(office.soap, 1), warehouse_id=above.pk).warehouse_id == above.pk
    order = office.order(line(office.soap, 1))
    Order.objects.filter(pk=order.pk).update(warehouse_id=house.pk)
    order.lines.update(warehouse_id=house.pk)
    kept = line(office.soap, 1, warehouse_id=house.pk, line_id=order.lines.get().pk)
    entry = office.entry(kept, warehouse_id=house.pk, delivery_address="新路 1 号")
    edit_order(order_id=order.pk, entry=entry, version=1, actor=office.clerk, at=NOON)
    order.refresh_from_db()
    assert (order.warehouse_id, order.delivery_address) == (house.pk, "新路 1 号")
