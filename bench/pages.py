"""The pages of orders at one size: `python -m bench.pages`, prints JSON: per page p50, p95 and statements.

Requests go through the whole application (middleware, rights, templates), in this process: what is measured is the
server's time without the network.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from bench.django_setup import ready

ROUNDS = 25
FEWEST, LONGEST = 5, 3_000  # every page is asked for so often; one that took so many milliseconds in all not more


def addresses() -> Iterator[tuple[str, str]]:
    """(name, address) of every page that is measured."""
    from danshu.catalog.models import Item
    from danshu.identity.models import Unit, User
    from danshu.parties.models import Customer
    from danshu.sales.models import Order

    newest = Order.objects.latest("pk")
    middle = Order.objects.filter(pk__gte=newest.pk // 2).order_by("pk")[0]
    day = middle.order_date.isoformat()
    yield "first page", "/orders/"
    yield "page 400", "/orders/?page=400"
    yield "last page", "/orders/?page=-1"
    thousandth = Order.objects.filter(pk__lte=max(newest.pk - 19_980, 1)).order_by("-pk")[0]
    yield "page 1000 by steps", f"/orders/?{after(thousandth)}&n=1000"
    yield "middle by steps", f"/orders/?{after(middle)}&n=0"
    for tab in ("review", "payment", "to_ship", "shipped", "refund", "draft", "void"):
        yield f"tab {tab}", f"/orders/?tab={tab}"
    yield "status completed", "/orders/?status=completed"
    yield "status approved", "/orders/?status=approved"
    yield "one day", f"/orders/?ordered_from={day}&ordered_to={day}"
    yield "one month", f"/orders/?ordered_from={day[:8]}01&ordered_to={day[:8]}28"
    yield "unit", f"/orders/?unit={Unit.objects.get(code='HD').pk}"
    yield "customer", f"/orders/?customer={middle.customer_id}"
    yield "item", f"/orders/?item={Item.objects.filter(name__startswith='商品 ').values_list('pk', flat=True)[7]}"
    yield "owner", f"/orders/?owner={User.objects.get(user_name='clerk').pk}"
    yield "paid", "/orders/?paid=unpaid"
    yield "shipping", "/orders/?ship=not_shipped"
    yield "channel", "/orders/?channel=phone"
    yield "amount", "/orders/?amount_from=300&amount_to=305"
    yield "wanted date", f"/orders/?wanted_from={day}&wanted_to={day}"
    yield "external number", "/orders/?external=PO-4990"
    yield "contract", "/orders/?contract=HT-4950"
    yield "telephone", f"/orders/?phone={middle.contact_phone}"
    yield "sorted by amount", "/orders/?sort=-total"
    yield "sorted by number", "/orders/?sort=number"
    yield "status, sorted by amount", "/orders/?status=completed&sort=-total"
    yield (
        "customer and month",
        f"/orders/?customer={middle.customer_id}&ordered_from={day[:8]}01&ordered_to={day[:8]}28",
    )
    name = Customer.objects.get(pk=middle.customer_id).name
    yield "search number", f"/orders/?q={middle.number}"
    yield "search part of a number", f"/orders/?q={middle.number[-5:]}"
    yield "search customer", f"/orders/?q={name}"
    yield "search common word", "/orders/?q=商贸"
    yield "search pinyin", "/orders/?q=qinghe"
    yield "search without result", "/orders/?q=不存在的客户"
    yield "order", f"/orders/{middle.number}/"
    yield "API first page", "/api/v1/orders"
    yield "API one status", "/api/v1/orders?status=completed"
    yield "sales by month", "/reports/sales/"
    yield "API sales by month", "/api/v1/reports/sales-by-month"


def after(order: Any) -> str:
    """The address of the page behind an order."""
    from danshu.ui.keyset import Cursor

    return f"after={Cursor(order.order_date, order.pk).encode()}"


def measure(rounds: int, wanted: str = "", person: str = "reviewer") -> dict[str, dict[str, Any]]:
    """The pages of orders: those named in `addresses`, then each filter of the list that stands in none of them."""
    pages = list(addresses())
    asked = {name for _page, url in pages for name in QueryDict(url.partition("?")[2])}
    pages += [
        (name, url) for name, url in filter_addresses(person) if not asked & set(QueryDict(url.partition("?")[2]))
    ]
    return measure_pages([page for page in pages if wanted in page[0]], rounds, person)


def filter_addresses(person: str) -> list[tuple[str, str]]:
    """Each filter of the order list."""
    from bench.questions import actor_named, questions
    from danshu.sales.models import Order
    from danshu.sales.web.lists import ORDERS

    return [(f"filter {name}", f"/orders/?{query}") for name, query in questions(ORDERS, Order, actor_named(person))]


def measure_pages(pages: list[tuple[str, str]], rounds: int, person: str) -> dict[str, dict[str, Any]]:
    """Ask for each page once with counting, then `rounds` times in turn with all others; slow ones less often."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from danshu.entry.serve import COLLECTED_AFTER
    from danshu.identity.models import User

    client = Client()
    client.force_login(User.objects.get(user_name=person))
    taken = {name: Taken() for name, _url in pages}
    for name, url in pages:
        with CaptureQueriesContext(connection) as captured:
            taken[name].answer = client.get(url, headers=headers_of(url)).status_code
        taken[name].statements = len(captured)
    gc.freeze()  # as the server's processes do after loading
    gc.set_threshold(*COLLECTED_AFTER)
    for number in range(rounds):
        for name, url in pages:
            if number < FEWEST or sum(taken[name].times) < LONGEST:
                taken[name].ask(client, url)
    return {name: each.summary() for name, each in taken.items()}


