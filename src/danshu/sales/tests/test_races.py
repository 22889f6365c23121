"""Scarce things under real concurrency: exactly the allowed winners, clear losers (FI-05)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection

from danshu.billing.models import Match, Receipt
from danshu.billing.operations.credit_notified_payment import credit_notified_payment
from danshu.kit.errors import DomainError
from danshu.sales.models import Order
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.create_order import create_order
from danshu.sales.tests.world import NOON, World, build_world, line

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return build_world()


def at_once(*calls: Callable[[], object]) -> Counter[str]:
    """Run all calls behind one barrier; how often each outcome came: "done", or the refusal's code."""
    barrier, outcomes = Barrier(len(calls)), Counter[str]()

    def run(call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            call()
            outcomes["done"] += 1
        except DomainError as refusal:
            outcomes[refusal.code] += 1
        finally:
            connection.close()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


@pytest.mark.spec("INV-008", "FI-05", "INV-S2")
def test_of_twelve_orders_for_the_last_piece_exactly_one_is_approved(world: World) -> None:
    world.approved(line(world.soap, 99))
    orders = [world.order(line(world.soap, 1)) for _ in range(12)]

    def approve(order: Order) -> Callable[[], object]:
        return lambda: approve_order(
            order_id=order.pk, company_name_confirmed=True, confirmed_warnings=["duplicate"], actor=world.reviewer,
            at=NOON,
        )  # fmt: skip

    outcomes = at_once(*(approve(order) for order in orders))
    assert outcomes["done"] == 1
    assert outcomes["blocked"] + outcomes["stock_short"] == 11
    assert world.stock(world.soap) == (Decimal(100), Decimal(100))


@pytest.mark.spec("ORD-002")
def test_orders_saved_at_the_same_moment_get_different_numbers(world: World) -> None:
    def create() -> object:
        return create_order(entry=world.entry(), actor=world.clerk, at=NOON)

    assert at_once(*[create] * 10) == Counter(done=10)
    assert Order.objects.values("number").distinct().count() == 10


@pytest.mark.spec("COM-013", "FI-04")
def test_submit_pressed_five_times_makes_one_order(world: World) -> None:
    def create() -> object:
        return create_order.keyed("page-token")(entry=world.entry(), submit=True, actor=world.clerk, at=NOON)

    assert at_once(*[create] * 5) == Counter(done=5)
    assert Order.objects.count() == 1


@pytest.mark.spec("COM-013", "INV-M3", "FIN-002")
def test_the_same_payment_notice_twenty_times_credits_once(world: World) -> None:
    order = world.approved()

    def told() -> object:
        return credit_notified_payment(
            method="wechat", transaction="4200001", order_number=order.number, amount=Decimal("225.40"),
            currency="CNY", actor=world.finance, at=NOON,
        )  # fmt: skip

    outcomes = at_once(*[told] * 10)
    outcomes += at_once(*[told] * 10)
    order.refresh_from_db()
    assert outcomes == Counter(done=20)
    assert (Receipt.objects.count(), Match.objects.count(), order.paid_amount) == (1, 1, Decimal("225.40"))


@pytest.mark.spec("FI-05", "CC-11")
def test_approving_and_cancelling_at_once_leave_one_decision_and_consistent_stock(world: World) -> None:
    order = world.order()
    outcomes = at_once(
        lambda: approve_order(
            order_id=order.pk, company_name_confirmed=True, seen_status="awaiting_review", actor=world.reviewer, at=NOON
        ),
        lambda: cancel_order(
            order_id=order.pk, reason="客户取消", seen_status="awaiting_review", actor=world.reviewer, at=NOON
        ),
    )
    order.refresh_from_db()
    assert outcomes == Counter(done=1, stale_state=1)
    reserved = Decimal(2) if order.status == "approved" else Decimal(0)
    assert world.stock(world.soap) == (Decimal(100), reserved)
