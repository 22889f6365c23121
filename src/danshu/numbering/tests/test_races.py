"""100 take numbers at once, also while the pattern changes; without the guard numbers repeat (SYS-003, FI-05)."""

from __future__ import annotations

import threading
from collections import Counter as Tally
from collections.abc import Callable

import pytest
from django.db import connections, transaction

from danshu.kit.actor import Actor
from danshu.kit.context import Context, active
from danshu.numbering.models import Counter
from danshu.numbering.operations.change_pattern import change_pattern
from danshu.numbering.tests.test_change_pattern import ADMIN, PLAIN
from danshu.numbering.tests.test_next_numbers import NOON, _series, take  # noqa: F401 - the fixture runs by itself

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CLIENTS = 100


def race(work: Callable[[int], list[str]], clients: int = CLIENTS) -> list[str]:
    barrier, numbers, lock = threading.Barrier(clients), list[str](), threading.Lock()

    def run(client: int) -> None:
        try:
            barrier.wait(30)
            taken = work(client)
            with lock:
                numbers.extend(taken)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return numbers


def take_without_guard(_client: int) -> list[str]:
    """The negative control: read, add, write."""
    with transaction.atomic(), active(Context("test", Actor.system(), NOON)):
        row, _ = Counter.objects.get_or_create(series="test.paper", branch="", period="x")
        Counter.objects.filter(pk=row.pk).update(last=row.last + 1)
        return [f"TP-{row.last + 1}"]


def test_a_hundred_at_once_get_a_hundred_different_numbers() -> None:
    numbers = race(lambda client: take(count=1 + client % 3))
    assert len(numbers) == sum(1 + client % 3 for client in range(CLIENTS)) == len(set(numbers))
    assert min(numbers) == "TP-260918-0001"
    assert max(numbers) == f"TP-260918-{len(numbers):04d}"


def test_the_negative_control_repeats_numbers() -> None:
    Counter.objects.create(series="test.paper", branch="", period="x")
    numbers = race(take_without_guard, 40)
    assert max(Tally(numbers).values()) > 1, "without the guard nothing repeated: the test proves nothing"


def test_nobody_gets_a_number_twice_while_the_pattern_changes() -> None:
    resets = ("month", "day", "year", "never", "day", "month")

    def work(client: int) -> list[str]:
        if client % 8 == 0:
            change_pattern(series="test.paper", **{**PLAIN, "reset": resets[client // 8 % 6]}, actor=ADMIN, at=NOON)
        return take() + take()

    numbers = race(work, 48)
    assert len(numbers) == 96 == len(set(numbers))
