"""Something scarce for tests of the engine: stock, which has a keeper."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from danshu.holds.keeping import Want
from danshu.holds.models import Claim
from danshu.inventory.claims import STOCK as KIND
from danshu.inventory.models import StockBalance
from danshu.inventory.tests.factories import make_stocked_item, make_warehouse, stock
from danshu.kit.actor import Actor
from danshu.kit.context import Context, active
from danshu.kit.refs import SourceRef
from danshu.kit.sinks import SINKS

__all__ = ["KIND", "claim", "inside_operation", "resource", "source", "used", "want"]


@contextlib.contextmanager
def inside_operation(at: datetime | None = None) -> Iterator[Context]:
    """What an operation gives to the functions it calls, with its trail and events written at the end."""
    context = Context("tests.operation", Actor.system(), at or timezone.now())
    with transaction.atomic(), active(context):
        yield context
        SINKS.flush(context, "", None)


def resource(capacity: int) -> StockBalance:
    """So much of a new item in a new warehouse; with 0 the row exists and is empty."""
    warehouse, item = make_warehouse(), make_stocked_item()
    if capacity:
        return stock(warehouse, item, capacity)
    row: StockBalance = StockBalance.objects.create(
        warehouse=warehouse, item_id=item.pk, created_at=timezone.now(), updated_at=timezone.now()
    )
    return row


def used(row: StockBalance) -> Decimal:
    """How much of it is held now."""
    reserved: Decimal = StockBalance.objects.get(pk=row.pk).reserved
    return reserved


def source(number: int) -> SourceRef:
    """The line of some order."""
    return SourceRef("tests.order_line", number)


def want(row: StockBalance, quantity: int | str, number: int) -> Want:
    """A line wants some of it."""
    return Want((row.warehouse_id, row.item_id), Decimal(quantity), source(number))


def claim(number: int) -> Claim:
    """The claim of a line that has only one."""
    found: Claim = Claim.objects.get(source_id=number)
    return found
