"""FI-05 for stores: closing and deleting one while orders are placed for it; with its negative control."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError
from danshu.sales.models import Order
from danshu.sales.operations.create_order import create_order
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.tests.world import NOON, World, build_world, line
from danshu.stores.errors import StoreInUse
from danshu.stores.models import Store
from danshu.stores.operations.close_store import close_store
from danshu.stores.operations.delete_store import delete_store
from danshu.stores.tests.factories import make_store
from tests.faults.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.spec("ACC-003", "FI-05")]
SYSTEM = Actor.system()
ROUNDS, CLERKS = 6, 4


@pytest.fixture
def world() -> World:
    return build_world()


def place(world: World, store: Store) -> str:
    create_order(entry=world.entry(line(world.soap, 1), store_id=store.pk), submit=True, actor=world.clerk, at=NOON)
    return "placed"


def test_an_order_is_placed_before_its_store_closes_or_refused(world: World) -> None:
    """Whoever comes second waits for the first: no order that closing did not count, and none after it."""
    for _round in range(ROUNDS):
        store = make_store(unit=world.branch)

        def act(client: int, store: Store = store) -> str:
            if client:
                return place(world, store)
            with transaction.atomic():
                close_store(store_id=store.pk, actor=SYSTEM, at=NOON)
                counted = Order.objects.filter(store=store).count()
            return f"closed after {counted}"

        result = race(CLERKS + 1, act)

        placed = result.count("placed")
        assert result.count(DomainError) == CLERKS - placed, result.names()
        assert result.count(f"closed after {placed}") == 1, result.names()
        assert Order.objects.filter(store=store).count() == placed


def test_submitting_waits_in_the_same_line(world: World) -> None:
    for _round in range(ROUNDS):
        store = make_store(unit=world.branch)
        drafts = [world.order(line(world.soap, 1), submit=False, store_id=store.pk) for _ in range(3)]

        def act(client: int, store: Store = store, drafts: list[Order] = drafts) -> str:
            if client:
                submit_order(order_id=drafts[client - 1].pk, actor=world.clerk, at=NOON)
                return "placed"
            with transaction.atomic():
                close_store(store_id=store.pk, actor=SYSTEM, at=NOON)
                counted = Order.objects.filter(store=store, status="awaiting_review").count()
            return f"closed after {counted}"

        result = race(4, act)
        placed = Order.objects.filter(store=store, status="awaiting_review").count()
        assert result.count("placed") == placed
        assert result.count(f"closed after {placed}") == 1, result.names()
        assert result.count(DomainError) == 3 - placed


def test_a_store_is_deleted_before_its_first_order_or_stays(world: World) -> None:
    for _round in range(ROUNDS):
        store = make_store(unit=world.branch)

        def act(client: int, store: Store = store) -> str:
            if client:
                return place(world, store)
            delete_store(store_id=store.pk, actor=SYSTEM, at=NOON)
            return "deleted"

        result = race(3, act)

        gone = not Store.objects.filter(pk=store.pk).exists()
        assert result.count("placed") == (0 if gone else Order.objects.filter(store=store).count())
        assert (result.count("deleted"), result.count(StoreInUse)) == ((1, 0) if gone else (0, 1)), result.names()


def test_negative_control_without_its_guard_an_order_comes_after_the_closing(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sales_order DISABLE TRIGGER of_open_store")
    try:
        late = 0
        for _round in range(30):
            store = make_store(unit=world.branch)

            def act(client: int, store: Store = store) -> str:
                if client:
                    return place(world, store)
                with transaction.atomic():
                    close_store(store_id=store.pk, actor=SYSTEM, at=NOON)
                    counted = Order.objects.filter(store=store).count()
                return f"closed after {counted}"

            result = race(CLERKS + 1, act)
            late += result.count(f"closed after {result.count('placed')}") == 0
            if late:
                break
        assert late, "the guard was not needed: it proves nothing"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE sales_order ENABLE TRIGGER of_open_store")
