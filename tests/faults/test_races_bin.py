"""FI-05 for the recycle bin: one way out per record, one decision per order; each with its negative control."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from danshu.billing.models import Match, Receipt
from danshu.billing.operations.match_receipt import match_receipt
from danshu.billing.tests.factories import received
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.verification import CHECKS
from danshu.parties.models import Customer
from danshu.recycling import binning
from danshu.recycling.errors import NotInBin
from danshu.recycling.models import Entry
from danshu.recycling.operations.purge_entry import purge_entry
from danshu.recycling.operations.restore_entry import restore_entry
from danshu.sales import loading
from danshu.sales.models import Order
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.ask_special import ask_special
from danshu.sales.operations.decide_special import decide_special
from danshu.sales.operations.delete_order import delete_order
from danshu.sales.tests.world import NOON, World, build_world, line
from tests.faults.racing import Result, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SYSTEM = Actor.system()
LATER = NOON + timedelta(days=1)
ROUNDS = 4


@pytest.fixture
def world() -> World:
    return build_world()


def drifts() -> list[str]:
    ours = ("sales.", "inventory.", "holds.", "billing.", "ledger.", "fulfilment.", "recycling.", "reporting.")
    return [text for code, check in CHECKS.items() if code.startswith(ours) for text in check.function()]


def unexpected(result: Result) -> list[object]:
    return [o for o in result.outcomes if isinstance(o, BaseException) and not isinstance(o, DomainError)]


def special(world: World, **terms: str) -> Order:
    order = world.approved(line(world.soap, 2), **terms)
    ask_special(order_id=order.pk, reason="重复", facts="相同", is_true=True, actor=world.clerk, at=NOON)
    decide_special(order_id=order.pk, agree=True, actor=SYSTEM, at=NOON)
    return order


def delete(order: Order) -> str:
    delete_order(order_id=order.pk, reason_code="duplicate", actor=SYSTEM, at=NOON)
    return "deleted"


def restore(entry: Entry) -> str:
    restore_entry(entry_id=entry.pk, actor=SYSTEM, at=LATER)
    return "restored"


def purge(entry: Entry) -> str:
    purge_entry(entry_id=entry.pk, actor=SYSTEM, at=LATER)
    return "purged"


def either(first: Callable[[], str], second: Callable[[], str]) -> Result:
    return race(2, lambda client: first() if client else second())


@pytest.mark.spec("FI-05", "ORD-040", "ORD-012")
def test_deleting_against_approving_ends_in_one_of_the_two(world: World) -> None:
    for _round in range(ROUNDS):
        order = world.order(line(world.soap, 1))

        def approve(order: Order = order) -> str:
            approve_order(order_id=order.pk, company_name_confirmed=True, confirmed_warnings=["duplicate"],
                          actor=world.reviewer, at=NOON)  # fmt: skip
            return "approved"

        result = either(lambda order=order: delete(order), approve)
        assert result.count("deleted") + result.count("approved") == 1, result.names()
        assert unexpected(result) == []
        assert Order.objects.filter(pk=order.pk).exists() == bool(result.count("approved"))
        assert drifts() == []


@pytest.mark.spec("FI-05", "ORD-040")
def test_deleting_against_shipping_ends_in_one_of_the_two(world: World) -> None:
    Customer.objects.filter(pk=world.customer.pk).update(credit_limit=100_000)
    for _round in range(ROUNDS):
        order = special(world, payment_terms="cash_on_delivery")

        def ship(order: Order = order) -> str:
            create_shipment(order_id=order.pk, actor=world.shipper, at=NOON)
            return "shipped"

        result = either(lambda order=order: delete(order), ship)
        assert result.count("deleted") + result.count("shipped") == 1, result.names()
        assert unexpected(result) == []
        assert Shipment.objects.filter(order_id=order.pk).exists() == bool(result.count("shipped"))
        assert drifts() == []


@pytest.mark.spec("FI-05", "ORD-040", "INV-M5")
def test_deleting_against_paying_never_loses_the_payment(world: World) -> None:
    for _round in range(ROUNDS):
        order = special(world)
        receipt = received(world, order.total)

        def pay(order: Order = order, receipt: Receipt = receipt) -> str:
            match_receipt(receipt_id=receipt.pk, amounts={order.pk: order.total}, actor=world.finance, at=NOON)
            return "paid"

        result = either(lambda order=order: delete(order), pay)
        assert result.count("deleted") + result.count("paid") == 1, result.names()
        assert unexpected(result) == []
        assert Match.objects.filter(order_id=order.pk).exists() == bool(result.count("paid"))
        assert drifts() == []


@pytest.mark.spec("FI-05", "ORD-043")
def test_eight_restores_bring_one_order_back_once(world: World) -> None:
    order = special(world)
    entry = Entry.objects.get(pk=delete_order(order_id=order.pk, reason_code="test", actor=SYSTEM, at=NOON).pk)

    result = race(8, lambda client: restore(entry))
    assert (result.count("restored"), result.count(NotInBin)) == (1, 7), result.names()
    assert world.stock(world.soap)[1] == 2
    assert drifts() == []


@pytest.mark.spec("FI-05", "ORD-043", "ORD-044")
def test_restoring_against_purging_has_one_winner(world: World) -> None:
    for _round in range(ROUNDS):
        order = world.order(submit=False)
        entry = delete_order(order_id=order.pk, reason_code="test", actor=SYSTEM, at=NOON)
        result = either(lambda entry=entry: restore(entry), lambda entry=entry: purge(entry))
        assert result.count("restored") + result.count("purged") == 1, result.names()
        assert result.count(NotInBin) == 1, result.names()
        assert Order.objects.filter(pk=order.pk).exists() == bool(result.count("restored"))
        assert drifts() == []


@pytest.mark.spec("FI-05", "ORD-043")
def test_without_the_lock_of_the_entry_the_race_shows(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: read without its lock, an entry is purged although it was restored, or restored twice."""
    monkeypatch.setattr(binning, "lock", lambda rows: rows.order_by("pk"))
    wrong = 0
    for _round in range(12):
        order = world.order(submit=False)
        entry = delete_order(order_id=order.pk, reason_code="test", actor=SYSTEM, at=NOON)
        result = either(lambda entry=entry: restore(entry), lambda entry=entry: purge(entry))
        wrong += result.count("restored") + result.count("purged") != 1 or bool(unexpected(result))
        if wrong:
            return
    pytest.fail("nothing went wrong without the lock: the race is not provoked")


@pytest.mark.spec("FI-05", "ORD-040")
def test_without_the_lock_of_the_order_the_race_shows(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: read without its lock, an order is deleted twice."""
    monkeypatch.setattr(loading, "lock", lambda rows: rows.order_by("pk"))
    for _round in range(12):
        order = world.order(submit=False)
        result = race(4, lambda client, order=order: delete(order))
        if result.count(NotFound) != 3 or unexpected(result):
            return
    pytest.fail("nothing went wrong without the lock: the race is not provoked")
