"""FI-05 for stock: exactly the allowed winners, losers are told why, nothing hangs; each with its negative control.

The guards are two, and each alone suffices: the lock (which makes the refusal a good one) and the CHECK of the table.
The negative controls take both away and must then see goods sold twice.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from danshu.holds import counters, engine, statements
from danshu.holds.models import Claim
from danshu.inventory import moving
from danshu.inventory.claims import STOCK, StockNeed
from danshu.inventory.errors import ClaimShort, StockShort
from danshu.inventory.models import StockBalance, StockMove
from danshu.inventory.operations.adjust_stock import adjust_stock
from danshu.inventory.tests.factories import line, make_stocked_item, make_warehouse, stock
from danshu.kit.errors import DomainError
from danshu.kit.operation import REGISTRY
from tests.faults.racing import Result, race
from tests.faults.stock_operations import NOBODY, drifts, run, stock_operations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

CLIENTS = 50
RESERVED_WITHIN = "stock_reserved_within_on_hand"


@pytest.fixture(scope="module", autouse=True)
def _operations() -> Iterator[None]:
    with stock_operations():
        yield


def buyers(row: StockBalance, clients: int = CLIENTS, quantity: int = 1) -> Result:
    """So many orders want the same goods at one moment."""

    def buy(client: int) -> str:
        run("tests.reserve", needs=[StockNeed(row.warehouse_id, row.item_id, Decimal(quantity), line(client))])
        return "won"

    return race(clients, buy)


@pytest.fixture
def last_one() -> StockBalance:
    """The last unit."""
    return stock(make_warehouse(), make_stocked_item(), 1)


@pytest.fixture
def _without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The switch that only tests can set: statements are composed without their lock."""
    monkeypatch.setattr(statements, "LOCK", "")
    keeper = engine.KEEPERS[STOCK]
    assert isinstance(keeper, counters.CounterKeeper)
    bare = counters.CounterKeeper(**_fields(keeper))
    bare.__dict__["_texts"] = {name: text.replace(" OF r\n", "\n") for name, text in bare._texts.items()}
    monkeypatch.setitem(engine.KEEPERS, STOCK, bare)


def _fields(keeper: counters.CounterKeeper) -> dict[str, object]:
    return {name: getattr(keeper, name) for name in ("kind", "table", "key", "capacity", "used", "unbounded")}


