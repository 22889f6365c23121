"""Shipping through the API: the same rules, rights and scope as on the pages (SYS-030)."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from danshu.dictionaries.queries import id_of
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.tests.conftest import SignIn, held, paid, shipped
from danshu.inventory.models import Warehouse
from danshu.kit.clock import now
from danshu.sales.records import Order
from danshu.sales.tests.world import World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-030")]


def send(client: Client, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
    """One request with a JSON body; `key` is the idempotency key."""
    headers = {"Idempotency-Key": key} if key else {}
    data = "" if body is None else json.dumps(body, default=str)
    return client.generic(method, f"/api/v1{path}", data, content_type="application/json", headers=headers)


@pytest.fixture
def order(world: World) -> Order:
    return paid(world, line(world.soap, 5), line(world.paper, 3))


@pytest.mark.spec("FUL-002", "FUL-004", "FUL-009", "FUL-012", "FUL-014", "COM-013")
def test_a_note_goes_from_draft_to_signed(world: World, order: Order, sign_in: SignIn) -> None:
    client, desk = sign_in(world.shipper), sign_in(world.service_desk)
    soap, paper = order.lines.order_by("position")
    made = send(client, "POST", "/shipments", {"order_number": order.number, "boxes": 2}, key="a")
    assert made.status_code == 201, made.content
    assert send(client, "POST", "/shipments", {"order_number": order.number, "boxes": 2}, key="a").json() == made.json()
    number = made.json()["number"]
    assert Shipment.objects.count() == 1

    wanted = [{"line_id": soap.pk, "quantity": "2"}, {"line_id": paper.pk, "quantity": "3"}]
    edit = {"lines": wanted, "boxes": 1, "remark": "轻放", "version": made.json()["version"]}
    changed = send(client, "PUT", f"/shipments/{number}", edit, key="b").json()
    assert [Decimal(row["quantity"]) for row in changed["lines"]] == [2, 3]
    stale = send(client, "PUT", f"/shipments/{number}", edit, key="b2")
    assert (stale.status_code, stale.json()["code"]) == (409, "edit_conflict")

    short = {"lines": [{"line_id": soap.pk, "quantity": "1"}], "pack": True}
    refused = send(client, "POST", f"/shipments/{number}/picking", short, key="c")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "short_reason")
    packed = send(client, "POST", f"/shipments/{number}/picking", {
        "lines": wanted, "pack": True, "weight_kg": "2.5", "package_size": "30×20×10 cm"}, key="d")  # fmt: skip
    assert (packed.json()["pick_state"], packed.json()["package_size"]) == ("packed", "30×20×10 cm")

    posted = send(client, "POST", f"/shipments/{number}/confirmation", {"seen_status": "draft"}, key="e")
    assert posted.json()["status"] == "confirmed"
    assert world.stock(world.soap) == (Decimal(98), Decimal(3))
    carrier = id_of("carrier", "sf")
    gone = send(
        client, "POST", f"/shipments/{number}/hand-over", {"carrier_id": carrier, "tracking_number": "SF1"}, key="f"
    )
    assert gone.json()["status"] == "in_delivery"
    event = {"kind": "in_transit", "happened_at": now().isoformat(), "place": "示例市"}
    told = send(client, "POST", f"/shipments/{number}/tracking", event, key="g")
    assert [row["kind"] for row in told.json()["tracking"]] == ["in_transit"]
    future = {**event, "happened_at": (now() + timedelta(hours=1)).isoformat()}
    assert send(client, "POST", f"/shipments/{number}/tracking", future, key="h").status_code == 422

    receipt = {"signed_by": "吴九", "evidence": "签收单"}
    signed = send(desk, "POST", f"/shipments/{number}/receipt", receipt, key="i")
    assert (signed.json()["status"], signed.json()["signed_by"]) == ("signed", "吴九")
    assert send(desk, "POST", f"/shipments/{number}/receipt", {"signed_by": "x"}, key="j").status_code == 422


@pytest.mark.spec("FUL-001")
def test_an_order_is_reallocated(world: World, order: Order, second: Warehouse, sign_in: SignIn) -> None:
    client = sign_in(world.shipper)
    path = f"/orders/{order.number}/reallocation"
    refused = send(client, "POST", path, {"warehouse_id": second.pk, "reason": ""}, key="a")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "reason")
    assert send(client, "POST", path, {"warehouse_id": second.pk, "reason": "盘点"}, key="b").status_code == 200
    assert held(second, world.soap.pk) == (Decimal(20), Decimal(5))
    assert held(world.warehouse, world.soap.pk) == (Decimal(100), Decimal(0))


@pytest.mark.spec("FUL-004")
def test_a_draft_is_deleted_and_a_posted_note_reversed(world: World, order: Order, sign_in: SignIn) -> None:
    client = sign_in(world.shipper)
    number = send(client, "POST", "/shipments", {"order_number": order.number}, key="a").json()["number"]
    assert send(client, "POST", f"/shipments/{number}/deletion", {"reason": "重开"}, key="b").json() == {
        "number": number
    }
    assert send(client, "GET", f"/shipments/{number}").status_code == 404
    number = send(client, "POST", "/shipments", {"order_number": order.number}, key="c").json()["number"]
    send(client, "POST", f"/shipments/{number}/confirmation", {}, key="d")
    assert send(client, "POST", f"/shipments/{number}/deletion", {}, key="e").status_code == 409
    assert (
        send(client, "POST", f"/shipments/{number}/reversal", {"reason": "错"}, key="f").json()["status"] == "reversed"
    )
    assert world.stock(world.soap) == (Decimal(100), Decimal(5))


@pytest.mark.spec("FUL-009", "FUL-010", "COM-013")
def test_a_part_is_dispatched_in_one_step_and_once(world: World, order: Order, sign_in: SignIn) -> None:
    client = sign_in(world.shipper)
    soap = order.lines.get(position=1)
    body = {
        "order_number": order.number, "lines": [{"line_id": soap.pk, "quantity": "3"}],
        "carrier_id": id_of("carrier", "sf"), "tracking_number": "SF9",
    }  # fmt: skip
    sent = [send(client, "POST", "/shipments/dispatch", body, key="a") for _ in range(2)]
    assert [answer.status_code for answer in sent] == [201, 201]
    assert (sent[0].json()["status"], Shipment.objects.count()) == ("in_delivery", 1)
    assert world.stock(world.soap) == (Decimal(97), Decimal(2))
    too_many = send(client, "POST", "/shipments/dispatch", body | {"tracking_number": "SF10"}, key="b")
    assert (too_many.status_code, too_many.json()["errors"][0]["field"]) == (422, "lines.0.quantity")


@pytest.mark.spec("FUL-006")
def test_notes_are_looked_up_by_tracking_number(world: World, sign_in: SignIn) -> None:
    sent = shipped(world, paid(world, line(world.soap, 1)), "SF42")
    shipped(world, paid(world, line(world.soap, 2)), "SF43")
    client = sign_in(world.shipper)
    found = send(client, "GET", "/shipments?tracking_number=SF42").json()["items"]
    assert [row["number"] for row in found] == [sent.number]
    assert len(send(client, "GET", "/shipments?status=in_delivery").json()["items"]) == 2
    assert send(client, "GET", "/shipments?status=draft").json()["items"] == []


@pytest.mark.spec("ACC-022", "ACC-023", "COM-013")
def test_rights_scope_and_keys_hold(world: World, order: Order, sign_in: SignIn) -> None:
    body = {"order_number": order.number}
    assert send(sign_in(world.clerk), "POST", "/shipments", body, key="a").status_code == 403
    assert send(sign_in(world.shipper), "POST", "/shipments", body).status_code == 400
    sent = shipped(world, order)
    assert send(sign_in(world.stranger), "GET", f"/shipments/{sent.number}").status_code == 404
    receipt = {"signed_by": "x", "evidence": "x"}
    shipper = sign_in(world.shipper)
    assert send(shipper, "POST", f"/shipments/{sent.number}/receipt", receipt, key="b").status_code == 403
    sent.refresh_from_db()
    assert sent.status == "in_delivery"


@pytest.mark.spec("FUL-002", "FUL-004", "FUL-010", "COM-014")
def test_no_piece_is_broken_and_no_line_is_named_twice(world: World, order: Order, sign_in: SignIn) -> None:
    client = sign_in(world.shipper)
    soap, paper = order.lines.order_by("position")
    keys = itertools.count()

    def refused(method: str, path: str, body: dict[str, Any]) -> tuple[int, list[tuple[str, str]]]:
        answer = send(client, method, path, body, key=f"k{next(keys)}")
        return answer.status_code, [(e["field"], e["code"]) for e in answer.json().get("errors", [])]

    half = {"order_number": order.number, "lines": [{"line_id": soap.pk, "quantity": "0.5"}]}
    sent = {**half, "carrier_id": id_of("carrier", "sf"), "tracking_number": "SF1"}
    assert refused("POST", "/shipments/dispatch", sent) == (422, [("lines.0.quantity", "quantity")])
    assert refused("POST", "/shipments", half) == (422, [("lines.0.quantity", "quantity")])
    twice = {"order_number": order.number, "lines": [{"line_id": soap.pk, "quantity": n} for n in ("1", "2")]}
    assert refused("POST", "/shipments", twice) == (422, [("lines.1.line_id", "twice")])
    assert Shipment.objects.count() == 0
    assert world.stock(world.soap) == (Decimal(100), Decimal(5))

    whole = {"order_number": order.number, "remark": "轻放"}
    note = send(client, "POST", "/shipments", whole, key="n").json()
    path = f"/shipments/{note['number']}"
    broken = {"lines": [{"line_id": soap.pk, "quantity": "2.5"}], "version": note["version"]}
    assert refused("PUT", path, broken) == (422, [("lines.0.quantity", "quantity")])
    assert refused("POST", f"{path}/picking", {"lines": broken["lines"]}) == (422, [("lines.0.quantity", "quantity")])
    stranger = {"lines": [{"line_id": soap.pk, "quantity": "1"}, {"line_id": 987654, "quantity": "1"}]}
    assert refused("POST", f"{path}/picking", stranger) == (422, [("lines.1.line_id", "unknown")])
    kept = Shipment.objects.get()
    assert (kept.remark, kept.pick_state) == ("轻放", "to_pick")
    assert sorted(kept.lines.values_list("order_line_id", "quantity", "picked_quantity")) == [
        (soap.pk, Decimal(5), Decimal(0)), (paper.pk, Decimal(3), Decimal(0)),
    ]  # fmt: skip


@pytest.mark.spec("FUL-009")
def test_only_a_valid_carrier_carries(world: World, order: Order, sign_in: SignIn) -> None:
    client = sign_in(world.shipper)
    for key, carrier in enumerate((id_of("delivery_method", "pick_up"), 987654)):
        body = {"order_number": order.number, "carrier_id": carrier, "tracking_number": "SF1"}
        answer = send(client, "POST", "/shipments/dispatch", body, key=f"k{key}")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "carrier")
    assert Shipment.objects.count() == 0
    assert world.stock(world.soap) == (Decimal(100), Decimal(5))
