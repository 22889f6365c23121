"""Receipts, matching, paying: exact to the cent (FIN-002, FIN-003, FIN-006, FIN-007)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from danshu.audit.models import AuditEntry
from danshu.billing.accounts import BANK, COMPANY, RECEIVABLE, UNMATCHED, WRITE_OFF, customer_owner
from danshu.billing.models import Match, Receipt
from danshu.billing.operations.match_receipt import AlreadyPaid, NotPayable, OverMatched
from danshu.billing.operations.pay_from_balance import CustomerBalanceShort, pay_from_balance
from danshu.billing.operations.pay_order import AmountChanged, pay_order
from danshu.billing.operations.record_receipt import AlreadyRecorded
from danshu.billing.operations.void_receipt import ReceiptUsed, void_receipt
from danshu.billing.queries import balance_of
from danshu.billing.rules import used_credit
from danshu.billing.tests.factories import TODAY, TOTAL, amounts, drifts, matched, money_of, paid, received, refunded
from danshu.kit.actor import Scope
from danshu.kit.errors import FieldErrors, Forbidden, NotFound
from danshu.ledger.accounts import AccountKey
from danshu.ledger.models import Journal
from danshu.ledger.queries import balance
from danshu.notices.models import Notice
from danshu.outbox.models import OutboxEvent
from danshu.sales.models import OrderNote
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.tests.world import NOON, World, line

pytestmark = pytest.mark.django_db


def account(kind: str, owner: str = COMPANY, currency: str = "CNY") -> Decimal:
    return balance(AccountKey(kind, owner, currency))


def owed(world: World) -> Decimal:
    return account(RECEIVABLE, customer_owner(world.customer.pk))


def refused_fields(refused: pytest.ExceptionInfo[FieldErrors]) -> set[str]:
    return {problem.field for problem in refused.value.problems}


# ---- receipts -------------------------------------------------------------------------------------------------------
@pytest.mark.spec("FIN-006", "COM-017")
def test_money_received_gets_a_number_stands_unmatched_and_is_in_the_ledger(world: World) -> None:
    receipt = received(world, "1000.00", bank_account="6222 0001", reference="LS-1")

    assert receipt.number.startswith("SK260918") or receipt.number.startswith("SK-260918")
    assert amounts(receipt) == (Decimal(0), Decimal(0), Decimal("1000.00"), "unmatched")
    assert account(BANK, "method:bank_transfer") == Decimal("1000.00")
    assert account(UNMATCHED) == Decimal("-1000.00")
    entry = AuditEntry.objects.filter(subject_kind="billing.receipt").get()
    assert (entry.actor_name, entry.subject_label) == ("郑十", receipt.number)
    assert drifts() == []


@pytest.mark.spec("FIN-006", "COM-008")
@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"amount": 0}, {"amount"}),
        ({"amount": "-5"}, {"amount"}),
        ({"amount": "0.005"}, {"amount"}),
        ({"amount": "NaN"}, {"amount"}),
        ({"amount": "Infinity"}, {"amount"}),
        ({"amount": "99999999999"}, {"amount"}),
        ({"amount": "100.50", "currency": "JPY"}, {"amount"}),
        ({"currency": "yuan"}, {"currency"}),
        ({"payer_name": "  "}, {"payer_name"}),
        ({"received_date": TODAY + timedelta(days=1)}, {"received_date"}),
        ({"method": "bitcoin"}, {"method"}),
        ({"method": "balance"}, {"method"}),
        ({"amount": 0, "payer_name": "", "method": ""}, {"amount", "payer_name", "method"}),
    ],
)
def test_wrong_receipts_are_refused_at_their_fields_and_leave_nothing(
    world: World, values: dict[str, object], fields: set[str]
) -> None:
    given = {"amount": "10.00"} | values
    with pytest.raises(FieldErrors) as refused:
        received(world, given.pop("amount"), **given)
    assert refused_fields(refused) == fields
    assert (Receipt.objects.count(), Journal.objects.count()) == (0, 0)


@pytest.mark.spec("FIN-006", "INV-M3")
def test_the_same_bank_line_is_recorded_once(world: World) -> None:
    received(world, "50.00", bank_account="6222", reference="LS-9")
    with pytest.raises(AlreadyRecorded):
        received(world, "50.00", bank_account="6222", reference="LS-9")
    received(world, "50.01", bank_account="6222", reference="LS-9")
    assert (Receipt.objects.count(), account(UNMATCHED)) == (2, Decimal("-100.01"))


@pytest.mark.spec("FIN-006", "ACC-023")
def test_only_finance_records_matches_and_voids(world: World) -> None:
    receipt, order = received(world, TOTAL), world.approved()
    for person in (world.clerk, world.reviewer, world.shipper, world.service_desk):
        calls = (
            lambda p=person: received(World(**{**vars(world), "finance": p}), "1.00"),
            lambda p=person: matched(World(**{**vars(world), "finance": p}), receipt, {order: "1.00"}),
            lambda p=person: void_receipt(receipt_id=receipt.pk, reason="x", actor=p, at=NOON),
            lambda p=person: paid(World(**{**vars(world), "finance": p}), order),
        )
        for call in calls:
            with pytest.raises(Forbidden):
                call()
    assert amounts(receipt) == (Decimal(0), Decimal(0), TOTAL, "unmatched")
    assert (Receipt.objects.count(), Match.objects.count()) == (1, 0)


@pytest.mark.spec("FIN-006")
def test_a_receipt_recorded_by_mistake_is_voided_and_the_bank_line_can_be_recorded_again(world: World) -> None:
    receipt = received(world, "80.00", bank_account="6222", reference="LS-7")
    for _twice in range(2):
        void_receipt(receipt_id=receipt.pk, reason="录错账户", actor=world.finance, at=NOON)
    assert amounts(receipt) == (Decimal(0), Decimal("80.00"), Decimal(0), "voided")
    assert (account(UNMATCHED), account(BANK, "method:bank_transfer")) == (Decimal(0), Decimal(0))
    received(world, "80.00", bank_account="6222", reference="LS-7")
    assert account(UNMATCHED) == Decimal("-80.00")
    assert drifts() == []


@pytest.mark.spec("FIN-006")
def test_a_used_receipt_and_one_without_a_reason_are_not_voided(world: World) -> None:
    receipt, order = received(world, "100.00"), world.approved()
    with pytest.raises(FieldErrors):
        void_receipt(receipt_id=receipt.pk, reason=" ", actor=world.finance, at=NOON)
    matched(world, receipt, {order: "1.00"})
    with pytest.raises(ReceiptUsed):
        void_receipt(receipt_id=receipt.pk, reason="x", actor=world.finance, at=NOON)
    assert amounts(receipt) == (Decimal("1.00"), Decimal(0), Decimal("99.00"), "partly_matched")


# ---- matching -------------------------------------------------------------------------------------------------------
@pytest.mark.spec("FIN-007", "FIN-003", "CUS-033")
def test_matching_1000_to_an_order_of_1200_leaves_it_partly_paid_and_the_rest_credits_it_once(world: World) -> None:
    order = world.approved(line(world.visit, 6, wanted_date=TODAY))
    assert (order.total, used_credit(world.customer.pk)) == (Decimal("1200.00"), Decimal("1200.00"))
    matched(world, received(world, "1000.00"), {order: "1000.00"})

    assert money_of(order) == (Decimal("1000.00"), Decimal(0), "partly_paid")
    assert (order.paid_at, owed(world)) == (None, Decimal("200.00"))
    assert not OutboxEvent.objects.filter(name="billing.PaymentCredited").exists()

    matched(world, received(world, "200.00"), {order: "200.00"})
    assert money_of(order) == (Decimal("1200.00"), Decimal(0), "paid")
    assert (order.paid_at, owed(world)) == (NOON, Decimal(0))
    event = OutboxEvent.objects.get(name="billing.PaymentCredited")
    assert (event.payload["number"], event.payload["amount"]) == (order.number, "1200.00")
    assert drifts() == []


@pytest.mark.spec("FIN-002", "FIN-007")
def test_crediting_tells_the_seller_and_the_customer_once(world: World) -> None:
    order = world.approved()
    paid(world, order, "100.00")
    assert not Notice.objects.filter(kind="billing.credited").exists()
    paid(world, order, "125.40")
    notice = Notice.objects.get(kind="billing.credited")
    assert (notice.user_id, notice.url) == (world.clerk.user_id, f"/orders/{order.number}/")
    assert notice.text == f"订单 {order.number} 已到账 ¥225.40"
    assert notice.text_en == f"Order {order.number} has been paid in full: CNY 225.40"
    note = OrderNote.objects.get(order=order, kind="customer")
    assert note.content == "已收到您的全部付款 ¥225.40，谢谢。"


@pytest.mark.spec("FIN-007")
def test_one_receipt_settles_several_orders_to_the_cent(world: World) -> None:
    first, second, third = (world.approved(line(world.soap, n)) for n in (1, 2, 3))
    receipt = received(world, "250.00")
    matched(world, receipt, {first: "42.50", second: "85.00", third: "100.00"})

    assert amounts(receipt) == (Decimal("227.50"), Decimal(0), Decimal("22.50"), "partly_matched")
    assert [money_of(o)[0::2] for o in (first, second, third)] == [
        (Decimal("42.50"), "paid"), (Decimal("85.00"), "paid"), (Decimal("100.00"), "partly_paid"),
    ]  # fmt: skip
    assert (account(UNMATCHED), owed(world)) == (Decimal("-22.50"), Decimal("27.50"))
    matched(world, receipt, {third: "22.50"})
    assert amounts(receipt) == (Decimal("250.00"), Decimal(0), Decimal(0), "matched")
    assert drifts() == []


@pytest.mark.spec("FIN-007", "INV-M5")
def test_more_than_the_receipt_has_or_the_order_owes_is_refused_for_all_orders_together(world: World) -> None:
    first, second = world.approved(line(world.soap, 1)), world.approved(line(world.soap, 2))
    receipt = received(world, "100.00")
    with pytest.raises(OverMatched) as over_receipt:
        matched(world, receipt, {first: "42.50", second: "57.51"})
    assert over_receipt.value.facts["limit"] == "100.00"
    with pytest.raises(OverMatched) as over_order:
        matched(world, receipt, {first: "42.51", second: "1.00"})
    assert over_order.value.facts["label"] == first.number
    assert amounts(receipt)[0] == Decimal(0)
    assert (money_of(first)[0], money_of(second)[0], Match.objects.count()) == (Decimal(0), Decimal(0), 0)


@pytest.mark.spec("FIN-007", "COM-008")
@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN"])
def test_amounts_that_are_none_are_refused(world: World, amount: str) -> None:
    receipt, order = received(world, "100.00"), world.approved()
    with pytest.raises(FieldErrors) as refused:
        matched(world, receipt, {order: amount})
    assert refused_fields(refused) == {"amounts"}
    with pytest.raises(FieldErrors):
        matched(world, receipt, {})
    assert Match.objects.count() == 0


@pytest.mark.spec("FIN-007")
def test_a_cent_too_few_is_written_off_with_a_reason_up_to_the_limit(world: World) -> None:
    order, receipt = world.approved(), received(world, "224.40")
    change = {"write_offs": {order.pk: Decimal("1.00")}}
    with pytest.raises(FieldErrors) as without:
        matched(world, receipt, {order: "224.40"}, **change)
    assert refused_fields(without) == {"reason"}
    with pytest.raises(FieldErrors) as too_much:
        matched(world, receipt, {order: "224.39"}, write_offs={order.pk: Decimal("1.01")}, reason="尾差")
    assert refused_fields(too_much) == {"write_off"}
    assert (money_of(order), account(WRITE_OFF)) == ((Decimal(0), Decimal(0), "unpaid"), Decimal(0))

    matched(world, receipt, {order: "224.40"}, **change, reason="银行手续费")
    assert money_of(order) == (TOTAL, Decimal(0), "paid")
    assert (account(WRITE_OFF), owed(world)) == (Decimal("1.00"), Decimal(0))
    assert drifts() == []


@pytest.mark.spec("FIN-007", "FIN-025")
def test_another_currency_is_not_matched(world: World) -> None:
    order, receipt = world.approved(), received(world, "225.40", currency="USD")
    with pytest.raises(FieldErrors) as refused:
        matched(world, receipt, {order: "225.40"})
    assert refused.value.problems[0].code == "currency"
    assert money_of(order) == (Decimal(0), Decimal(0), "unpaid")


# ---- paying an order ------------------------------------------------------------------------------------------------
@pytest.mark.spec("FIN-002")
def test_a_paid_order_cannot_be_paid_again(world: World) -> None:
    order = world.approved()
    paid(world, order)
    with pytest.raises(AlreadyPaid) as refused:
        paid(world, order, "1.00")
    assert refused.value.status == 409
    assert (money_of(order), Receipt.objects.count()) == ((TOTAL, Decimal(0), "paid"), 1)


@pytest.mark.spec("FIN-002")
def test_paying_a_cancelled_or_draft_order_is_refused(world: World) -> None:
    cancelled, draft = world.approved(), world.order(submit=False)
    cancel_order(order_id=cancelled.pk, reason="不要了", actor=world.reviewer, at=NOON)
    for order, refusal in ((cancelled, NotPayable), (draft, NotFound)):  # others' drafts do not exist for finance
        with pytest.raises(refusal):
            paid(world, order)
        assert money_of(order) == (Decimal(0), Decimal(0), "unpaid")
    assert (Receipt.objects.count(), Journal.objects.filter(source_kind="billing.receipt").count()) == (0, 0)


@pytest.mark.spec("FIN-002")
def test_an_amount_that_changed_meanwhile_is_shown_first(world: World) -> None:
    order = world.approved()
    paid(world, order, "25.40")
    with pytest.raises(AmountChanged) as refused:
        paid(world, order, TOTAL, expected_open=TOTAL)
    assert (refused.value.facts["seen"], refused.value.facts["now"]) == ("225.40", "200.00")
    assert money_of(order)[0] == Decimal("25.40")
    paid(world, order, "200.00", expected_open=Decimal("200.00"))
    assert money_of(order) == (TOTAL, Decimal(0), "paid")


@pytest.mark.spec("FIN-002", "COM-013")
def test_the_same_payment_under_one_key_is_booked_once(world: World) -> None:
    order = world.approved()
    receipts = {
        pay_order.keyed("page-1")(
            order_id=order.pk, amount=TOTAL, received_date=TODAY, method="cash", actor=world.finance, at=NOON
        ).pk
        for _again in range(3)
    }
    assert (len(receipts), Receipt.objects.count(), money_of(order)[0]) == (1, 1, TOTAL)


@pytest.mark.spec("FIN-002", "ACC-022")
def test_an_order_outside_the_scope_does_not_exist_for_the_cashier(world: World) -> None:
    order = world.approved()
    nobody = dict.fromkeys(world.finance.grants, Scope(unit_ids=frozenset({world.hq.pk})))
    with pytest.raises(NotFound):
        paid(World(**{**vars(world), "finance": replace(world.finance, grants=nobody)}), order)
    assert money_of(order)[0] == Decimal(0)


# ---- overpaid, prepaid ----------------------------------------------------------------------------------------------
@pytest.mark.spec("FIN-002", "FIN-007")
def test_what_is_paid_too_much_stays_as_the_customers_balance_and_pays_the_next_order(world: World) -> None:
    first, second = world.approved(), world.approved(line(world.soap, 2))
    receipt = paid(world, first, "300.00")
    assert money_of(first) == (TOTAL, Decimal(0), "paid")
    assert amounts(receipt) == (TOTAL, Decimal(0), Decimal("74.60"), "partly_matched")
    assert balance_of(world.customer.pk) == Decimal("74.60")

    with pytest.raises(CustomerBalanceShort):
        pay_from_balance(order_id=second.pk, amount=Decimal("74.61"), actor=world.finance, at=NOON)
    pay_from_balance(order_id=second.pk, amount=Decimal("74.60"), actor=world.finance, at=NOON)
    assert money_of(second) == (Decimal("74.60"), Decimal(0), "partly_paid")
    assert (balance_of(world.customer.pk), amounts(receipt)[3]) == (Decimal(0), "matched")
    assert drifts() == []


@pytest.mark.spec("FIN-007")
def test_a_prepayment_without_an_order_pays_the_oldest_receipts_first(world: World) -> None:
    old, new = (received(world, amount, customer_id=world.customer.pk) for amount in ("100.00", "200.00"))
    order = world.approved()
    pay_from_balance(order_id=order.pk, amount=TOTAL, actor=world.finance, at=NOON)
    assert (amounts(old)[3], amounts(new)[2]) == ("matched", Decimal("74.60"))
    assert money_of(order) == (TOTAL, Decimal(0), "paid")
    assert OutboxEvent.objects.filter(name="billing.PaymentCredited").count() == 1


# ---- the payment state ----------------------------------------------------------------------------------------------
@pytest.mark.spec("FIN-003")
def test_the_state_follows_receipts_minus_refunds_all_the_way(world: World) -> None:
    order = world.approved()
    states = [money_of(order)[2]]
    for step in (
        lambda: paid(world, order, "100.00"), lambda: paid(world, order, "125.40"),
        lambda: refunded(world, order, "25.40"), lambda: refunded(world, order, "200.00"),
    ):  # fmt: skip
        step()
        states.append(money_of(order)[2])
    assert states == ["unpaid", "partly_paid", "paid", "partly_refunded", "refunded"]
    assert drifts() == []


@pytest.mark.spec("FIN-003")
def test_a_changed_total_changes_the_state_of_an_order_under_review(world: World) -> None:
    order = world.order()
    paid(world, order)
    assert money_of(order)[2] == "paid"
    entry = world.entry(line(world.soap, 10))
    edit_order(order_id=order.pk, entry=entry, version=order.version, actor=world.clerk, at=NOON)
    assert (money_of(order), order.total) == ((TOTAL, Decimal(0), "partly_paid"), Decimal("425.00"))
    assert drifts() == []
