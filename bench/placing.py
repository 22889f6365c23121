"""One worker that places orders for some seconds: `python -m bench.placing SIDE SECONDS SEED`, prints JSON.

SIDE is "danshu" (the public operation), "reviewed" (create, then approve by another person) or "sql" (the opponent).
It prints "ready" when it is warm and begins when it reads a line, so that all workers of a round begin together.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bench.django_setup import ready
from bench.opponent import ACCOUNTS, Opponent, choose

LINES = 5
WARM = 20


def facts_of_company() -> dict[str, Any]:
    """What both sides know beforehand: who orders, what can be ordered."""
    from django.db.models import Q

    from danshu.catalog.models import Item
    from danshu.dictionaries.queries import id_of
    from danshu.identity.models import User
    from danshu.kit.events import HANDLERS_BY_EVENT
    from danshu.kit.search import search_tokens
    from danshu.parties.models import Customer

    clerk = User.objects.get(user_name="clerk")
    own = Customer.objects.alive().filter(Q(unit_id=clerk.unit_id) | Q(owner_id=clerk.pk), is_valid=True)
    customers = list(own.order_by("pk").values_list("pk", "name", "mobile"))
    return {
        "items": list(Item.objects.filter(name__startswith="商品 ").order_by("pk").values_list("pk", flat=True)),
        "customers": [pk for pk, _name, _mobile in customers],
        "tokens": {pk: search_tokens(name, "吴九", mobile) for pk, name, mobile in customers},
        "delivery_method": id_of("delivery_method", "courier"), "user": clerk.pk, "user_name": clerk.full_name,
        "everything": False, "units": [clerk.unit_id], "owners": [clerk.pk], "lines": LINES,
        "handlers": list(HANDLERS_BY_EVENT.get("sales.OrderApproved", [])),
    }  # fmt: skip


def product(facts: dict[str, Any], *, reviewed: bool) -> Callable[[int, dict[int, int]], object]:
    """The product's way: one public operation for a channel without review, two with it."""
    from danshu.access.queries import load_person
    from danshu.identity.models import User
    from danshu.kit.clock import business_date, now
    from danshu.sales.drafting import LineEntry, OrderEntry
    from danshu.sales.operations.approve_order import approve_order
    from danshu.sales.operations.create_order import create_order
    from danshu.sales.tests.world import TICKED

    def actor(name: str) -> Any:
        person = load_person(User.objects.get(user_name=name).pk, today=business_date(now()))
        if person is None:
            raise ValueError(name)
        return person.actor

    clerk, reviewer = actor("clerk"), actor("reviewer")

    def place(customer_id: int, wanted: dict[int, int]) -> object:
        entry = OrderEntry(
            customer_id=customer_id, lines=[LineEntry(item, Decimal(count)) for item, count in wanted.items()],
            delivery_method_id=facts["delivery_method"], channel="staff" if reviewed else "integration",
            checklist=TICKED if reviewed else {},
        )  # fmt: skip
        order = create_order(entry=entry, submit=True, actor=clerk, at=now())
        if reviewed:
            order = approve_order(
                order_id=order.pk, company_name_confirmed=True, confirmed_warnings=["duplicate"], actor=reviewer,
                at=now(),
            )  # fmt: skip
        if order.status != "approved":
            raise ValueError(order.status)
        return order

    return place


def count_statements() -> dict[int, int]:
    """Statements of one order by its number of lines, BEGIN and COMMIT included."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    facts, counted = facts_of_company(), {}
    place = product(facts, reviewed=False)
    generator = random.Random(0)  # noqa: S311
    customer = facts["customers"][0]
    for lines in (1, 1, 5, 50):  # the first one also makes the customer's account
        with CaptureQueriesContext(connection) as captured:
            place(customer, dict.fromkeys(generator.sample(facts["items"], lines), 1))
        counted[lines] = len(captured)
    return counted


def make_accounts() -> None:
    """Accounts for every customer, so that neither side makes them while measured."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(ACCOUNTS)


def main() -> None:
    """Warm up, wait for the common start, place orders until the time is over."""
    side, seconds, seed = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    facts = facts_of_company()
    generator = random.Random(seed)  # noqa: S311
    place = Opponent(os.environ["DATABASE_URL"], facts).place if side == "sql" else product(
        facts, reviewed=side == "reviewed")  # fmt: skip
    for _ in range(WARM):
        place(*choose(generator, facts))
    print("ready", flush=True)
    sys.stdin.readline()
    begun, cpu, times = time.perf_counter(), time.process_time(), []
    while time.perf_counter() - begun < seconds:
        before = time.perf_counter()
        place(*choose(generator, facts))
        times.append(time.perf_counter() - before)
    passed = time.perf_counter() - begun
    print(json.dumps({"orders": len(times), "seconds": passed, "times": times, "cpu": time.process_time() - cpu}))


if __name__ == "__main__":
    ready()
    main()
