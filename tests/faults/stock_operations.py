"""Operations on stock as upper modules write them, for the races: the transaction, refusals and retries are real."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.utils import timezone

from danshu.inventory.claims import StockNeed, release, reserve, ship
from danshu.inventory.models import Place
from danshu.inventory.moving import enter_moves, into, out_of
from danshu.inventory.tests.factories import line
from danshu.kit.actor import Actor
from danshu.kit.operation import REGISTRY, operation
from danshu.kit.refs import SourceRef
from danshu.kit.verification import CHECKS

NOBODY = Actor.system()
PAPER = SourceRef("tests.paper", 1)
CODES = ("tests.reserve", "tests.ship", "tests.release", "tests.transfer")


@contextmanager
def stock_operations() -> Iterator[None]:
    """Register the operations for as long as the block lasts."""

    @operation("tests.reserve", permission="system", label=("占用", "Reserve"))
    def reserve_one(*, needs: list[StockNeed], expires_at: object = None, actor: Actor, at: object) -> None:
        reserve(needs, at=at, expires_at=expires_at)  # type: ignore[arg-type]

    @operation("tests.ship", permission="system", label=("发货", "Ship"))
    def ship_one(*, needs: list[StockNeed], actor: Actor, at: object) -> None:
        ship(needs, at=at, actor=actor, document=PAPER, label="S")  # type: ignore[arg-type]

    @operation("tests.release", permission="system", label=("释放", "Release"))
    def release_one(*, number: int, actor: Actor, at: object) -> None:
        release([line(number)], at=at)  # type: ignore[arg-type]

    @operation("tests.transfer", permission="system", label=("调拨", "Transfer"))
    def transfer(*, item_id: int, pair: tuple[int, int], actor: Actor, at: object) -> None:
        there, here = pair
        moves = [out_of(there, item_id, Decimal(1), Place.TRANSIT), into(here, item_id, Decimal(1), Place.TRANSIT)]
        random.shuffle(moves)
        enter_moves(moves, document=PAPER, label="T", actor=actor, at=at)  # type: ignore[arg-type]

    try:
        yield
    finally:
        for code in CODES:
            REGISTRY.pop(code)


def run(code: str, **arguments: object) -> object:
    """Run a registered operation as the system, now."""
    return REGISTRY[code](**arguments, actor=NOBODY, at=timezone.now())


def drifts() -> list[str]:
    """What the drift checks of stock and claims find."""
    checks = [check for code, check in CHECKS.items() if code.startswith(("inventory.", "holds.used"))]
    return [text for check in checks for text in check.function()]
