"""Notices of payment providers (FI-18): credited once; what does not fit is listed and settled by a person (FIN-005)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from danshu.billing.models import Match, PaymentMethod, PaymentProblem, Receipt, Refund
from danshu.billing.operations.credit_notified_payment import credit_notified_payment
from danshu.billing.operations.settle_problem import ProblemSettled, settle_problem
from danshu.billing.queries import balance_of
from danshu.billing.tests.factories import (
    TODAY,
    TOTAL,
    amounts,
    approved,
    drifts,
    executed,
    money_of,
    paid,
    problems,
    refunded,
    told,
)
from danshu.kit.errors import FieldErrors, Forbidden, NotFound
from danshu.ledger.models import Journal
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.tests.world import NOON, World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("FIN-005", "FI-18")]


def settled(world: World, problem: PaymentProblem | None, resolution: str, **values: object) -> PaymentProblem:
    assert problem is not None
    given = {"note": "已与客户核对"} | values
    return settle_problem(problem_id=problem.pk, resolution=resolution, **given, actor=world.finance, at=NOON)


@pytest.mark.spec("FIN-002", "FIN-007")
def test_a_fitting_notice_credits_the_order(world: World) -> None:
    order = world.approved()
    credited = told(world, order.number)
    assert (credited.problem, amounts(credited.receipt)) == (None, (TOTAL, Decimal(0), Decimal(0), "matched"))
    assert money_of(order) == (TOTAL, Decimal(0), "paid")
    assert (credited.receipt.named_order, credited.receipt.customer_id) == (order.number, world.customer.pk)
    assert drifts() == []


@pytest.mark.spec("COM-013", "INV-M3")
def test_replayed_days_later_it_answers_with_the_first_receipt_and_books_nothing(world: World) -> None:
    order = world.approved()
    first = told(world, order.number)
    for _again in range(3):
        again = credit_notified_payment(
            method="wechat", transaction="42000001", order_number=order.number, amount=TOTAL, currency="CNY",
            actor=world.finance, at=NOON + timedelta(days=9),
        )  # fmt: skip
        assert again == {"receipt_id": first.receipt.pk, "problem_id": None}
    assert (Receipt.objects.count(), Match.objects.count(), money_of(order)[0]) == (1, 1, TOTAL)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"amount": "0.01"}, "CNY 225.40"),
        ({"amount": "225.41"}, "CNY 225.40"),
        ({"currency": "USD"}, "CNY 225.40"),
        ({"order_number": "SO-OTHER"}, "CNY 225.40"),
    ],
)
def test_a_known_transaction_that_says_something_else_changes_nothing_and_is_listed_once(
    world: World, changes: dict[str, str], expected: str
) -> None:
    order = world.approved()
    told(world, order.number)
    journals = Journal.objects.count()
    given = {"order_number": order.number, "amount": "225.40", "currency": "CNY"} | changes
    for _again in range(3):
        answer = told(world, given["order_number"], given["amount"], currency=given["currency"])
    problem = PaymentProblem.objects.get()
    assert answer.problem == problem
    assert (problem.kind, problem.times, problem.expected) == ("differs", 3, f"{order.number} {expected}")
    assert (Receipt.objects.count(), Journal.objects.count()) == (1, journals)
    assert money_of(order) == (TOTAL, Decimal(0), "paid")


def test_money_for_an_unknown_order_is_recorded_and_listed(world: World) -> None:
    credited = told(world, "SO-NOBODY", "12.34", payer_name="张三")
    assert (problems(), amounts(credited.receipt)[2]) == (["unknown_order"], Decimal("12.34"))
    assert (credited.receipt.payer_name, credited.receipt.customer_id) == ("张三", None)
    assert told(world, "SO-NOBODY", "12.34", payer_name="张三").problem == credited.problem
    assert (Receipt.objects.count(), drifts()) == (1, [])


def test_money_in_another_currency_is_not_matched(world: World) -> None:
    order = world.approved()
    credited = told(world, order.number, currency="USD")
    assert (problems(), money_of(order)[2]) == (["wrong_currency"], "unpaid")
    assert (credited.receipt.currency, credited.receipt.free_amount) == ("USD", TOTAL)
    assert drifts() == []


def test_too_little_stays_unmatched_until_somebody_decides(world: World) -> None:
    order = world.approved()
    credited = told(world, order.number, "225.39")
    assert (problems(), money_of(order)) == (["too_little"], (Decimal(0), Decimal(0), "unpaid"))
    assert (credited.problem.expected, credited.receipt.free_amount) == ("CNY 225.40", Decimal("225.39"))

    settled(world, credited.problem, "matched", order_id=order.pk)
    assert (problems(), money_of(order)) == ([], (Decimal("225.39"), Decimal(0), "partly_paid"))
    assert drifts() == []


def test_too_much_credits_the_order_and_lists_the_rest(world: World) -> None:
    order = world.approved()
    credited = told(world, order.number, "225.41")
    assert (problems(), money_of(order)) == (["too_much"], (TOTAL, Decimal(0), "paid"))
    assert credited.receipt.free_amount == Decimal("0.01")
    settled(world, credited.problem, "kept")
    assert (balance_of(world.customer.pk), problems()) == (Decimal("0.01"), [])


def test_a_second_payment_of_the_same_order_is_listed_and_goes_back(world: World) -> None:
    order = world.approved()
    told(world, order.number)
    twice = told(world, order.number, transaction="42000002")
    assert (problems(), money_of(order), twice.receipt.free_amount) == (
        ["paid_twice"], (TOTAL, Decimal(0), "paid"), TOTAL,
    )  # fmt: skip
    settled(world, twice.problem, "returned")
    refund = Refund.objects.get()
    assert (refund.receipt_id, refund.order_id, refund.amount, refund.status) == (
        twice.receipt.pk,
        None,
        TOTAL,
        "applied",
    )
    executed(world, approved(world, refund), reference="WX-R1")
    assert amounts(twice.receipt) == (Decimal(0), TOTAL, Decimal(0), "returned")
    assert (money_of(order), drifts()) == ((TOTAL, Decimal(0), "paid"), [])


@pytest.mark.parametrize("ending", ["cancelled", "refunded", "draft"])
def test_money_for_an_order_that_cannot_take_it_is_listed(world: World, ending: str) -> None:
    order = world.order(submit=False) if ending == "draft" else world.approved()
    if ending == "cancelled":
        cancel_order(order_id=order.pk, reason="不要了", actor=world.reviewer, at=NOON)
    if ending == "refunded":
        paid(world, order)
        refunded(world, order, TOTAL, cancels_order=True)
    before = money_of(order)
    credited = told(world, order.number, transaction="42000009")
    order.refresh_from_db()
    assert (problems(), money_of(order)) == (["not_payable"], before)
    assert credited.receipt.free_amount == TOTAL
    assert drifts() == []


def test_money_that_came_too_late_can_be_matched_to_another_order_of_the_customer(world: World) -> None:
    cancelled, other = world.approved(), world.approved(line(world.soap, 2))
    cancel_order(order_id=cancelled.pk, reason="不要了", actor=world.reviewer, at=NOON)
    credited = told(world, cancelled.number)
    settled(world, credited.problem, "matched", order_id=other.pk)
    assert (money_of(other)[0::2], amounts(credited.receipt)[2]) == ((Decimal("85.00"), "paid"), Decimal("140.40"))
    assert drifts() == []


def test_money_of_a_method_that_became_invalid_is_not_lost(world: World) -> None:
    order = world.approved()
    PaymentMethod.objects.filter(code="wechat").update(is_valid=False)
    told(world, order.number)
    assert money_of(order)[2] == "paid"
    with pytest.raises(FieldErrors):
        told(world, order.number, method="nowhere", transaction="1")
    assert Receipt.objects.count() == 1


def test_an_unverified_sender_changes_nothing(world: World) -> None:
    order = world.approved()
    for forger in (world.clerk, world.stranger):
        with pytest.raises(Forbidden):
            credit_notified_payment(
                method="wechat", transaction="F1", order_number=order.number, amount=TOTAL, currency="CNY",
                actor=forger, at=NOON,
            )  # fmt: skip
    assert (money_of(order)[2], Receipt.objects.count(), problems()) == ("unpaid", 0, [])


# ---- settling -------------------------------------------------------------------------------------------------------
def test_a_problem_is_settled_once_and_only_by_finance(world: World) -> None:
    problem = told(world, "SO-NOBODY", "12.34").problem
    with pytest.raises(Forbidden):
        settle_problem(problem_id=problem.pk, resolution="explained", note="x", actor=world.clerk, at=NOON)
    settled(world, problem, "explained")
    with pytest.raises(ProblemSettled) as refused:
        settled(world, problem, "returned")
    assert refused.value.status == 409
    problem.refresh_from_db()
    assert (problem.resolution, problem.closed_by_name, Refund.objects.count()) == ("explained", "郑十", 0)


@pytest.mark.spec("COM-008")
@pytest.mark.parametrize(
    ("resolution", "values", "field"),
    [
        ("matched", {}, "order_number"),
        ("kept", {}, "customer_id"),
        ("thrown away", {}, "resolution"),
        ("explained", {"note": " "}, "note"),
        ("returned", {"way": "bank_transfer"}, "payee"),
        ("returned", {"way": "balance"}, "way"),
    ],
)
def test_what_is_missing_is_named_and_nothing_moves(
    world: World, resolution: str, values: dict[str, str], field: str
) -> None:
    credited = told(world, "SO-NOBODY", "12.34")
    with pytest.raises(FieldErrors) as refused:
        settled(world, credited.problem, resolution, **values)
    assert {problem.field for problem in refused.value.problems} == {field}
    assert (problems(), amounts(credited.receipt)[2]) == (["unknown_order"], Decimal("12.34"))


def test_a_notice_that_only_differed_has_no_money_to_move(world: World) -> None:
    order = world.approved()
    told(world, order.number, "300.00")
    problem = told(world, order.number, "301.00").problem
    for resolution in ("returned", "kept", "matched"):
        with pytest.raises(FieldErrors):
            settled(world, problem, resolution, order_id=order.pk)
    settled(world, problem, "explained")
    assert problems() == ["too_much"]


@pytest.mark.spec("ACC-022")
def test_money_is_not_kept_for_a_customer_outside_the_scope_nor_matched_to_an_unknown_order(world: World) -> None:
    credited = told(world, "SO-NOBODY", "12.34")
    for values in ({"resolution": "kept", "customer_id": 10**9}, {"resolution": "matched", "order_id": 10**9}):
        with pytest.raises(NotFound):
            settled(world, credited.problem, **values)
    settled(world, credited.problem, "kept", customer_id=world.customer.pk)
    assert balance_of(world.customer.pk) == Decimal("12.34")
    assert credited.receipt.received_date == TODAY
