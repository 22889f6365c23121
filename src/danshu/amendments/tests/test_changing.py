"""A change order: proposed, foreseen, decided - and the order, its claims and its money follow in one step."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from danshu.amendments.errors import ChangeRunning, NotYourChange, OrderMovedOn, OwnChange
from danshu.amendments.models import Amendment
from danshu.amendments.operations.propose_amendment import propose_amendment
from danshu.amendments.operations.reject_amendment import reject_amendment
from danshu.amendments.operations.withdraw_amendment import withdraw_amendment
from danshu.amendments.tests.desk import accept, fresh, propose, quantities, wanted
from danshu.billing.models import Refund
from danshu.billing.tests.factories import approved, drifts, executed, matched, paid, received
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.kit.errors import FieldErrors, Forbidden, IllegalTransition
from danshu.kit.verification import CHECKS
from danshu.ledger.models import JournalLine
from danshu.notices.models import Notice
from danshu.sales.amending import NotAmendable
from danshu.sales.drafting import LineEntry
from danshu.sales.loading import order_lines, stored_entry
from danshu.sales.models import Order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.tests.world import NOON, World, line

D = Decimal


def owed(order: Order) -> Decimal:
    """What the ledger says is owed for everything so far (one customer, one order)."""
    rows = JournalLine.objects.filter(account__kind="billing.receivable")
    return sum((row.amount for row in rows), D(0))


def all_drifts() -> list[str]:
    """Whatever `danshu verify` would name of orders, stock and money."""
    modules = ("amendments.", "billing.", "fulfilment.", "holds.", "inventory.", "ledger.", "sales.")
    codes = [code for code in sorted(CHECKS) if code.startswith(modules)]
    return [f"{code}: {text}" for code in codes for text in CHECKS[code].function()]


def trusted(world: World, quantity: int) -> Order:
    """An approved order of one line that may leave before it is paid."""
    type(world.customer).objects.update(credit_limit=100_000)
    return world.approved(line(world.soap, quantity), payment_terms="cash_on_delivery")


def half_shipped(world: World, order: Order, quantity: int) -> Shipment:
    """Some of the first line is out."""
    first = order.lines.order_by("position")[0]
    note = create_shipment(order_id=order.pk, quantities={first.pk: D(quantity)}, actor=world.shipper, at=NOON)
    return confirm_shipment(shipment_id=note.pk, actor=world.shipper, at=NOON)


@pytest.mark.spec("ORD-014", "INV-S2", "INV-M4")
def test_a_proposal_changes_nothing_until_it_is_accepted_and_then_lines_claims_and_receivable_follow(
    world: World,
) -> None:
    order = world.approved()
    before = order.total
    change = propose(
        world, order, lambda lines: [replace(lines[0], quantity=D(10)), line(world.visit, 1, wanted_date=NOON.date())]
    )
    assert (change.number, change.status, change.aspects) == (f"{order.number}-C1", "proposed", ["money", "stock"])
    assert (change.total_before, change.total_after) == (D("225.40"), D("625.00"))
    assert (fresh(order).total, world.stock(world.soap), world.stock(world.paper)) == (before, (100, 2), (100, 3))
    assert owed(order) == before

    accept(world, change)
    now = fresh(order)
    assert (now.total, now.status, now.payment_state, now.line_count) == (D("625.00"), "approved", "unpaid", 2)
    assert [(x.position, x.item_id, x.quantity) for x in order_lines(now)] == [
        (1, world.soap.pk, 10), (3, world.visit.pk, 1)
    ]  # fmt: skip
    assert (world.stock(world.soap), world.stock(world.paper)) == ((100, 10), (100, 0))
    assert owed(order) == D("625.00")
    assert all_drifts() == []


@pytest.mark.spec("ORD-014")
def test_only_what_changed_keeps_new_claims_and_the_old_version_stays_readable(world: World) -> None:
    order = world.approved()
    kept = order.lines.get(position=2).pk
    change = accept(world, propose(world, order, quantities(5, 3)))
    assert change.before["lines"][0]["quantity"] == "2"
    assert change.before["totals"]["total"] == "225.40"
    assert fresh(order).lines.get(position=2).pk == kept
    assert (world.stock(world.soap), world.stock(world.paper)) == ((100, 5), (100, 3))


@pytest.mark.spec("ORD-014")
def test_delivery_and_contact_take_effect_at_once_for_who_may_edit_them_and_wait_otherwise(world: World) -> None:
    order = world.approved()
    change = propose(world, order, delivery_address="新址 1 号", actor=world.reviewer)
    assert (change.status, change.aspects, fresh(order).delivery_address) == ("accepted", [], "新址 1 号")
    waiting = propose(world, order, delivery_address="新址 2 号")
    assert (waiting.status, waiting.aspects, fresh(order).delivery_address) == ("proposed", [], "新址 1 号")
    assert fresh(order).version == order.version + 1


@pytest.mark.spec("ORD-010")
def test_customer_roles_are_approved_before_they_take_effect(world: World) -> None:
    other = type(world.customer).objects.create(
        number="KH-0002", name="示例付款公司", unit=world.branch, owner_id=world.clerk.user_id, name_key="付款",
        created_at=NOON, updated_at=NOON,
    )  # fmt: skip
    order = world.approved()
    change = propose(world, order, paying_customer_id=other.pk)
    assert (change.aspects, fresh(order).paying_customer_id) == (["roles"], None)
    accept(world, change)
    assert (fresh(order).paying_customer_id, fresh(order).total) == (other.pk, D("225.40"))


@pytest.mark.spec("ORD-014", "FIN-012", "INV-M5")
def test_money_above_the_new_amount_is_applied_for_as_a_refund_or_as_balance(world: World) -> None:
    order = world.approved()
    paid(world, order)
    change = propose(world, order, quantities(1, 3), overpayment="balance")
    assert Refund.objects.count() == 0
    accept(world, change)
    refund = Refund.objects.get()
    assert (refund.amount, refund.way, refund.status, refund.order_id) == (D("42.50"), "balance", "applied", order.pk)
    assert (fresh(order).total, fresh(order).payment_state) == (D("182.90"), "refund_running")
    executed(world, approved(world, refund))
    assert (fresh(order).paid_amount, fresh(order).refunded_amount) == (D("225.40"), D("42.50"))
    assert drifts() == []


@pytest.mark.spec("ORD-014", "FIN-007", "INV-M5")
def test_a_line_that_has_money_of_its_own_neither_goes_nor_falls_below_it(world: World) -> None:
    order = world.approved()
    first = order.lines.get(position=1)
    receipt = received(world, D("85.00"))
    matched(world, receipt, {order: D("85.00")}, line_amounts={order.pk: {first.pk: D("85.00")}})
    for lines in (quantities(1, 3), quantities(None, 3)):
        with pytest.raises(FieldErrors) as refused:
            propose(world, order, lines)
        assert [p.code for p in refused.value.problems] == ["settled"]
    assert Amendment.objects.count() == 0
    accept(world, propose(world, order, quantities(2, 1)))
    assert (fresh(order).total, fresh(order).payment_state) == (D("131.80"), "partly_paid")
    assert all_drifts() == []


@pytest.mark.spec("ORD-014", "FIN-003")
def test_a_paid_order_that_grows_is_partly_paid_and_owes_the_rest(world: World) -> None:
    order = world.approved()
    paid(world, order)
    accept(world, propose(world, order, quantities(4, 3)))
    now = fresh(order)
    assert (now.payment_state, now.paid_at, now.open_amount, owed(order)) == (
        "partly_paid",
        None,
        D("85.00"),
        D("85.00"),
    )
    assert drifts() == []


@pytest.mark.spec("ORD-014", "FUL-010", "INV-S2")
def test_what_is_out_cannot_be_taken_back_and_the_rest_follows_the_change(world: World) -> None:
    order = trusted(world, 10)
    half_shipped(world, order, 4)
    with pytest.raises(FieldErrors) as refused:
        propose(world, order, quantities(3))
    assert [p.code for p in refused.value.problems] == ["below_shipped"]
    with pytest.raises(FieldErrors) as refused:
        propose(world, order, lambda lines: [line(world.paper, 1)])
    assert [p.code for p in refused.value.problems] == ["delivered"]
    assert (Amendment.objects.count(), world.stock(world.soap)) == (0, (96, 6))

    accept(world, propose(world, order, quantities(7)))
    assert (world.stock(world.soap), fresh(order).shipping_state) == ((96, 3), "partly_shipped")
    accept(world, propose(world, order, quantities(4)))
    assert (world.stock(world.soap), fresh(order).status) == ((96, 0), "shipped")
    accept(world, propose(world, order, quantities(5)))
    assert (world.stock(world.soap), fresh(order).status, fresh(order).shipping_state) == (
        (96, 1),
        "in_progress",
        "partly_shipped",
    )
    assert all_drifts() == []


@pytest.mark.spec("ORD-014", "INV-S2")
def test_a_draft_note_that_holds_a_changed_line_is_withdrawn_and_named(world: World) -> None:
    order = trusted(world, 10)
    note = create_shipment(order_id=order.pk, actor=world.shipper, at=NOON)
    trial = propose_amendment.dry_run(
        order_id=order.pk, proposal=wanted(order, quantities(6)), reason="少要", trial=True, actor=world.clerk, at=NOON
    )
    told = [effect.text for effect in trial.effects]
    assert any(note.number in text for text in told), told
    assert Shipment.objects.filter(pk=note.pk).exists()
    accept(world, propose(world, order, quantities(6)))
    assert not Shipment.objects.filter(pk=note.pk).exists()
    assert world.stock(world.soap) == (100, 6)


@pytest.mark.spec("ORD-014", "ORD-020")
def test_short_stock_refuses_the_acceptance_and_leaves_everything_as_it_was(world: World) -> None:
    order = world.approved()
    change = propose(world, order, quantities(101, 3))
    from danshu.kit.errors import DomainError

    with pytest.raises(DomainError) as refused:
        accept(world, change)
    assert refused.value.code == "stock_short"
    change.refresh_from_db()
    assert (change.status, world.stock(world.soap), owed(order)) == ("proposed", (100, 2), D("225.40"))


@pytest.mark.spec("ORD-014", "INV-A1")
def test_nobody_accepts_his_own_change_nor_one_that_needs_a_right_he_lacks(world: World) -> None:
    order = world.approved()
    own = propose(world, order, quantities(3, 3), actor=world.reviewer)
    with pytest.raises(OwnChange):
        accept(world, own)
    with pytest.raises(Forbidden):
        accept(world, own, actor=world.finance)
    reject_amendment(amendment_id=own.pk, reason="算了", actor=world.service_desk, at=NOON)
    cheap = propose(world, order, lambda lines: [replace(lines[0], unit_price=D("0.01")), lines[1]])
    assert cheap.conditions
    with pytest.raises(Forbidden):
        accept(world, cheap, actor=world.service_desk)
    assert (fresh(order).total, fresh(order).version) == (D("225.40"), order.version)


@pytest.mark.spec("ORD-014")
def test_one_change_at_a_time_and_a_refused_or_withdrawn_one_leaves_no_trace_on_the_order(world: World) -> None:
    order = world.approved()
    first = propose(world, order, quantities(9, 3))
    with pytest.raises(ChangeRunning):
        propose(world, order, quantities(8, 3))
    with pytest.raises(NotYourChange):
        withdraw_amendment(amendment_id=first.pk, actor=world.reviewer, at=NOON)
    with pytest.raises(FieldErrors):
        reject_amendment(amendment_id=first.pk, reason=" ", actor=world.reviewer, at=NOON)
    reject_amendment(amendment_id=first.pk, reason="价格不对", actor=world.reviewer, at=NOON)
    with pytest.raises(IllegalTransition):
        accept(world, first)
    second = propose(world, order, quantities(8, 3))
    withdraw_amendment(amendment_id=second.pk, reason="客户不要了", actor=world.clerk, at=NOON)
    assert [c.number[-2:] for c in Amendment.objects.order_by("pk")] == ["C1", "C2"]
    assert (fresh(order).version, world.stock(world.soap), owed(order)) == (order.version, (100, 2), D("225.40"))
    assert Notice.objects.filter(user_id=world.clerk.user_id, kind="amendments.rejected").count() == 1


@pytest.mark.spec("ORD-014", "INV-A1")
def test_what_was_looked_at_is_what_is_carried_out(world: World) -> None:
    order = world.approved()
    change = propose(world, order, quantities(3, 3))
    entry = stored_entry(fresh(order), order_lines(order))
    edit_order(
        order_id=order.pk, entry=replace(entry, delivery_address="别处"), version=order.version, actor=world.reviewer,
        at=NOON,
    )  # fmt: skip
    with pytest.raises(OrderMovedOn):
        accept(world, change)
    assert (fresh(order).total, world.stock(world.soap)) == (D("225.40"), (100, 2))


@pytest.mark.spec("ORD-014", "ORD-033")
def test_a_cancelled_order_takes_its_open_change_with_it(world: World) -> None:
    order = world.approved()
    change = propose(world, order, quantities(3, 3))
    cancel_order(order_id=order.pk, reason="不要了", actor=world.reviewer, at=NOON)
    change.refresh_from_db()
    assert (change.status, world.stock(world.soap)) == ("withdrawn", (100, 0))
    with pytest.raises(NotAmendable):
        propose(world, order, quantities(3, 3))


@pytest.mark.spec("ORD-014")
def test_what_cannot_be_proposed_is_named_beside_its_field(world: World) -> None:
    order = world.approved()
    missing = wanted(order, lambda lines: [LineEntry(None, D(1)), replace(lines[0], quantity=D("1.5"))])
    with pytest.raises(FieldErrors) as refused:
        propose_amendment(order_id=order.pk, proposal=missing, reason="改", actor=world.clerk, at=NOON)
    assert {p.field for p in refused.value.problems} == {"lines-0-item", "lines-1-quantity"}
    for proposal, reason, field in (
        (wanted(order), "改", "lines"), (wanted(order, quantities(3, 3)), " ", "reason"),
        (wanted(order, quantities(3, 3), overpayment="x"), "改", "overpayment"),
        (wanted(order, lambda lines: []), "改", "lines"),
        (wanted(order, paying_customer_id=10**9), "改", "paying_customer"),
    ):  # fmt: skip
        with pytest.raises(FieldErrors) as refused:
            propose_amendment(order_id=order.pk, proposal=proposal, reason=reason, actor=world.clerk, at=NOON)
        assert field in {p.field for p in refused.value.problems}
    with pytest.raises(NotAmendable):
        propose(world, world.order(), quantities(3, 3))
    assert Amendment.objects.count() == 0


@pytest.mark.spec("ORD-014")
def test_the_preview_is_the_real_thing_and_leaves_nothing(world: World) -> None:
    order = world.approved()
    paid(world, order)
    proposal = wanted(order, quantities(1, 5))
    foreseen = propose_amendment.dry_run(
        order_id=order.pk, proposal=wanted(order, quantities(1, 3)), reason="—", trial=True, actor=world.clerk, at=NOON
    )
    codes = {effect.code for effect in foreseen.effects}
    assert {"stock", "receivable", "refund"} <= codes
    assert (Amendment.objects.count(), Refund.objects.count(), world.stock(world.soap)) == (0, 0, (100, 2))
    with pytest.raises(ValueError, match="dry run"):
        propose_amendment(order_id=order.pk, proposal=proposal, reason="改", trial=True, actor=world.clerk, at=NOON)
