"""Refunds: asked by one person, approved by another, paid once by finance (FIN-012, FIN-013)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from danshu.audit.models import AuditEntry
from danshu.billing.accounts import BANK, COMPANY, RECEIVABLE, UNMATCHED, WRITE_OFF, customer_owner
from danshu.billing.models import Match, Receipt, Refund
from danshu.billing.operations.decide_refund import OwnRefund, decide_refund
from danshu.billing.operations.execute_refund import NotApprovedWay, OwnApproval, execute_refund
from danshu.billing.operations.match_receipt import OverMatched
from danshu.billing.operations.request_refund import OverRefunded, request_refund
from danshu.billing.queries import balance_of
from danshu.billing.tests.factories import (
    TODAY,
    TOTAL,
    amounts,
    approved,
    drifts,
    executed,
    matched,
    money_of,
    paid,
    received,
    refunded,
    requested,
    returned,
)
from danshu.dictionaries.queries import id_of
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.identity.models import User
from danshu.kit.actor import EVERYTHING
from danshu.kit.errors import FieldErrors, Forbidden, IllegalTransition, NotFound, StaleState
from danshu.ledger.accounts import AccountKey
from danshu.ledger.models import Journal
from danshu.ledger.queries import balance
from danshu.notices.models import Notice
from danshu.sales.models import OrderNote
from danshu.sales.operations.cancel_order import AlreadyShipped
from danshu.sales.tests.world import NOON, World, actor_of, line

pytestmark = pytest.mark.django_db


def account(kind: str, owner: str = COMPANY) -> Decimal:
    return balance(AccountKey(kind, owner, "CNY"))


@pytest.fixture
def order(world: World) -> object:
    made = world.approved()
    paid(world, made)
    return made


@pytest.mark.spec("FIN-012", "FIN-013", "FIN-003")
def test_two_persons_and_finance_send_money_back_by_its_own_way(world: World, order: object) -> None:
    refund = requested(world, order, "25.40", lowers_claim=False)
    assert (refund.status, money_of(order)) == ("applied", (TOTAL, Decimal(0), "refund_running"))
    approved(world, refund)
    done = executed(world, refund, reference="TK-1")

    assert (done.status, done.executed_by_name, done.reference) == ("done", "郑十", "TK-1")
    assert money_of(order) == (TOTAL, Decimal("25.40"), "partly_refunded")
    assert account(BANK, "method:bank_transfer") == Decimal("200.00")
    assert account(RECEIVABLE, customer_owner(world.customer.pk)) == Decimal("25.40")
    assert drifts() == []


@pytest.mark.spec("FIN-013", "COM-017")
def test_applicant_seller_and_customer_are_told_and_the_history_names_each_step(world: World, order: object) -> None:
    refund = refunded(world, order, "25.40")
    kinds = list(Notice.objects.filter(user_id=world.clerk.user_id).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["billing.credited", "billing.refund_approved", "billing.refund_done"]
    notes = OrderNote.objects.filter(order_id=order.pk, kind="customer").order_by("pk")
    assert [note.content for note in notes] == [
        "已收到您的全部付款 ¥225.40，谢谢。", "退款 ¥25.40 已退回，到账时间以付款渠道为准。",
    ]  # fmt: skip
    trail = AuditEntry.objects.filter(subject_kind="billing.refund", subject_id=refund.pk).order_by("pk")
    assert [(e.actor_name, e.operation) for e in trail] == [
        ("李四", "billing.request_refund"), ("王五", "billing.decide_refund"), ("郑十", "billing.execute_refund"),
    ]  # fmt: skip


@pytest.mark.spec("FIN-013")
def test_pressing_execute_twice_pays_once(world: World, order: object) -> None:
    refund = approved(world, requested(world, order, "25.40"))
    for _twice in range(2):
        executed(world, refund)
    assert Journal.objects.filter(source_kind="billing.refund").count() == 1
    assert (account(BANK, "method:bank_transfer"), money_of(order)[1]) == (Decimal("200.00"), Decimal("25.40"))


@pytest.mark.spec("FIN-013")
def test_a_failed_refund_is_tried_again_and_another_way_is_approved_anew(world: World, order: object) -> None:
    refund = approved(world, requested(world, order, "25.40"))
    with pytest.raises(FieldErrors):
        executed(world, refund, outcome="failed")
    executed(world, refund, outcome="failed", failure="账户已注销")
    assert (money_of(order)[1:], account(BANK, "method:bank_transfer")) == ((Decimal(0), "refund_running"), TOTAL)
    assert Notice.objects.filter(kind="billing.refund_failed", user_id=world.clerk.user_id).exists()
    with pytest.raises(NotApprovedWay):
        executed(world, refund, way="cash")
    refund.refresh_from_db()
    assert (refund.status, refund.way, money_of(order)[1]) == ("failed", "original", Decimal(0))
    decide_refund(refund_id=refund.pk, approve=False, reason="改退现金", actor=world.service_desk, at=NOON)
    done = executed(world, approved(world, requested(world, order, "25.40", way="cash")))
    assert (done.status, done.way, done.failure) == ("done", "cash", "")
    assert (account(BANK, "method:cash"), account(BANK, "method:bank_transfer")) == (Decimal("-25.40"), TOTAL)
    assert drifts() == []


@pytest.mark.spec("FIN-013")
@pytest.mark.parametrize("outcome", ["done", "submitted", "failed"])
@pytest.mark.parametrize(
    "other",
    [
        {"way": "bank_transfer", "payee": "Mallory 6222"}, {"way": "cash"}, {"way": "original"},
        {"payee": "Mallory 6222"},
    ],
)  # fmt: skip
def test_money_goes_only_where_it_was_approved_to_go(
    world: World, order: object, outcome: str, other: dict[str, str]
) -> None:
    asked = {"way": "bank_transfer", "payee": "青禾 6222"} if other.get("way") != "bank_transfer" else {"way": "cash"}
    refund = approved(world, requested(world, order, "25.40", **asked))
    with pytest.raises(NotApprovedWay) as refused:
        executed(world, refund, outcome=outcome, failure="x", **other)
    assert refused.value.status == 403
    refund.refresh_from_db()
    assert (refund.status, refund.way, refund.payee) == ("approved", asked["way"], asked.get("payee", ""))
    assert (money_of(order)[1], account(BANK, "method:bank_transfer")) == (Decimal(0), TOTAL)
    assert executed(world, refund, **asked).status == "done"  # naming the approved way is no change


@pytest.mark.spec("FIN-013")
def test_nobody_executes_the_refund_he_approved(world: World, order: object) -> None:
    both = actor_of(User.objects.get(user_name="service"), "CSV", "FNC", scope=EVERYTHING)
    refund = requested(world, order, "25.40")
    decide_refund(refund_id=refund.pk, approve=True, actor=both, at=NOON)
    for outcome in ("done", "submitted", "failed"):
        with pytest.raises(OwnApproval) as refused:
            execute_refund(refund_id=refund.pk, outcome=outcome, failure="x", actor=both, at=NOON)
        assert refused.value.status == 403
    refund.refresh_from_db()
    assert (refund.status, money_of(order)[1]) == ("approved", Decimal(0))
    assert executed(world, refund).status == "done"


@pytest.mark.spec("FIN-013")
def test_a_refund_given_to_the_channel_waits_for_its_result(world: World, order: object) -> None:
    refund = approved(world, requested(world, order, "25.40"))
    executed(world, refund, outcome="submitted", reference="CH-1")
    refund.refresh_from_db()
    assert (refund.status, refund.executed_at, money_of(order)[1]) == ("executing", None, Decimal(0))
    executed(world, refund, reference="CH-1")
    assert money_of(order) == (TOTAL, Decimal("25.40"), "partly_refunded")


@pytest.mark.spec("FIN-013")
def test_a_failed_refund_can_be_given_up_and_frees_the_amount(world: World, order: object) -> None:
    refund = approved(world, requested(world, order, TOTAL))
    executed(world, refund, outcome="failed", failure="渠道拒绝")
    decide_refund(refund_id=refund.pk, approve=False, reason="客户不退了", actor=world.service_desk, at=NOON)
    assert money_of(order) == (TOTAL, Decimal(0), "paid")
    assert refunded(world, order, TOTAL).status == "done"


@pytest.mark.spec("FIN-013")
def test_nobody_approves_his_own_refund_and_refusing_needs_a_reason(world: World, order: object) -> None:
    both = actor_of(User.objects.get(user_name="service"), "CSV", "SLS", scope=EVERYTHING)
    refund = request_refund(order_id=order.pk, amount=Decimal("1.00"), reason="x", actor=both, at=NOON)
    with pytest.raises(OwnRefund) as refused:
        decide_refund(refund_id=refund.pk, approve=True, actor=both, at=NOON)
    assert refused.value.status == 403
    other = requested(world, order, "2.00")
    with pytest.raises(FieldErrors):
        decide_refund(refund_id=other.pk, approve=False, reason=" ", actor=world.service_desk, at=NOON)
    assert set(Refund.objects.values_list("status", flat=True)) == {"applied"}
    decide_refund(refund_id=other.pk, approve=False, reason="超过期限", actor=world.service_desk, at=NOON)
    with pytest.raises(IllegalTransition):
        executed(world, other)
    assert money_of(order) == (TOTAL, Decimal(0), "refund_running")  # the first application still runs


@pytest.mark.spec("FIN-013")
@pytest.mark.parametrize(("amount", "allowed"), [("5000.00", True), ("5000.01", False)])
def test_above_the_limit_only_a_manager_approves(world: World, amount: str, allowed: bool) -> None:
    order = world.approved(line(world.visit, 30, wanted_date=TODAY))
    paid(world, order, "6000.00")
    refund = requested(world, order, amount)
    if allowed:
        assert approved(world, refund).status == "approved"
        return
    with pytest.raises(Forbidden):
        approved(world, refund)
    refund.refresh_from_db()
    assert refund.status == "applied"
    manager = actor_of(User.objects.get(user_name="boss"), "SMG")
    assert decide_refund(refund_id=refund.pk, approve=True, actor=manager, at=NOON).status == "approved"


@pytest.mark.spec("FIN-012", "INV-M5")
def test_running_and_done_refunds_together_never_exceed_what_came_in(world: World, order: object) -> None:
    requested(world, order, "200.00")
    with pytest.raises(OverRefunded) as refused:
        requested(world, order, "25.41")
    assert refused.value.facts["limit"] == "25.40"
    requested(world, order, "25.40")
    with pytest.raises(OverRefunded):
        requested(world, order, "0.01")
    assert sorted(Refund.objects.values_list("amount", flat=True)) == [Decimal("25.40"), Decimal("200.00")]


@pytest.mark.spec("FIN-012", "COM-008")
@pytest.mark.parametrize(
    ("amount", "values", "field"),
    [
        ("0", {}, "amount"), ("-1", {}, "amount"), ("0.001", {}, "amount"), ("NaN", {}, "amount"),
        ("1", {"reason": " "}, "reason"), ("1", {"way": "bitcoin"}, "way"), ("1", {"way": "bank_transfer"}, "payee"),
    ],
)  # fmt: skip
def test_wrong_applications_are_refused_at_the_field(
    world: World, order: object, amount: str, values: dict[str, str], field: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        requested(world, order, amount, **values)
    assert {problem.field for problem in refused.value.problems} == {field}
    assert (Refund.objects.count(), money_of(order)[2]) == (0, "paid")


@pytest.mark.spec("FIN-012", "ACC-022", "ACC-023")
def test_who_may_not_ask_is_refused_and_who_cannot_see_the_order_does_not_find_it(world: World, order: object) -> None:
    for person in (world.shipper, world.finance):
        with pytest.raises(Forbidden):
            request_refund(order_id=order.pk, amount=Decimal(1), reason="x", actor=person, at=NOON)
    with pytest.raises(NotFound):
        request_refund(order_id=order.pk, amount=Decimal(1), reason="x", actor=world.stranger, at=NOON)
    refund = requested(world, order, "1.00")
    for person in (world.clerk, world.finance, world.shipper):
        with pytest.raises(Forbidden):
            decide_refund(refund_id=refund.pk, approve=True, actor=person, at=NOON)
    for person in (world.clerk, world.service_desk):
        with pytest.raises(Forbidden):
            execute_refund(refund_id=refund.pk, actor=person, at=NOON)
    refund.refresh_from_db()
    assert (refund.status, Refund.objects.count()) == ("applied", 1)


@pytest.mark.spec("COM-012", "FIN-013")
def test_a_stale_page_is_refused(world: World, order: object) -> None:
    refund = approved(world, requested(world, order, "1.00"))
    with pytest.raises(StaleState):
        decide_refund(
            refund_id=refund.pk, approve=False, reason="x", seen_status="applied", actor=world.service_desk, at=NOON
        )
    executed(world, refund)
    with pytest.raises(StaleState):
        execute_refund(refund_id=refund.pk, seen_status="approved", actor=world.finance, at=NOON)
    assert money_of(order)[1] == Decimal("1.00")


@pytest.mark.spec("FIN-012", "ORD-033")
def test_a_given_up_order_is_cancelled_when_its_money_is_back_and_its_stock_is_free(
    world: World, order: object
) -> None:
    assert world.stock(world.soap)[1] == Decimal(2)
    refunded(world, order, TOTAL, cancels_order=True)
    assert (order.status, money_of(order)) == ("cancelled", (TOTAL, TOTAL, "refunded"))
    assert world.stock(world.soap)[1] == Decimal(0)
    assert account(RECEIVABLE, customer_owner(world.customer.pk)) == Decimal(0)
    assert drifts() == []


@pytest.mark.spec("FIN-013", "ORD-033")
def test_an_order_that_got_more_money_after_its_refund_was_asked_for_stays_and_they_are_told(world: World) -> None:
    order = world.approved()
    paid(world, order, "100.00")
    refund = approved(world, requested(world, order, "100.00", cancels_order=True))
    paid(world, order, "50.00")
    trial = execute_refund.dry_run(refund_id=refund.pk, actor=world.finance, at=NOON)
    assert ("order_kept", f"订单 {order.number} 没有取消，账上还有 ¥50.00") in [(e.code, e.text) for e in trial.effects]

    executed(world, refund)

    assert (order.status, money_of(order)[:2]) == ("approved", (Decimal("150.00"), Decimal("100.00")))
    told = Notice.objects.filter(user_id=world.clerk.user_id, kind="billing.order_kept").values_list("text", flat=True)
    assert list(told) == [f"订单 {order.number} 没有随退款 {refund.number} 取消：申请后又收款 ¥50.00"]
    refunded(world, order, "50.00", cancels_order=True)
    assert order.status == "cancelled"
    assert Notice.objects.filter(kind="billing.order_kept", user_id=world.clerk.user_id).count() == 1
    assert drifts() == []


@pytest.mark.spec("FIN-012", "ORD-033")
def test_what_was_shipped_is_not_given_up_with_a_refund(world: World, order: object) -> None:
    ship_order(
        order_id=order.pk, carrier_id=id_of("carrier", "sf"), tracking_number="SF1", actor=world.shipper, at=NOON
    )
    with pytest.raises(AlreadyShipped):
        requested(world, order, TOTAL, cancels_order=True)
    assert Refund.objects.count() == 0


@pytest.mark.spec("FIN-012", "FIN-007")
def test_cents_that_were_written_off_never_go_back_as_money(world: World) -> None:
    order = world.approved()
    matched(world, received(world, "225.00"), {order: "225.00"}, write_offs={order.pk: Decimal("0.40")}, reason="尾差")
    with pytest.raises(OverRefunded) as refused:
        requested(world, order, "225.01")
    assert refused.value.facts["limit"] == "225.00"
    refunded(world, order, "225.00", cancels_order=True)
    assert (order.status, money_of(order)) == ("cancelled", (Decimal("225.00"), Decimal("225.00"), "refunded"))
    assert (account(WRITE_OFF), account(BANK, "method:bank_transfer")) == (Decimal(0), Decimal(0))
    assert Match.objects.get().written_off == 0
    assert drifts() == []


@pytest.mark.spec("FIN-012", "FIN-013")
def test_a_refund_to_the_balance_keeps_the_money_for_other_orders(world: World, order: object) -> None:
    refund = refunded(world, order, "100.00", way="balance")
    receipt = Receipt.objects.get(method="balance")
    assert (receipt.amount, receipt.customer_id, receipt.reference) == (
        Decimal("100.00"),
        world.customer.pk,
        refund.number,
    )
    assert (balance_of(world.customer.pk), account(BANK, "method:bank_transfer")) == (Decimal("100.00"), TOTAL)
    other = world.approved()
    matched(world, receipt, {other: "100.00"})
    assert (money_of(other)[2], money_of(order)[2]) == ("partly_paid", "partly_refunded")
    assert drifts() == []


@pytest.mark.spec("FIN-013")
def test_money_that_came_by_two_ways_goes_back_by_both_the_last_one_first(world: World) -> None:
    order = world.approved()
    paid(world, order, "125.40", method="wechat")
    paid(world, order, "100.00", method="cash")
    refunded(world, order, "60.00")
    assert (account(BANK, "method:cash"), account(BANK, "method:wechat")) == (Decimal("40.00"), Decimal("125.40"))
    refunded(world, order, "100.00")
    assert (account(BANK, "method:cash"), account(BANK, "method:wechat")) == (Decimal(0), Decimal("65.40"))
    refunded(world, order, "65.40")
    assert account(BANK, "method:wechat") == Decimal(0)
    assert (money_of(order)[2], drifts()) == ("refunded", [])


# ---- money that was never matched -----------------------------------------------------------------------------------
@pytest.mark.spec("FIN-006", "FIN-012")
def test_unmatched_money_is_held_while_its_return_is_decided(world: World) -> None:
    receipt, order = received(world, "100.00"), world.approved()
    refund = returned(world, receipt, "60.00")
    assert amounts(receipt) == (Decimal(0), Decimal(0), Decimal("40.00"), "unmatched")
    with pytest.raises(OverMatched):
        matched(world, receipt, {order: "40.01"})
    with pytest.raises(OverRefunded):
        returned(world, receipt, "40.01")
    matched(world, receipt, {order: "40.00"})
    executed(world, approved(world, refund))
    assert amounts(receipt) == (Decimal("40.00"), Decimal("60.00"), Decimal(0), "matched")
    assert (account(UNMATCHED), account(BANK, "method:bank_transfer")) == (Decimal(0), Decimal("40.00"))
    assert drifts() == []


@pytest.mark.spec("FIN-006", "FIN-013")
def test_a_refused_return_frees_the_money_and_a_whole_one_closes_the_receipt(world: World) -> None:
    receipt = received(world, "100.00")
    refund = returned(world, receipt, "100.00")
    decide_refund(refund_id=refund.pk, approve=False, reason="客户改用余额", actor=world.service_desk, at=NOON)
    assert amounts(receipt)[2] == Decimal("100.00")
    executed(world, approved(world, returned(world, receipt, "100.00")))
    assert amounts(receipt) == (Decimal(0), Decimal("100.00"), Decimal(0), "returned")
    assert drifts() == []


@pytest.mark.spec("FIN-012", "COM-008")
def test_money_of_a_balance_has_no_original_way(world: World, order: object) -> None:
    refunded(world, order, "100.00", way="balance")
    receipt = Receipt.objects.get(method="balance")
    with pytest.raises(FieldErrors) as refused:
        returned(world, receipt, "100.00")
    assert {p.field for p in refused.value.problems} == {"way"}
    executed(world, approved(world, returned(world, receipt, "100.00", way="bank_transfer", payee="青禾 6222")))
    assert (balance_of(world.customer.pk), account(BANK, "method:bank_transfer")) == (Decimal(0), Decimal("125.40"))
    assert drifts() == []
