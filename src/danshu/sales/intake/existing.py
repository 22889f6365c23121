"""Orders that an earlier import brought already: found by the chosen key, left as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from danshu.exchange.importing import ImportContext
from danshu.kit.clock import business_date
from danshu.sales.intake.planning import order_date_of
from danshu.sales.intake.types import Plan, key_fields
from danshu.sales.lifecycle import Channel
from danshu.sales.models import Order


def mark_existing(plans: Sequence[Plan], context: ImportContext) -> None:
    """Note in each plan the number of the order that is there already; one statement.

    With the day in the key an order of another day is another order. Without it, number and customer decide.
    """
    by_day = "order_date" in key_fields(context)
    wanted = {plan.number for plan in plans if plan.customer_id}
    rows = Order.objects.filter(channel=Channel.IMPORT, external_number__in=wanted)
    found: dict[tuple[str, int, date | None], str] = {}
    for outside, customer_id, day, number in rows.values_list("external_number", "customer_id", "order_date", "number"):
        found[outside, customer_id, day if by_day else None] = number
    today = business_date(context.at)
    for plan in plans:
        ordered = (order_date_of(plan.group.rows) or today) if by_day else None
        plan.existing = found.get((plan.number, plan.customer_id, ordered), "")
