"""Receivers and events for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from django.db import transaction

from danshu.integrations.models import Endpoint
from danshu.integrations.operations.save_endpoint import save_endpoint
from danshu.integrations.permissions import CONFIGURE
from danshu.integrations.rules import EndpointEntry
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.context import Context, publish
from danshu.kit.context import active as in_context
from danshu.kit.operation import SINKS
from danshu.kit.refs import SourceRef
from danshu.sales.events import OrderApproved

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
SETTER = Actor(None, "设置员", grants={CONFIGURE: EVERYTHING})
APPROVED = "sales.OrderApproved"


def make_endpoint(
    url: str, *, kind: str = "webhook", name: str = "示例仓储系统", secret: str = "", active: bool = True
) -> Endpoint:
    """A receiver of approved orders."""
    entry = EndpointEntry(name, kind, (APPROVED,), url, secret, active)
    return save_endpoint(entry=entry, actor=SETTER, at=NOON)


def approve(order_id: int = 1, number: str = "SO-260918-0001") -> None:
    """The event of an approved order, as an operation publishes it."""
    with transaction.atomic():
        context = Context("test.approve", SETTER, NOON)
        with in_context(context):
            publish(OrderApproved(aggregate=SourceRef("sales.order", order_id), number=number, customer_id=7, unit_id=None,
                                  owner_id=None, currency="CNY", total=Decimal("23196.00")))  # fmt: skip
        SINKS.flush(context, "", None)