@pytest.fixture
def _without_check() -> None:
    """The table's own refusal, taken away; the clone of the database is thrown away after the test."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE inventory_stockbalance DROP CONSTRAINT {RESERVED_WITHIN}")


# ---- the last unit --------------------------------------------------------------------------------------------------
@pytest.mark.spec("INV-008")
def test_of_fifty_buyers_of_the_last_unit_exactly_one_gets_it(last_one: StockBalance) -> None:
    result = buyers(last_one)

    assert result.names() == {"won": 1, "StockShort": CLIENTS - 1}
    assert all(o.status == 409 and "缺 1" in o.text for o in result.outcomes if isinstance(o, StockShort))
    assert (StockBalance.objects.get().reserved, Claim.objects.count()) == (1, 1)
    assert result.seconds < 15
    assert drifts() == []


@pytest.mark.usefixtures("_without_lock")
def test_with_the_lock_gone_the_check_alone_still_lets_only_one_have_it(last_one: StockBalance) -> None:
    result = buyers(last_one)
    assert result.count("won") == 1
    assert result.count(DomainError) == CLIENTS - 1
    assert StockBalance.objects.get().reserved == 1


@pytest.mark.usefixtures("_without_check")
def test_with_the_check_gone_the_lock_alone_still_lets_only_one_have_it(last_one: StockBalance) -> None:
    result = buyers(last_one)
    assert result.names() == {"won": 1, "StockShort": CLIENTS - 1}


@pytest.mark.usefixtures("_without_lock", "_without_check")
def test_negative_control_without_both_guards_the_last_unit_is_sold_more_than_once(last_one: StockBalance) -> None:
    for _round in range(5):
        result = buyers(last_one)
        if result.count("won") > 1:
            break
        Claim.objects.filter(state="kept").update(state="released", ended_at=timezone.now())
        StockBalance.objects.update(reserved=0)
    assert result.count("won") > 1, "without the guards nothing was sold twice: the test proves nothing"


def test_buyers_of_several_units_share_out_what_there_is() -> None:
    row = stock(make_warehouse(), make_stocked_item(), 20)
    result = buyers(row, quantity=3)
    assert (result.count("won"), result.count(StockShort)) == (6, CLIENTS - 6)
    assert StockBalance.objects.get().reserved == 18


# ---- many stocks in any order ---------------------------------------------------------------------------------------
def test_orders_with_the_same_goods_in_any_order_do_not_deadlock() -> None:
    warehouse, items = make_warehouse(), [make_stocked_item() for _ in range(6)]
    rows = [stock(warehouse, item, 1_000) for item in items]

    def order(client: int) -> str:
        mine = random.Random(client).sample(rows, 4)
        needs = [
            StockNeed(row.warehouse_id, row.item_id, Decimal(1), line(client * 10 + n)) for n, row in enumerate(mine)
        ]
        for _ in range(3):
            run("tests.reserve", needs=needs)
            run("tests.ship", needs=needs[:2])
            for n in (2, 3):
                run("tests.release", number=client * 10 + n)
        return "done"

    result = race(24, order)

    assert result.names() == {"done": 24}
    assert result.seconds < 30
    assert sum(row.on_hand for row in StockBalance.objects.all()) == 6_000 - 24 * 3 * 2
    assert sum(row.reserved for row in StockBalance.objects.all()) == 0
    assert drifts() == []


def test_negative_control_without_the_order_of_locks_orders_deadlock(monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse, items = make_warehouse(), [make_stocked_item() for _ in range(6)]
    rows = [stock(warehouse, item, 100_000) for item in items]
    keeper = engine.KEEPERS[STOCK]
    assert isinstance(keeper, counters.CounterKeeper)
    shuffled = counters.CounterKeeper(**_fields(keeper))
    ordered = "ORDER BY r.warehouse_id, r.item_id"
    shuffled.__dict__["_texts"] = {name: t.replace(ordered, "ORDER BY random()") for name, t in shuffled._texts.items()}
    assert shuffled._texts["take_plain"] != keeper._texts["take_plain"]
    monkeypatch.setitem(engine.KEEPERS, STOCK, shuffled)

    def order(client: int) -> None:
        for turn in range(10):
            run("tests.reserve", needs=[
                StockNeed(row.warehouse_id, row.item_id, Decimal(1), line(client * 1_000 + turn * 10 + n))
                for n, row in enumerate(rows)])  # fmt: skip

    before = _deadlocks()
    race(24, order)
    assert _deadlocks() > before, "unordered locks did not deadlock: the test proves nothing"


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_transfers_between_warehouses_in_random_directions_neither_deadlock_nor_lose_goods() -> None:
    """CC-2 (measured there: unordered 111 deadlocks of 150)."""
    item, warehouses = make_stocked_item(), [make_warehouse() for _ in range(3)]
    for warehouse in warehouses:
        stock(warehouse, item, 100)

    def transfer(client: int) -> str:
        chance = random.Random(client)
        for _ in range(6):
            pair = chance.sample([w.pk for w in warehouses], 2)
            run("tests.transfer", item_id=item.pk, pair=tuple(pair))
        return "done"

    result = race(25, transfer)

    assert result.names() == {"done": 25}
    assert sum(row.on_hand for row in StockBalance.objects.all()) == 300
    assert StockMove.objects.count() == 3 + 25 * 6 * 2
    assert result.seconds < 30
    assert drifts() == []


# ---- one against the other ------------------------------------------------------------------------------------------
def test_cancelling_against_shipping_ends_in_one_of_the_two() -> None:
    """FI-05: an order's goods are either out or free again, never both."""
    row = stock(make_warehouse(), make_stocked_item(), 100)
    for number in range(20):
        run("tests.reserve", needs=[StockNeed(row.warehouse_id, row.item_id, Decimal(2), line(number))])

    def act(client: int) -> str:
        if client % 2:
            run("tests.release", number=client // 2)
            return "released"
        run("tests.ship", needs=[StockNeed(row.warehouse_id, row.item_id, Decimal(2), line(client // 2))])
        return "shipped"

    result = race(40, act)

    shipped = result.count("shipped")
    assert result.count("released") == 20
    assert result.count(ClaimShort) == 20 - shipped
    assert Claim.objects.filter(state="converted").count() == shipped
    after = StockBalance.objects.get()
    assert (after.on_hand, after.reserved) == (100 - 2 * shipped, 0)
    assert drifts() == []


def test_shipping_one_line_many_times_at_once_ships_it_once(last_one: StockBalance) -> None:
    need = StockNeed(last_one.warehouse_id, last_one.item_id, Decimal(1), line(1))
    run("tests.reserve", needs=[need])
    result = race(20, lambda _client: run("tests.ship", needs=[need]))
    assert (result.count(None), result.count(ClaimShort)) == (1, 19)
    assert (StockBalance.objects.get().on_hand, StockMove.objects.filter(to_place="customer").count()) == (0, 1)


def test_the_same_line_reserving_twice_at_once_reserves_once() -> None:
    row = stock(make_warehouse(), make_stocked_item(), 100)
    need = StockNeed(row.warehouse_id, row.item_id, Decimal(5), line(1))
    result = race(10, lambda _client: run("tests.reserve", needs=[need]))
    assert result.count(None) == 1
    assert {o.code for o in result.outcomes if isinstance(o, DomainError)} == {"already_reserved"}
    assert StockBalance.objects.get().reserved == 5


def test_takers_and_the_sweeper_give_a_lapsed_claim_up_once() -> None:
    row = stock(make_warehouse(), make_stocked_item(), 1)
    need = StockNeed(row.warehouse_id, row.item_id, Decimal(1), line(999))
    run("tests.reserve", needs=[need], expires_at=timezone.now() + timedelta(milliseconds=300))
    _sleep_until_lapsed()

    def act(client: int) -> object:
        if client % 5 == 0:
            return REGISTRY["holds.expire_claims"](actor=NOBODY, at=timezone.now())
        run("tests.reserve", needs=[StockNeed(row.warehouse_id, row.item_id, Decimal(1), line(client))])
        return "won"

    result = race(30, act)

    assert result.count("won") == 1
    assert Claim.objects.filter(state="expired").count() == 1
    assert StockBalance.objects.get().reserved == 1
    assert drifts() == []


def _sleep_until_lapsed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.4)")


# ---- raw SQL ----------------------------------------------------------------------------------------------------------
def test_constraints_refuse_raw_sql_too(last_one: StockBalance) -> None:
    for change, name in (
        ("reserved = 2", RESERVED_WITHIN),
        ("reserved = -1", "stock_reserved_not_negative"),
        ("on_hand = 5", "stock_written_by_moves_only"),
        ("item_id = item_id + 1", "stock_written_by_moves_only"),
    ):
        with pytest.raises(IntegrityError) as refused, connection.cursor() as cursor:
            cursor.execute(f"UPDATE inventory_stockbalance SET {change}")
        assert refused.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]
    for statement in (
        "UPDATE inventory_stockmove SET quantity = 9",
        "DELETE FROM inventory_stockmove",
        "TRUNCATE inventory_stockmove CASCADE",
        "DELETE FROM inventory_stockbalance",
    ):
        with pytest.raises(Exception, match=r"."), connection.cursor() as cursor:
            cursor.execute(statement)
    assert (StockBalance.objects.get().on_hand, StockMove.objects.count()) == (1, 1)


# ---- adjusting against reserving (its race: test_races_warehouses.py) -----------------------------------------------
@pytest.mark.usefixtures("_without_lock", "_without_check")
def test_negative_control_without_locks_and_check_goods_are_promised_that_were_adjusted_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("ENTER", "LOCK"):
        bare = getattr(moving, name).replace("FOR NO KEY UPDATE", "")
        assert bare != getattr(moving, name)
        monkeypatch.setattr(moving, name, bare)

    def act(row: StockBalance, client: int) -> None:
        if client % 2:
            adjust_stock(
                warehouse_id=row.warehouse_id, item_id=row.item_id, difference=Decimal(-1), reason="loss",
                actor=NOBODY, at=timezone.now(),
            )  # fmt: skip
        else:
            run("tests.reserve", needs=[StockNeed(row.warehouse_id, row.item_id, Decimal(1), line(client))])

    found: list[str] = []
    for _round in range(8):
        row = stock(make_warehouse(), make_stocked_item(), 1)
        race(12, partial(act, row))
        found = [text for text in drifts() if "on hand" in text]
        if found:
            break
    assert found, "without the guards nothing was promised twice: the test proves nothing"
