"""The server decides, whatever a request says, and the log knows who tried (COM-011)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from danshu.audit.models import AuditEntry
from danshu.kit.errors import FieldErrors, NotFound
from danshu.sales.models import Order
from danshu.sales.operations.create_order import create_order
from danshu.sales.permissions import CHANGE_PRICE
from danshu.sales.tests.world import NOON, World, build_world, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COM-011")]


@pytest.fixture
def world() -> World:
    return build_world()


def test_an_order_for_another_persons_customer_is_refused_and_logged(world: World) -> None:
    entry = world.entry(line(world.soap, 2))
    with pytest.raises(NotFound):
        create_order(entry=entry, actor=world.stranger, at=NOON)
    assert Order.objects.count() == 0
    found = AuditEntry.objects.get(operation="sales.create_order")
    assert (found.result, found.actor_id, found.changes) == ("refused", world.stranger.user_id, {"code": "not_found"})


def test_a_price_of_a_cent_needs_the_right_to_change_prices(world: World) -> None:
    entry = world.entry(line(world.soap, 2, unit_price=Decimal("0.01")))
    grants = {code: scope for code, scope in world.clerk.grants.items() if code != CHANGE_PRICE}
    with pytest.raises(FieldErrors) as refusal:
        create_order(entry=entry, actor=replace(world.clerk, grants=grants), at=NOON)
    assert [problem.field for problem in refusal.value.problems] == ["lines-0-price"]
    assert Order.objects.count() == 0
    logged = AuditEntry.objects.get(operation="sales.create_order")
    assert (logged.result, logged.changes) == ("refused", {"code": "invalid", "count": 1, "fields": ["lines-0-price"]})
    allowed = create_order(entry=entry, actor=world.clerk, at=NOON)
    assert (allowed.total, allowed.lines.get().price_source) == (Decimal("0.02"), "manual")
