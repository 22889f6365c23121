"""One order becomes two: amounts to the cent, claims and receivable follow, refusals change nothing (ORD-021)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from danshu.amendments.tests.desk import propose, quantities
from danshu.audit.queries import history
from danshu.billing.accounts import RECEIVABLE, customer_owner
from danshu.billing.models import Match, MatchLine
from danshu.billing.tests.factories import matched, paid, received, refunded, requested
from danshu.composing.errors import ChangeWaits, NotSplittable
from danshu.composing.models import OrderLink
from danshu.composing.operations.split_order import split_order
from danshu.composing.tests.desk import drifts, fresh, lines_of, split
from danshu.files.models import Attachment
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.holds.models import Claim
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden, NotFound
from danshu.ledger.accounts import AccountKey
from danshu.ledger.queries import balance
from danshu.sales.models import Order
from danshu.sales.operations.approve_order import OwnOrder, approve_order
from danshu.sales.tests.world import NOON, World, line

D = Decimal


def receivable_of(order: Order) -> AccountKey:
    """The account of what its customer owes."""
    return AccountKey(RECEIVABLE, customer_owner(order.customer_id), order.currency)


@pytest.mark.spec("ORD-021", "ORD-006", "INV-M7")
def test_an_order_under_review_makes_two_under_review(world: World) -> None:
    order = world.order(
        line(world.soap, 5), line(world.paper, 3), order_discount=D("10.01"), freight=D(8), remark="轻放"
    )
    before = order.total
    new = split(world, order, 2, 3, wanted_date=date(2026, 10, 8), reason="缺货")
    order = fresh(order)
    assert order.total + new.total == before == D("350.89")
    assert (order.order_discount + new.order_discount, order.freight, new.freight) == (D("10.01"), D(8), D(0))
    assert lines_of(order) == [(1, world.soap.code, D(3), order.total - 8)]
    assert [(place, code, quantity) for place, code, quantity, _amount in lines_of(new)] == [
        (1, world.soap.code, D(2)),
        (2, world.paper.code, D(3)),
    ]
    assert (order.status, new.status) == ("awaiting_review", "awaiting_review")
    assert new.number != order.number
    assert (new.customer_id, new.delivery_address, new.remark) == (order.customer_id, order.delivery_address, "轻放")
    assert (new.wanted_date, order.wanted_date, new.created_by_id) == (date(2026, 10, 8), None, order.created_by_id)
    assert (order.line_count, new.line_count) == (1, 2)
    linked = OrderLink.objects.get()
    assert (linked.kind, linked.from_order_id, linked.to_order_id, linked.amount) == (
        "split",
        order.pk,
        new.pk,
        new.total,
    )
    assert drifts() == []


@pytest.mark.spec("ORD-019", "INV-A1")
def test_whoever_split_an_order_under_review_approves_neither(world: World) -> None:
    order = world.order(line(world.soap, 5))
    new = split(world, order, 2)
    for each in (order, new):
        with pytest.raises(OwnOrder):
            approve_order(order_id=each.pk, company_name_confirmed=True, actor=world.reviewer, at=NOON)


@pytest.mark.spec("ORD-021", "INV-S2", "INV-M4")
def test_an_approved_order_makes_two_approved_ones_with_their_claims_and_debts(world: World) -> None:
    type(world.customer).objects.update(credit_limit=1_000_000)
    order = world.approved(line(world.soap, 10), line(world.paper, 3), payment_terms="cash_on_delivery")
    whole = order.lines.get(position=2)
    assert world.stock(world.soap) == (D(100), D(10))
    new = split(world, order, 4, 3)
    assert (fresh(order).status, new.status) == ("approved", "approved")
    assert (world.stock(world.soap), world.stock(world.paper)) == ((D(100), D(10)), (D(100), D(3)))
    held = dict(Claim.objects.filter(state__in=("held", "kept")).values_list("source_id", "quantity"))
    assert held == {
        order.lines.get().pk: D(6),
        new.lines.get(item=world.soap).pk: D(4),
        whole.pk: D(3),
    }
    assert new.lines.get(position=2).pk == whole.pk, "a line that goes as a whole stays the same line"
    assert (fresh(order).total, new.total) == (D("255.00"), D("310.40"))
    assert drifts() == []
    note = create_shipment(order_id=new.pk, actor=world.shipper, at=NOON)
    assert note.lines.count() == 2


@pytest.mark.spec("ORD-021", "FIN-007")
def test_what_came_in_stays_with_the_first_order_as_far_as_it_fits(world: World) -> None:
    order = world.approved(line(world.soap, 10))
    paid(world, order, D(200))
    new = split(world, fresh(order), 5)
    assert (fresh(order).paid_amount, fresh(order).payment_state, new.paid_amount, new.payment_state) == (
        D(200), "partly_paid", D(0), "unpaid",
    )  # fmt: skip
    assert drifts() == []


@pytest.mark.spec("ORD-021", "FIN-007", "INV-M4", "INV-M7")
def test_a_paid_order_makes_two_paid_ones_and_no_money_is_lost(world: World) -> None:
    order = world.approved(line(world.soap, 10), line(world.paper, 3), freight=D(8))
    first, last = paid(world, order, D(500)), paid(world, order, order.total - 500)
    before, owed = fresh(order), balance(receivable_of(order))
    trial = split_order.dry_run(
        order_id=order.pk, quantities={order.lines.get(position=1).pk: D(7)}, actor=world.reviewer, at=NOON
    )
    (told,) = [str(effect.text) for effect in trial.effects if effect.code == "paid"]
    new = fresh(split(world, before, 7))
    order = fresh(order)
    assert f"¥{order.total:,.2f} 留在原订单，¥{new.total:,.2f} 随商品转到新订单" in told
    assert (order.total + new.total, order.paid_amount, new.paid_amount) == (before.total, order.total, new.total)
    assert (order.payment_state, new.payment_state, new.paid_at) == ("paid", "paid", before.paid_at)
    parts = Match.objects.order_by("receipt_id", "pk").values_list("receipt_id", "order_id", "amount")
    rest = last.amount
    assert list(parts) == [
        (first.pk, order.pk, order.total), (first.pk, new.pk, 500 - order.total), (last.pk, new.pk, rest),
    ]  # fmt: skip
    assert balance(receivable_of(order)) == owed == D(0)
    assert drifts() == []
    refunded(world, new, new.total)
    assert (fresh(new).payment_state, fresh(order).payment_state) == ("refunded", "paid")
    assert drifts() == []


@pytest.mark.spec("ORD-021", "FIN-007")
def test_money_of_a_line_goes_where_the_line_goes(world: World) -> None:
    order = world.approved(line(world.soap, 10), line(world.paper, 3))
    soap, paper = order.lines.order_by("position")
    receipt = received(world, 500)
    matched(world, receipt, {order: D(440)}, line_amounts={order.pk: {soap.pk: D(340), paper.pk: D(100)}})
    new = fresh(split(world, fresh(order), 6, 3))
    order = fresh(order)
    assert (order.total, order.paid_amount, new.paid_amount) == (D("170.00"), D("170.00"), D("270.00"))
    held = MatchLine.objects.values_list("order_line__order_id", "order_line__item_code", "amount")
    assert sorted(held) == sorted([
        (order.pk, world.soap.code, D("170.00")), (new.pk, world.soap.code, D("170.00")), (new.pk, world.paper.code, D("100.00")),
    ])  # fmt: skip
    assert drifts() == []


@pytest.mark.spec("ORD-021", "INV-M7")
def test_forgiven_cents_stay_with_the_first_order_or_go_with_all_its_money(world: World) -> None:
    order = world.approved(line(world.soap, 10))
    matched(world, received(world, "424.98"), {order: D("424.98")}, write_offs={order.pk: D("0.02")}, reason="手续费")
    new = fresh(split(world, fresh(order), 9))
    order = fresh(order)
    assert (order.payment_state, order.paid_amount, new.payment_state) == ("paid", D("42.50"), "paid")
    assert drifts() == []


@pytest.mark.spec("ORD-021", "FIN-012")
def test_an_order_whose_money_is_going_back_is_not_split(world: World) -> None:
    order = world.approved(line(world.soap, 10))
    paid(world, order, order.total)
    requested(world, order, D(100))
    with pytest.raises(NotSplittable):
        split(world, fresh(order), 4)
    assert (Order.objects.count(), Match.objects.get().amount) == (1, D("425.00"))
    assert drifts() == []


@pytest.mark.spec("ORD-021")
def test_a_draft_makes_two_drafts_without_claims(world: World) -> None:
    order = world.order(line(world.soap, 5), line(world.paper, 3), line(world.visit, 1), submit=False)
    new = split(world, order, 5, actor=world.clerk)
    assert (fresh(order).status, new.status) == ("draft", "draft")
    assert [row[:3] for row in lines_of(order)] == [(1, world.paper.code, D(3)), (2, world.visit.code, D(1))]
    services = split(world, fresh(order), 0, 1, actor=world.clerk)
    assert (services.shipping_state, fresh(order).shipping_state) == ("none", "not_shipped")
    assert world.stock(world.soap) == (D(100), D(0))
    assert drifts() == []


@pytest.mark.spec("ORD-021", "ORD-012")
def test_what_cannot_be_split_is_refused_and_stays_as_it_is(world: World) -> None:
    type(world.customer).objects.update(credit_limit=1_000_000)
    order = world.approved(line(world.soap, 10), payment_terms="cash_on_delivery")
    note = create_shipment(order_id=order.pk, actor=world.shipper, at=NOON)
    confirm_shipment(shipment_id=note.pk, actor=world.shipper, at=NOON)
    with pytest.raises(NotSplittable):
        split(world, fresh(order), 1)
    changing = world.approved(line(world.soap, 8))
    propose(world, changing, quantities(9))
    with pytest.raises(ChangeWaits):
        split(world, changing, 1)
    other = world.approved(line(world.soap, 6))
    with pytest.raises(Forbidden):
        split(world, other, 1, actor=world.clerk)
    with pytest.raises(NotFound):
        split(world, other, 1, actor=world.stranger)
    with pytest.raises(EditConflict):
        split(world, other, 1, version=fresh(other).version + 1)
    assert Order.objects.count() == 3
    assert not OrderLink.objects.exists()
    assert drifts() == []


@pytest.mark.spec("ORD-005", "ORD-021")
@pytest.mark.parametrize("quantity", ["6", "1.5", "-1", "5"])
def test_more_than_there_is_parts_of_a_piece_and_everything_are_refused(world: World, quantity: str) -> None:
    order = world.order(line(world.soap, 5))
    pk = order.lines.get().pk
    with pytest.raises(FieldErrors) as refused:
        split_order(order_id=order.pk, quantities={pk: D(quantity)}, actor=world.reviewer, at=NOON)
    (problem,) = refused.value.problems
    assert problem.field == ("lines" if quantity == "5" else f"line-{pk}")
    with pytest.raises(FieldErrors):
        split_order(order_id=order.pk, quantities={}, actor=world.reviewer, at=NOON)
    with pytest.raises(FieldErrors):
        split_order(order_id=order.pk, quantities={pk + 999: D(1)}, actor=world.reviewer, at=NOON)
    assert Order.objects.get().lines.get().quantity == D(5)


@pytest.mark.spec("COM-016", "COM-017")
def test_files_of_a_line_go_with_it_and_the_history_says_what_went(world: World) -> None:
    order = world.order(line(world.soap, 5), line(world.paper, 3))
    whole = order.lines.get(position=2)
    Attachment.objects.create(
        source_kind="sales.order_line", source_id=whole.pk, name="图.png", kind="image", mime="image/png", size=1,
        digest="a" * 64, uploader_name="李四", uploaded_at=NOON,
    )  # fmt: skip
    new = split(world, order, 0, 3)
    assert Attachment.objects.get().source_id == new.lines.get().pk
    assert new.number in str(history("sales.order", order.pk))
    assert order.number in str(history("sales.order", new.pk))
