"""FI-05 for change orders: one decision, one open proposal, no piece sent and taken back; each with its negative control."""

from __future__ import annotations

from decimal import Decimal

import pytest

from danshu.amendments import loading as change_loading
from danshu.amendments.errors import ChangeRunning
from danshu.amendments.models import Amendment
from danshu.amendments.operations.accept_amendment import accept_amendment
from danshu.amendments.operations.propose_amendment import propose_amendment
from danshu.amendments.tests.desk import propose, quantities, wanted
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.kit.errors import DomainError
from danshu.kit.verification import CHECKS
from danshu.sales import loading
from danshu.sales.models import Order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.tests.world import NOON, World, build_world, line
from tests.faults.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MODULES = ("amendments.", "sales.", "inventory.", "holds.", "fulfilment.", "billing.", "ledger.")


@pytest.fixture
def world() -> World:
    return build_world()


def drifts() -> list[str]:
    return [text for code, check in CHECKS.items() if code.startswith(MODULES) for text in check.function()]


@pytest.fixture
def _without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The switch that only tests can set: orders and change orders are read without their locks."""
    for module in (loading, change_loading):
        monkeypatch.setattr(module, "lock", lambda rows: rows.order_by("pk"))


def accept(world: World, pk: int) -> str:
    accept_amendment(amendment_id=pk, actor=world.reviewer, at=NOON)
    return "accepted"


@pytest.mark.spec("ORD-014", "FUL-010", "FI-05", "INV-S2")
def test_a_piece_is_either_shipped_or_changed_away_and_stock_agrees(world: World) -> None:
    type(world.customer).objects.update(credit_limit=1_000_000)
    for _round in range(4):
        order = world.approved(line(world.soap, 10), payment_terms="cash_on_delivery")
        note = create_shipment(order_id=order.pk, actor=world.shipper, at=NOON)
        change = propose(world, order, quantities(4))

        def act(client: int, note_pk: int = note.pk, change_pk: int = change.pk) -> str:
            if client:
                return accept(world, change_pk)
            confirm_shipment(shipment_id=note_pk, actor=world.shipper, at=NOON)
            return "shipped"

        result = race(2, act)
        assert result.count("accepted") + result.count("shipped") == 1, result.names()
        assert result.count(DomainError) == 1
        sold = order.lines.get()
        assert (sold.quantity, sold.shipped_quantity) in {(Decimal(4), Decimal(0)), (Decimal(10), Decimal(10))}
        assert drifts() == []


@pytest.mark.spec("ORD-014", "FI-05")
def test_of_six_proposals_for_one_order_exactly_one_is_open(world: World) -> None:
    order = world.approved()
    proposals = [wanted(order, quantities(n, 3)) for n in range(3, 9)]

    def act(client: int) -> str:
        propose_amendment(order_id=order.pk, proposal=proposals[client], reason="改", actor=world.clerk, at=NOON)
        return "proposed"

    result = race(6, act)
    assert (result.count("proposed"), result.count(ChangeRunning)) == (1, 5), result.names()
    assert Amendment.objects.get().number == f"{order.number}-C1"


@pytest.mark.usefixtures("_without_lock")
@pytest.mark.spec("FI-05")
def test_without_the_lock_the_database_alone_keeps_one_open_proposal(world: World) -> None:
    """The negative control: the lock gives the kind answer, the unique index the last word."""
    order = world.approved()
    proposals = [wanted(order, quantities(n, 3)) for n in range(3, 9)]

    def act(client: int) -> str:
        propose_amendment(order_id=order.pk, proposal=proposals[client], reason="改", actor=world.clerk, at=NOON)
        return "proposed"

    result = race(6, act)
    assert result.count("proposed") == 1, result.names()
    assert result.count(ChangeRunning) < 5, "without the lock some only fail at the index"


@pytest.mark.spec("ORD-014", "ORD-033", "FI-05")
def test_accepting_against_cancelling_ends_in_one_world(world: World) -> None:
    for _round in range(4):
        order = world.approved()
        change = propose(world, order, quantities(7, 3))

        def act(client: int, order_pk: int = order.pk, change_pk: int = change.pk) -> str:
            if client:
                return accept(world, change_pk)
            cancel_order(order_id=order_pk, reason="不要了", actor=world.reviewer, at=NOON)
            return "cancelled"

        result = race(2, act)
        change.refresh_from_db()
        now = Order.objects.get(pk=order.pk)
        assert now.status == "cancelled", result.names()
        assert result.count("cancelled") == 1
        assert change.status == ("accepted" if result.count("accepted") else "withdrawn")
        assert world.stock(world.soap) == (Decimal(100), Decimal(0))
        assert drifts() == []


@pytest.mark.spec("ORD-014", "CC-11", "FI-05")
def test_five_reviewers_accept_one_change_once(world: World) -> None:
    change = propose(world, world.approved(), quantities(7, 3))
    result = race(5, lambda _client: accept(world, change.pk))
    assert result.count("accepted") == 1, result.names()
    assert world.stock(world.soap) == (Decimal(100), Decimal(7))
    assert drifts() == []