@dataclass
class Taken:
    """What the requests for one page took, in milliseconds: by the clock, in the database, of processors."""

    times: list[float] = field(default_factory=list)
    in_database: list[float] = field(default_factory=list)
    in_python: list[float] = field(default_factory=list)
    on_processor: list[float] = field(default_factory=list)
    statements: int = 0
    answer: int = 0

    def ask(self, client: Any, url: str) -> None:
        """One request."""
        from django.db import connection

        waited: list[float] = []
        backend = backend_seconds(connection)
        begun, busy = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(Stopwatch(waited)):
            client.get(url, headers=headers_of(url))
        self.times.append((time.perf_counter() - begun) * 1000)
        self.in_database.append(sum(waited))
        self.in_python.append((time.process_time() - busy) * 1000)
        self.on_processor.append(self.in_python[-1] + (backend_seconds(connection) - backend) * 1000)

    def summary(self) -> dict[str, Any]:
        """The figures of the table."""
        return {
            "busy p50": quantile(self.on_processor, 0.5), "busy p95": quantile(self.on_processor, 0.95),
            "p50": quantile(self.times, 0.5), "p95": quantile(self.times, 0.95),
            "db": quantile(self.in_database, 0.5), "cpu": quantile(self.in_python, 0.5),
            "statements": self.statements, "answer": self.answer,
        }  # fmt: skip


def headers_of(url: str) -> dict[str, str]:
    """What finders ask from within a page is answered without its frame."""
    return {"HX-Request": "true"} if url.startswith(("/ui/search/", "/customers/find/")) else {}


def backend_seconds(connection: Any) -> float:
    """How long the connection's process in the database was on a processor; what others do does not count."""
    connection.ensure_connection()
    with open(f"/proc/{connection.connection.info.backend_pid}/schedstat", encoding="ascii") as file:
        return int(file.read().split()[0]) / 1e9


class Stopwatch:
    """Notes how long each statement took, in milliseconds."""

    def __init__(self, taken: list[float]) -> None:
        self.taken = taken

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        """Run the statement."""
        begun = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.taken.append((time.perf_counter() - begun) * 1000)


def quantile(values: list[float], share: float) -> float:
    """The value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


if __name__ == "__main__":
    ready()
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS, *sys.argv[2:])))
