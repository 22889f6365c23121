"""Money through the API (SYS-030): the same operations, keys and refusals."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from danshu.billing.models import Match, PaymentProblem, Receipt, Refund
from danshu.billing.tests.factories import (
    TOTAL,
    amounts,
    approved,
    executed,
    money_of,
    paid,
    received,
    refunded,
    requested,
    told,
)
from danshu.sales.tests.world import World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-030")]
API = "/api/v1"
KEYS = iter(range(10**6))


def post(client: Any, path: str, key: str | None = None, **body: Any) -> Any:
    headers = {"Idempotency-Key": key or f"k-{next(KEYS)}"} if key != "" else {}
    return client.post(f"{API}{path}", json.dumps(body, default=str), content_type="application/json", headers=headers)


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.mark.spec("FIN-006", "COM-013")
def test_a_receipt_is_recorded_once_per_key(world: World, as_person: Any) -> None:
    client = as_person(world.finance)
    body = {"received_date": "2026-09-18", "payer_name": "甲", "amount": "1000.50", "method": "cash"}
    first = post(client, "/receipts", "r-1", **body)
    assert first.status_code == 201, first.content
    found = first.json()
    assert (found["amount"], found["state"], found["free_amount"]) == ("1000.50", "unmatched", "1000.50")
    assert post(client, "/receipts", "r-1", **body).json() == found
    assert refused(post(client, "/receipts", "r-1", **{**body, "amount": "1"})) == (422, "key_reused")
    assert refused(post(client, "/receipts", "", **body)) == (400, "idempotency_key_missing")
    assert post(client, "/receipts", **{**body, "amount": "0"}).status_code == 422
    assert post(client, "/receipts", **{**body, "colour": "red"}).status_code == 422
    assert Receipt.objects.count() == 1
    assert client.get(f"{API}/receipts/{found['number']}").json()["number"] == found["number"]
    assert client.get(f"{API}/receipts/SK-0").status_code == 404
    assert [r["number"] for r in client.get(f"{API}/receipts").json()["items"]] == [found["number"]]


@pytest.mark.spec("FIN-007", "COM-013")
def test_one_receipt_settles_several_orders_all_or_none(world: World, as_person: Any) -> None:
    first, second = world.approved(), world.approved(line(world.soap, 2))
    receipt, client = received(world, "310.00"), as_person(world.finance)
    path = f"/receipts/{receipt.number}/matches/batch"
    over = [{"order_number": first.number, "amount": "225.40"}, {"order_number": second.number, "amount": "84.61"}]
    assert refused(post(client, path, matches=over)) == (409, "over_matched")
    assert Match.objects.count() == 0
    fits = [{"order_number": first.number, "amount": "225.00", "write_off": "0.40"},
            {"order_number": second.number, "amount": "85.00"}]  # fmt: skip
    for _twice in range(2):
        answer = post(client, path, "m-1", matches=fits, reason="尾差")
        assert (answer.status_code, answer.json()["matched_amount"], answer.json()["state"]) == (
            200,
            "310.00",
            "matched",
        )
    assert [money_of(order)[2] for order in (first, second)] == ["paid", "paid"]
    assert post(client, path, matches=[{"order_number": "SO-0", "amount": "1"}]).status_code == 404


@pytest.mark.spec("FIN-002", "FIN-001")
def test_an_order_is_paid_and_its_methods_are_told(world: World, as_person: Any) -> None:
    order, client = world.approved(), as_person(world.finance)
    methods = client.get(f"{API}/orders/{order.number}/payment-methods").json()
    assert [m["code"] for m in methods][:3] == ["bank_transfer", "wechat", "alipay"]
    path, body = f"/orders/{order.number}/payments", {"received_date": "2026-09-18", "method": "wechat"}
    assert refused(post(client, path, **body, amount="25.40", expected_open="300")) == (409, "amount_changed")
    answer = post(client, path, **body, amount="25.40", expected_open="225.40")
    assert (answer.status_code, answer.json()["matched_amount"]) == (201, "25.40")
    received(world, "500.00", customer_id=world.customer.pk)
    assert post(client, f"/orders/{order.number}/balance-payments", amount="200.00").status_code == 204
    assert money_of(order) == (TOTAL, Decimal(0), "paid")
    assert refused(post(client, path, **body, amount="1")) == (409, "already_paid")


@pytest.mark.spec("FIN-005", "FI-18", "INV-M3")
def test_notices_are_credited_once_and_what_does_not_fit_is_listed_and_settled(world: World, as_person: Any) -> None:
    order, client = world.approved(), as_person(world.finance)
    body = {"method": "wechat", "transaction": "4200", "order_number": order.number, "amount": "225.40"}
    answers = [post(client, "/payments/notifications", "", **body).json() for _thrice in range(3)]
    assert {a["receipt"]["number"] for a in answers} == {Receipt.objects.get().number}
    assert {a["problem"] for a in answers} == {None}
    twice = post(client, "/payments/notifications", "", **{**body, "transaction": "4201"}).json()
    assert (twice["problem"], money_of(order)[0]) == ("paid_twice", TOTAL)
    listed = client.get(f"{API}/payments/problems").json()["items"]
    assert [(p["kind"], p["transaction"], p["closed_at"]) for p in listed] == [("paid_twice", "4201", None)]
    path = f"/payments/problems/{twice['problem_id']}/resolution"
    assert post(client, path, resolution="kept", note="").status_code == 422
    done = post(client, path, "p-1", resolution="returned", note="付了两次")
    assert (done.status_code, done.json()["resolution"]) == (200, "returned")
    assert post(client, path, "p-1", resolution="returned", note="付了两次").json() == done.json()
    assert refused(post(client, path, resolution="kept", note="x")) == (409, "problem_settled")
    assert Refund.objects.get().amount == TOTAL


@pytest.mark.spec("FIN-012", "FIN-013")
def test_a_refund_goes_through_the_api_in_three_hands(world: World, as_person: Any) -> None:
    order = world.approved()
    paid(world, order)
    seller, service, finance = (as_person(p) for p in (world.clerk, world.service_desk, world.finance))
    body = {"order_number": order.number, "amount": "25.40", "reason": "少要一箱"}
    number = post(seller, "/refunds", "f-1", **body).json()["number"]
    assert post(seller, "/refunds", "f-1", **body).json()["number"] == number
    assert refused(post(seller, "/refunds", **{**body, "amount": "200.01"})) == (409, "over_refunded")
    assert refused(post(seller, f"/refunds/{number}/decision", approve=True)) == (403, "forbidden")
    assert post(service, f"/refunds/{number}/decision", approve=True).json()["status"] == "approved"
    assert refused(post(service, f"/refunds/{number}/decision", approve=False, reason="x", seen_status="applied")) == (
        409,
        "stale_state",
    )
    failed = post(finance, f"/refunds/{number}/execution", outcome="failed", failure="账户注销")
    assert failed.json()["status"] == "failed"
    other = {"way": "bank_transfer", "payee": "Mallory 6222"}
    assert refused(post(finance, f"/refunds/{number}/execution", **other)) == (403, "not_approved_way")
    assert money_of(order)[1] == Decimal(0)
    for _twice in range(2):
        assert post(finance, f"/refunds/{number}/execution", way="original").json()["status"] == "done"
    assert post(finance, f"/refunds/{number}/execution", outcome="lost").status_code == 422
    assert money_of(order) == (TOTAL, Decimal("25.40"), "partly_refunded")
    assert seller.get(f"{API}/refunds/{number}").json()["way"] == "original"
    assert as_person(world.stranger).get(f"{API}/refunds/{number}").status_code == 404


@pytest.mark.spec("FIN-006", "FIN-012")
def test_unmatched_money_goes_back_and_mistakes_are_voided(world: World, as_person: Any) -> None:
    receipt, wrong, client = received(world, "80.00"), received(world, "1.00"), as_person(world.finance)
    made = post(client, f"/receipts/{receipt.number}/returns", amount="80.00", reason="付错")
    assert (made.status_code, made.json()["order_number"]) == (201, "")
    assert refused(post(client, f"/receipts/{receipt.number}/void", reason="x")) == (409, "receipt_used")
    executed(world, approved(world, Refund.objects.get()))
    assert amounts(receipt)[3] == "returned"
    assert post(client, f"/receipts/{wrong.number}/void", reason="录错").json()["state"] == "voided"


@pytest.mark.spec("ACC-023")
def test_who_may_not_is_refused_at_every_address(world: World, as_person: Any) -> None:
    order, receipt = world.approved(), received(world, "80.00")
    paid(world, order, "100.00")
    refund = requested(world, order, "1.00")
    told(world, "SO-NOBODY", "1.00")
    before = (Receipt.objects.count(), Match.objects.count(), Refund.objects.count())
    day = {"received_date": "2026-09-18", "method": "cash"}
    client = as_person(world.shipper)
    for path, body in {
        "/receipts": {**day, "payer_name": "x", "amount": "1"},
        f"/receipts/{receipt.number}/matches": {"order_number": order.number, "amount": "1"},
        f"/receipts/{receipt.number}/matches/batch": {"matches": [{"order_number": order.number, "amount": "1"}]},
        f"/receipts/{receipt.number}/returns": {"amount": "1", "reason": "x"},
        f"/receipts/{receipt.number}/void": {"reason": "x"},
        f"/orders/{order.number}/payments": {**day, "amount": "1"},
        f"/orders/{order.number}/balance-payments": {"amount": "1"},
        "/payments/notifications": {"method": "cash", "transaction": "1", "order_number": "x", "amount": "1"},
        f"/payments/problems/{PaymentProblem.objects.get().pk}/resolution": {"resolution": "kept", "note": "x"},
        "/refunds": {"order_number": order.number, "amount": "1", "reason": "x"},
        f"/refunds/{refund.number}/decision": {"approve": True},
        f"/refunds/{refund.number}/execution": {},
    }.items():
        assert (path, *refused(post(client, path, **body))) == (path, 403, "forbidden")
    for path in (
        "/receipts",
        f"/receipts/{receipt.number}",
        "/payments/problems",
        "/refunds",
        f"/refunds/{refund.number}",
    ):
        assert (path, client.get(f"{API}{path}").status_code) == (path, 403)
    assert (Receipt.objects.count(), Match.objects.count(), Refund.objects.count()) == before
    assert money_of(order)[0] == Decimal("100.00")


@pytest.mark.spec("COM-002")
@pytest.mark.parametrize("path", ["/receipts", "/refunds", "/payments/problems"])
def test_lists_cost_the_same_whatever_their_length(
    world: World, as_person: Any, django_assert_max_num_queries: Any, path: str
) -> None:
    for n in range(5):
        order = world.approved(line(world.soap, 1))
        paid(world, order, reference=f"R{n}", amount="42.50")
        refunded(world, order, "1.00")
        told(world, "SO-NOBODY", "1.00", transaction=f"X{n}")
    client = as_person(world.finance)
    with django_assert_max_num_queries(3):
        assert len(client.get(f"{API}{path}").json()["items"]) >= 5


@pytest.mark.spec("COM-008")
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_receipt_of_a_day_far_away_is_refused_beside_the_date(world: World, as_person: Any, day: str) -> None:
    answer = post(
        as_person(world.finance), "/receipts", received_date=day, payer_name="甲", amount="1.00", method="cash"
    )
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "received_date", "code": "day_out_of_range", "message": "应在 1990-01-01 与 2100-12-31 之间"}
    ]
    assert not Receipt.objects.exists()


@pytest.mark.spec("FIN-006", "FIN-014", "COM-002")
def test_lists_are_narrowed_and_an_unknown_condition_is_refused(world: World, as_person: Any) -> None:
    order = world.approved()
    whole, part = received(world, "10.00", payer_name="甲"), paid(world, order)
    refund = requested(world, order, "1.00")
    told(world, "SO-NONE", "3.00")
    client = as_person(world.finance)

    def numbers(path: str, key: str = "number") -> list[Any]:
        return [row[key] for row in client.get(f"{API}{path}").json()["items"]]

    assert numbers("/receipts?state=matched") == [part.number]
    assert numbers("/receipts?state=unmatched&payer_name=甲") == [whole.number]
    assert numbers("/receipts?received_to=2001-01-01") == []
    assert numbers("/refunds?status=applied") == [refund.number]
    assert numbers("/refunds?status=done") == []
    assert numbers("/payments/problems?is_open=true", "kind") == ["unknown_order"]
    assert numbers("/payments/problems?is_open=false", "kind") == []
    answer = client.get(f"{API}/receipts?colour=red")
    assert (answer.status_code, [e["field"] for e in answer.json()["errors"]]) == (422, ["colour"])


@pytest.mark.spec("FIN-006")
def test_money_comes_in_a_currency_that_exists(world: World, as_person: Any) -> None:
    client = as_person(world.finance)
    body = {"received_date": "2026-09-18", "payer_name": "甲", "amount": "10.00", "method": "cash", "currency": "ZZZ"}
    answer = post(client, "/receipts", **body)
    assert (answer.status_code, [e["field"] for e in answer.json()["errors"]]) == (422, ["currency"])
    assert Receipt.objects.count() == 0


@pytest.mark.spec("FIN-012", "COM-013")
def test_an_application_answers_the_same_when_it_is_repeated(world: World, as_person: Any) -> None:
    order = world.approved()
    paid(world, order)
    client = as_person(world.service_desk)
    answers = [post(client, "/refunds", "r", order_number=order.number, amount="1", reason="x") for _twice in range(2)]
    assert [answer.json()["amount"] for answer in answers] == ["1.00", "1.00"]
    assert Refund.objects.count() == 1
