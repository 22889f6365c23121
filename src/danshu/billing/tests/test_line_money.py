"""Money matched to single order lines: it adds up, credits the lines, and goes back as all money does (FIN-007)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from danshu.billing.line_money import line_money
from danshu.billing.models import Match, MatchLine, Receipt
from danshu.billing.operations.match_receipt import OverMatched, match_receipt
from danshu.billing.tests.factories import amounts, drifts, matched, money_of, paid, received, refunded
from danshu.kit.clock import business_date, now
from danshu.kit.errors import FieldErrors
from danshu.recycling.errors import StillHeld
from danshu.recycling.graph import graph_rows, require_free
from danshu.sales.loading import order_lines
from danshu.sales.models import Order
from danshu.sales.tests.world import NOON, World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("FIN-007")]
D = Decimal


def by_lines(world: World, receipt: Receipt, order: Order, parts: list[str], total: str = "") -> Receipt:
    """Match to the lines in their order; "" leaves one out."""
    lines = {row.pk: D(part) for row, part in zip(order_lines(order), parts, strict=True) if part}
    amount = D(total) if total else sum(lines.values(), D(0))
    return match_receipt(
        receipt_id=receipt.pk, amounts={order.pk: amount}, line_amounts={order.pk: lines}, actor=world.finance, at=NOON
    )


def shown(order: Order) -> list[tuple[Decimal, Decimal, bool]]:
    """(matched, open, credited) per line."""
    order.refresh_from_db()
    return [(each.matched, each.open, bool(each.credited_at)) for each in line_money(order, order_lines(order))]


def test_a_line_with_all_its_money_is_credited_and_the_rest_of_the_order_is_not(world: World) -> None:
    order = world.approved(freight=D("10.00"))  # 85.00 + 140.40 + 10.00
    receipt = by_lines(world, received(world, "100.00"), order, ["85.00", "15.00"])
    assert money_of(order) == (D("100.00"), D(0), "partly_paid")
    assert shown(order) == [(D("85.00"), D(0), True), (D("15.00"), D("125.40"), False)]
    assert amounts(receipt)[0] == D("100.00")
    (first, second) = line_money(order, order_lines(order))
    assert (first.credited_at, first.receipts, second.receipts) == (NOON, [receipt.number], [receipt.number])
    # lines and freight are the total; what is left goes to the order as a whole and credits every line
    assert first.due + second.due + order.freight == order.total
    matched(world, received(world, "135.40"), {order: "135.40"})
    assert (money_of(order)[2], [row[2] for row in shown(order)]) == ("paid", [True, True])
    assert drifts() == []


def test_lines_get_what_they_owe_and_all_of_the_amount_is_spread(world: World) -> None:
    order = world.approved()
    other = world.approved(line(world.soap, 1))
    receipt = received(world, "300.00")
    soap, paper = order_lines(order)

    def refused(parts: dict[int, str], amount: str) -> list[tuple[str, str]]:
        with pytest.raises(FieldErrors) as found:
            match_receipt(
                receipt_id=receipt.pk, amounts={order.pk: D(amount)}, actor=world.finance, at=NOON,
                line_amounts={order.pk: {pk: D(part) for pk, part in parts.items()}},
            )  # fmt: skip
        return [(problem.field, problem.text) for problem in found.value.problems]

    assert refused({soap.pk: "85.01"}, "85.01") == [(f"line-{soap.pk}", "这一行最多还能核销 85.00")]
    assert refused({soap.pk: "80.00"}, "90.00") == [("amounts", "各行合计 80.00，与订单的核销金额 90.00 不符")]
    assert refused({soap.pk: "0"}, "85.00")[0] == (f"line-{soap.pk}", "请填写大于 0 的核销金额，最多两位小数")
    foreign = order_lines(other)[0].pk
    assert refused({foreign: "10.00"}, "10.00") == [(f"line-{foreign}", f"这一行不在订单 {order.number} 上")]
    with pytest.raises(OverMatched):
        by_lines(world, received(world, "10.00"), order, ["85.00", ""])
    waiting = world.order(line(world.soap, 3))
    with pytest.raises(FieldErrors) as early:
        by_lines(world, receipt, waiting, ["10.00"])
    assert [p.code for p in early.value.problems] == ["not_confirmed"]
    assert (MatchLine.objects.count(), Match.objects.count(), money_of(order)[0]) == (0, 0, D(0))
    # money of the whole order leaves less for a line than it costs
    matched(world, receipt, {order: "200.00"})
    assert [row[1] for row in shown(order)] == [D("25.40"), D("25.40")]
    by_lines(world, receipt, order, ["", "25.40"])
    assert (paper.pk, money_of(order)[2]) == (MatchLine.objects.get().order_line_id, "paid")


def test_money_that_goes_back_leaves_the_whole_order_first_and_then_the_last_line(world: World) -> None:
    order = world.approved()
    by_lines(world, received(world, "205.40"), order, ["85.00", "120.40"])
    matched(world, received(world, "20.00"), {order: "20.00"})
    assert [row[2] for row in shown(order)] == [True, True]
    refunded(world, order, "50.00", way="balance")
    assert shown(order) == [(D("85.00"), D(0), True), (D("90.40"), D("50.00"), False)]
    # it can be matched again, from the balance it went to
    balance = Receipt.objects.get(method="balance")
    by_lines(world, balance, order, ["", "50.00"])
    assert (money_of(order)[0], [row[2] for row in shown(order)]) == (D("275.40"), [True, True])
    assert drifts() == []


def test_an_order_paid_as_a_whole_credits_its_lines_without_more_ado(world: World) -> None:
    order = world.approved()
    assert shown(order) == [(D(0), D("85.00"), False), (D(0), D("140.40"), False)]
    paid(world, order)
    assert shown(order) == [(D(0), D(0), True), (D(0), D(0), True)]
    assert [each.credited_at for each in line_money(order, order_lines(order))] == [NOON, NOON]


def covered(order: Order) -> list[Decimal]:
    """All the money of each line."""
    order.refresh_from_db()
    return [each.credited for each in line_money(order, order_lines(order))]


def test_the_lines_of_a_paid_order_and_its_freight_add_up_to_what_was_matched(world: World, as_person: Any) -> None:
    order = world.approved(freight=D("10.00"))
    by_lines(world, received(world, "15.00"), order, ["", "15.00"])
    matched(world, received(world, "100.00"), {order: "100.00"})
    assert covered(order) == [D(0), D("15.00")]  # money of the whole order belongs to no line before the order is paid
    matched(world, received(world, "120.40"), {order: "120.40"})
    assert covered(order) == [D("85.00"), D("140.40")]
    assert sum(covered(order)) + order.freight == sum(match.amount for match in Match.objects.all())
    told = as_person(world.finance).get(f"/api/v1/orders/{order.number}/credits").json()
    assert [(row["matched"], row["credited"]) for row in told] == [("0", "85.00"), ("15.00", "140.40")]
    refunded(world, order, "20.00", lowers_claim=True)
    assert sum(covered(order)) == D("215.40")  # what was given for good is taken from the freight and the last line
    assert covered(order)[0] == D("85.00")
    refunded(world, order, "30.00", lowers_claim=False)
    assert covered(order) == [D(0), D("15.00")]  # it is owed again, so no line is paid as a whole
    assert drifts() == []


@pytest.mark.spec("ORD-041")
def test_money_on_a_line_keeps_its_order_out_of_the_bin(world: World) -> None:
    order = world.approved()
    by_lines(world, received(world, "10.00"), order, ["10.00", ""])
    with pytest.raises(StillHeld):
        require_free("sales.order", graph_rows("sales.order", [order.pk]), label=order.number)


def test_on_its_page_finance_matches_lines_and_everybody_reads_what_is_credited(world: World, as_person: Any) -> None:
    order, receipt = world.approved(freight=D("10.00")), received(world, "100.00")
    soap, paper = order_lines(order)
    client = as_person(world.finance)
    assert "按行核销" in client.text(f"/receipts/{receipt.number}/match/")
    path = f"/receipts/{receipt.number}/match/{order.number}/"
    page = client.text(path)
    assert "运费 ¥10.00 只能按整单核销" in page
    token = client.get(path).context["form"]["form_token"].value()
    data = {"form_token": token, f"line-{soap.pk}": "85.01", f"line-{paper.pk}": "14.99"}
    answer = client.post(path, data)
    assert answer.status_code == 422
    assert "这一行最多还能核销 85.00" in answer.content.decode()
    data |= {f"line-{soap.pk}": "85.00", f"line-{paper.pk}": "15.00"}
    assert [client.post(path, data).status_code for _twice in range(2)] == [303, 303]
    assert (Match.objects.count(), money_of(order)[0]) == (1, D("100.00"))
    receipt_page = client.text(f"/receipts/{receipt.number}/")
    assert f"1 {soap.item_code} {soap.item_name} · ¥85.00" in receipt_page
    today = business_date(now()).isoformat()
    finance = client.text(f"/orders/{order.number}/")
    assert f"到账 {today} {receipt.number}" in finance
    assert f"已收 ¥15.00 {receipt.number}" in finance
    clerk = as_person(world.clerk).text(f"/orders/{order.number}/")
    assert f"到账 {today}" in clerk
    assert receipt.number not in clerk
    assert as_person(world.clerk).get(path).status_code == 403


@pytest.mark.spec("SYS-030")
def test_through_the_api_a_match_names_its_lines(world: World, as_person: Any) -> None:
    order, receipt = world.approved(), received(world, "100.00")
    soap, paper = order_lines(order)
    client = as_person(world.finance)

    def send(body: dict[str, Any], key: str) -> Any:
        return client.post(
            f"/api/v1/receipts/{receipt.number}/matches", json.dumps(body), content_type="application/json",
            headers={"Idempotency-Key": key},
        )  # fmt: skip

    body = {"order_number": order.number, "amount": "90.00", "lines": [{"line_id": soap.pk, "amount": "85.00"}]}
    refused = send(body, "a")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "amounts")
    body["lines"] = [{"line_id": soap.pk, "amount": "85.00"}, {"line_id": paper.pk, "amount": "5.00"}]
    assert [send(body, "b").status_code for _twice in range(2)] == [200, 200]
    told = client.get(f"/api/v1/orders/{order.number}/credits").json()
    assert [(row["matched"], row["open"], row["credited_at"] is None) for row in told] == [
        ("85.00", "0.00", False), ("5.00", "135.40", True),
    ]  # fmt: skip
