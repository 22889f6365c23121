"""FI-05 for merging and splitting: against editing, approving, shipping and each other; each ends in one world."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from danshu.billing.models import Match
from danshu.billing.operations.request_refund import request_refund
from danshu.billing.tests.factories import paid
from danshu.composing.models import OrderLink
from danshu.composing.operations.merge_orders import merge_orders
from danshu.composing.operations.split_order import split_order
from danshu.composing.tests.desk import drifts
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.kit.errors import DomainError
from danshu.sales import loading
from danshu.sales.loading import order_lines, stored_entry
from danshu.sales.models import Order
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.tests.world import NOON, World, build_world, line
from tests.faults.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
D = Decimal


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.mark.spec("FI-05", "COM-012")
def test_merging_against_editing_loses_neither_silently(world: World) -> None:
    for _round in range(4):
        first, second = world.order(line(world.soap, 2)), world.order(line(world.paper, 1))
        entry = stored_entry(second, order_lines(second))
        edited = replace(entry, lines=[replace(entry.lines[0], quantity=D(7))])
        versions = {first.pk: first.version, second.pk: second.version}

        def act(
            client: int, *, a: Order = first, b: Order = second, to: object = edited, seen: object = versions
        ) -> str:
            if client:
                merge_orders(order_id=a.pk, order_ids=[b.pk], versions=seen, actor=world.clerk, at=NOON)  # type: ignore[arg-type]
                return "merged"
            edit_order(order_id=b.pk, entry=to, version=b.version, actor=world.clerk, at=NOON)  # type: ignore[arg-type]
            return "edited"

        result = race(2, act)
        assert (result.count("merged") + result.count("edited"), result.count(DomainError)) == (1, 1), result.names()
        merged = Order.objects.get(pk=first.pk)
        assert (merged.line_count == 2) == bool(result.count("merged"))
        assert drifts() == []


@pytest.mark.spec("FI-05", "ORD-019")
def test_an_order_is_either_merged_away_or_approved(world: World) -> None:
    for _round in range(4):
        first, second = world.order(line(world.soap, 2)), world.order(line(world.paper, 1))

        def act(client: int, *, a: Order = first, b: Order = second) -> str:
            if client:
                merge_orders(order_id=a.pk, order_ids=[b.pk], actor=world.clerk, at=NOON)
                return "merged"
            approve_order(order_id=b.pk, company_name_confirmed=True, confirmed_warnings=["duplicate"],
                          actor=world.reviewer, at=NOON)  # fmt: skip
            return "approved"

        result = race(2, act)
        assert result.count("merged") + result.count("approved") == 1, result.names()
        assert Order.objects.get(pk=second.pk).status == ("voided" if result.count("merged") else "approved")
        assert drifts() == []


@pytest.mark.spec("FI-05", "COM-013")
def test_an_order_goes_into_one_other_only(world: World) -> None:
    kept = [world.order(line(world.soap, n)) for n in (1, 2, 3, 4)]
    wanted = world.order(line(world.paper, 1))

    def act(client: int) -> str:
        merge_orders(order_id=kept[client].pk, order_ids=[wanted.pk], actor=world.clerk, at=NOON)
        return "merged"

    result = race(4, act)
    assert (result.count("merged"), result.count(DomainError)) == (1, 3), result.names()
    assert OrderLink.objects.count() == 1
    assert drifts() == []


@pytest.mark.spec("FI-05", "FUL-010", "INV-S2")
def test_a_piece_is_either_shipped_or_split_away_and_stock_agrees(world: World) -> None:
    type(world.customer).objects.update(credit_limit=1_000_000)
    for _round in range(4):
        order = world.approved(line(world.soap, 10), payment_terms="cash_on_delivery")
        note = create_shipment(order_id=order.pk, actor=world.shipper, at=NOON)
        taken = {order.lines.get().pk: D(4)}

        def act(client: int, *, pk: int = order.pk, note_pk: int = note.pk, some: object = taken) -> str:
            if client:
                split_order(order_id=pk, quantities=some, actor=world.reviewer, at=NOON)  # type: ignore[arg-type]
                return "split"
            confirm_shipment(shipment_id=note_pk, actor=world.shipper, at=NOON)
            return "shipped"

        result = race(2, act)
        assert (result.count("split") + result.count("shipped"), result.count(DomainError)) == (1, 1), result.names()
        sold = order.lines.get()
        assert (sold.quantity, sold.shipped_quantity) in {(D(6), D(0)), (D(10), D(10))}
        assert drifts() == []


@pytest.mark.spec("FI-05", "FIN-012", "INV-M4")
def test_money_is_either_asked_back_or_divided(world: World) -> None:
    for _round in range(4):
        order = world.approved(line(world.soap, 10))
        paid(world, order, order.total)
        taken = {order.lines.get().pk: D(4)}

        def act(client: int, *, order: Order = order, some: object = taken) -> str:
            if client:
                split_order(order_id=order.pk, quantities=some, actor=world.reviewer, at=NOON)  # type: ignore[arg-type]
                return "split"
            request_refund(order_id=order.pk, amount=D(425), reason="不要了", actor=world.clerk, at=NOON)
            return "asked"

        result = race(2, act)
        assert (result.count("split") + result.count("asked"), result.count(DomainError)) == (1, 1), result.names()
        amounts = sorted(
            Match.objects.filter(receipt__matches__order=order).values_list("amount", flat=True).distinct()
        )
        assert amounts == ([D(170), D(255)] if result.count("split") else [D(425)])
        assert drifts() == []


@pytest.mark.spec("FI-05")
def test_of_four_splits_of_everything_but_one_piece_one_succeeds(world: World) -> None:
    order = world.approved(line(world.soap, 10))
    taken = {order.lines.get().pk: D(9)}

    def act(client: int) -> str:
        split_order(order_id=order.pk, quantities=taken, actor=world.reviewer, at=NOON)
        return "split"

    result = race(4, act)
    assert (result.count("split"), result.count(DomainError)) == (1, 3), result.names()
    assert sorted(Order.objects.values_list("lines__quantity", flat=True)) == [D(1), D(9)]
    assert world.stock(world.soap) == (D(100), D(10))
    assert drifts() == []


@pytest.mark.spec("FI-05")
def test_without_the_lock_the_splits_fall_over_each_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: without the order's lock the race does not end as it should."""
    monkeypatch.setattr(loading, "lock", lambda rows: rows.order_by("pk"))
    order = world.order(line(world.soap, 10))
    taken = {order.lines.get().pk: D(9)}

    def act(client: int) -> str:
        split_order(order_id=order.pk, quantities=taken, actor=world.reviewer, at=NOON)
        return "split"

    result = race(4, act)
    assert (result.count("split"), result.count(DomainError)) != (1, 3) or drifts()
