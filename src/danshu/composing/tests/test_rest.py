"""Merging and splitting through the API: the same operations, the same refusals (SYS-030)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from danshu.amendments.tests.test_rest import Program
from danshu.composing.tests.desk import drifts, fresh, lines_of
from danshu.sales.models import Order
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import World, line

D = Decimal


@pytest.mark.spec("ORD-014", "SYS-030")
def test_a_program_merges_as_the_page_does(office: World, sign_in: SignIn) -> None:
    first, second = office.order(line(office.soap, 2)), office.order(line(office.soap, 1))
    clerk = Program(sign_in(office.clerk))
    body = {
        "orders": [{"number": first.number, "version": first.version}, {"number": second.number}],
        "join_lines": True,
    }
    told = clerk.post("/orders/merge/preview", body)
    assert (told.status_code, {each["code"] for each in told.json()["effects"]} >= {"merged", "voided"}) == (200, True)
    assert fresh(second).status == "awaiting_review"
    assert clerk.post("/orders/merge", body).status_code == 400, "without a key"
    made = clerk.post("/orders/merge", body, key="m1")
    assert (made.status_code, made.json()["number"], made.json()["line_count"]) == (200, first.number, 1), made.content
    assert clerk.post("/orders/merge", body, key="m1").json() == made.json()
    again = clerk.post(
        "/orders/merge", body | {"orders": [{"number": first.number}, {"number": second.number}]}, key="m2"
    )
    assert (again.status_code, again.json()["code"]) == (409, "not_mergeable")
    assert Program(sign_in(office.stranger)).post("/orders/merge", body, key="m3").status_code == 404
    assert drifts() == []


@pytest.mark.spec("ORD-021", "SYS-030")
def test_a_program_splits_as_the_page_does(office: World, sign_in: SignIn) -> None:
    order = office.order(line(office.soap, 5))
    pk = order.lines.get().pk
    clerk, path = Program(sign_in(office.clerk)), f"/orders/{order.number}/split"
    body = {"lines": [{"line_id": pk, "quantity": "2"}], "wanted_date": "2026-12-24", "version": order.version}
    told = clerk.post(f"{path}/preview", body)
    assert (told.status_code, Order.objects.count()) == (200, 1)
    twice = clerk.post(path, {"lines": [{"line_id": pk, "quantity": "1"}] * 2}, key="s0")
    assert (twice.status_code, twice.json()["errors"][0]["field"]) == (422, "lines")
    made = clerk.post(path, body, key="s1")
    assert (made.status_code, made.json()["order"]["total"], made.json()["new_order"]["total"]) == (
        201, "127.50", "85.00",
    ), made.content  # fmt: skip
    assert clerk.post(path, body, key="s1").json() == made.json()
    new = Order.objects.get(number=made.json()["new_order"]["number"])
    assert [row[2] for row in lines_of(new)] == [D(2)]
    late = clerk.post(path, body, key="s2")
    assert (late.status_code, late.json()["code"]) == (409, "edit_conflict")
    assert drifts() == []
