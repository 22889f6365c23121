"""A small populated company with records of every kind, in three branches: what cross-cutting tests work on.

Built once per test process from the demo company's own parts; each test finds that state and commits into it as it
likes.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.test import Client

from danshu.access.queries import load_actor
from danshu.access.tests.factories import grant, staff
from danshu.activities import demo as demo_dealings
from danshu.amendments.operations.propose_amendment import propose_amendment
from danshu.amendments.tests.desk import wanted
from danshu.announcements import demo as demo_announcements
from danshu.announcements.operations.create_announcement import create_announcement
from danshu.announcements.rules import AnnouncementData
from danshu.automation import demo as demo_automation
from danshu.billing.operations.request_refund import request_refund
from danshu.currencies import demo as demo_currencies
from danshu.entry.demo.orders import Builder, Buyer, Shelf
from danshu.entry.demo.organisation import build_organisation
from danshu.entry.demo.plan import Plan
from danshu.entry.demo.products import build_products
from danshu.entry.demo.stores import build_stores
from danshu.files.tests.samples import PDF
from danshu.identity.models import Unit
from danshu.identity.operations.create_api_token import issue_api_token
from danshu.inventory import demo as demo_stock
from danshu.inventory.operations.adjust_stock import adjust_stock
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.permissions import CATALOGUE
from danshu.kit.refs import SourceRef
from danshu.notices.operations.edit_template import edit_template
from danshu.parties import demo as demo_customers
from danshu.parties.queries import order_customer
from danshu.pool import demo as demo_pool
from danshu.pricing.operations.set_price import set_price
from danshu.reminders import demo as demo_reminders
from danshu.sales.models import Order
from danshu.sales.operations.record_exception import record_exception
from danshu.segments import demo as demo_segments
from danshu.tasks import demo as demo_tasks
from danshu.tasks.operations.create_task import create_task
from danshu.testing import server, sessions, stage
from danshu.testing.restoring import Restorer
from danshu.validation import demo as demo_validation
from danshu.vetting import demo as demo_vetting
from danshu.vetting.tests.factories import reviewing

CUSTOMERS = 12
API = "/api/v1"
EVERYBODY = "admin001"  # holds every permission over all data
ENDS = (("draft", 3), ("awaiting_review", 4), ("rejected", 1), ("cancelled", 1), ("approved", 4), ("paid", 3),
        ("partly_shipped", 2), ("shipped", 2), ("signed", 2), ("completed", 2))  # fmt: skip


@dataclass(frozen=True)
class Town:
    """Who and what there is. people: user name -> key; tokens: user name -> API key."""

    people: dict[str, int]
    units: dict[str, int]
    tokens: dict[str, str] = field(default_factory=dict)

    def actor(self, name: str = EVERYBODY) -> Actor:
        """The person with the rights of this moment."""
        return load_of(self.people[name])

    def clerk_of_everything(self, branch: str = "HD") -> str:
        """Somebody who may do everything, but only in one branch; his user name."""
        name = "all0in01"
        user = staff("BRC", name, unit=Unit.objects.get(code=branch))
        for code in CATALOGUE:
            grant(user, code, "unit")
        self.people[name] = user.pk
        return name

    def client(self, name: str = EVERYBODY, **headers: str) -> Client:
        """A signed-in browser."""
        client = Client(raise_request_exception=False, headers=headers)
        client.force_login(get_user_model().objects.get(pk=self.people[name]))
        return client

    def program(self, name: str = EVERYBODY) -> Client:
        """A program with that person's API key."""
        headers = {"Authorization": f"Bearer {self.tokens[name]}"}
        return Client(raise_request_exception=False, headers=headers)


def build() -> Town:
    """Make the company in the database of this process, committed."""
    at, system = datetime.now(UTC), Actor.system()
    organisation = build_organisation(at - timedelta(days=500))
    people = dict(organisation.people)
    everybody = get_user_model().objects.get(pk=people[EVERYBODY])
    for code in CATALOGUE:
        grant(everybody, code)
    begun = at - timedelta(days=124)
    goods, services = build_products(system, begun)
    owners = {people[name]: name for name in organisation.branch_people()}
    demo_customers.COUNT = CUSTOMERS
    keys = demo_customers.build(actor=system, at=begun, owners=list(owners))
    buyers = []
    for key in keys:
        customer = order_customer(actor=system, customer_id=key)
        buyers.append(Buyer(key, owners[int(customer.owner_id or 0)], customer.payment_terms_days))
    demo_dealings.build(actor=system, at=at, customers=keys)
    demo_announcements.build(
        actor=load_of(people["guosan01"]), at=at, people=list(people.values()), units=[organisation.units["HD"]]
    )
    demo_stock.build(actor=system, at=begun, units=organisation.unit_list())
    stores = build_stores(organisation, begun, until=at)
    builder = Builder(organisation, Shelf(goods, services, buyers, stores), at)
    builder.plans = some_of(builder.plans)
    builder.build()
    demo_pool.build(actor=system, at=at, owners=list(owners))
    reviewing()
    demo_vetting.build(actor=system, at=at, owners=list(owners))
    reviewing(change=False, deletion=False)  # what the tests do to customers counts at once
    demo_segments.build(actor=system, at=at, customers=keys)
    demo_segments.build_groups(actor=load_of(people["guosan01"]), at=at, customers=keys)
    demo_segments.build_classes(actor=system, at=at)
    demo_validation.build(actor=system, at=at)
    demo_currencies.build(actor=system, at=at)
    demo_automation.build(actor=system, at=at)
    give_tasks(people, keys, at)
    demo_reminders.build(
        people=[load_of(pk) for pk in people.values()], at=at, sources=[SourceRef("parties.customer", keys[0])]
    )
    town = Town(people, dict(organisation.units))
    for name in people:
        town.tokens[name] = issue_api_token(
            user_id=people[name], name="test", scopes=[], days=None, actor=system, at=at
        )
    _add_what_the_demo_lacks(town, at)
    return town


def give_tasks(people: dict[str, int], customers: Sequence[int], at: datetime) -> None:
    """Tasks in two branches, some about customers."""
    for giver, names in (("wangwu01", ("lisi0001", "zhaoliu1")), ("guosan01", ("zhengshi", "qianyi01"))):
        demo_tasks.build(
            giver=load_of(people[giver]),
            people=[load_of(people[name]) for name in names],
            at=at,
        )
    about = SourceRef("parties.customer", customers[0])
    entry = {"title": "回访客户", "responsible": people["zhengshi"], "due_at": at + timedelta(days=1)}
    create_task(entry=entry, source=about, actor=Actor.system(), at=at)


def load_of(pk: int) -> Actor:
    """A person with the rights of this moment."""
    actor = load_actor(pk, today=business_date(now()))
    assert actor is not None
    return actor


def some_of(plans: Sequence[Plan]) -> list[Plan]:
    """A few plain orders of every end, the newest ones."""
    plain = [plan for plan in plans if not plan.is_large and not plan.on_account]
    chosen = [plan for end, count in ENDS for plan in [p for p in plain if p.end == end][-count:]]
    return sorted(chosen, key=lambda plan: plan.placed_at)


def _add_what_the_demo_lacks(town: Town, at: datetime) -> None:
    """Refunds, an exception, a price of a customer, an adjustment under review, an import, an export."""
    actor, program = town.actor(), town.program()
    paid = Order.objects.filter(paid_amount__gt=10).order_by("pk")
    for order in (*paid.filter(unit__code="HD")[:1], *paid.exclude(unit__code="HD")[:1]):  # inside a scope and outside
        request_refund(order_id=order.pk, amount=Decimal("1.00"), reason="少发一件", actor=actor, at=at)
    approved = Order.objects.filter(status="approved").order_by("pk")
    for order in (*approved.filter(unit__code="HD")[:1], *approved.exclude(unit__code="HD")[:1]):
        proposal = wanted(order, lambda lines: [replace(x, quantity=(x.quantity or 0) + 1) for x in lines])
        propose_amendment(order_id=order.pk, proposal=proposal, reason="客户多要一件", actor=actor, at=at)
    order = approved[0]
    record_exception(order_id=order.pk, exception_type="delivery", description="少了一件", actor=actor, at=at)
    line = order.lines.filter(kind="goods")[0]
    set_price(
        item_id=line.item_id, price=Decimal("9.90"), valid_from=business_date(now()), customer_id=order.customer_id,
        actor=actor, at=at,
    )  # fmt: skip
    adjust_stock(
        warehouse_id=line.warehouse_id, item_id=line.item_id, reason="count", difference=Decimal(100_000),
        actor=actor, at=at,
    )  # fmt: skip
    paper = io.BytesIO(PDF)
    paper.name = "receipt.pdf"
    answer = program.post(
        f"{API}/records/sales.order/{order.pk}/attachments", {"file": paper}, headers={"Idempotency-Key": "town-paper"}
    )
    assert answer.status_code == 201, answer.content
    sheet = io.BytesIO("客户名称,手机\n示例甲超市,13800009999\n,1\n".encode())
    sheet.name = "customers.csv"
    answer = program.post(
        f"{API}/imports", {"kind": "customers", "file": sheet}, headers={"Idempotency-Key": "town-import"}
    )
    assert answer.status_code == 201, answer.content
    answer = program.post(
        f"{API}/exports", {"kind": "parties.customers", "format": "csv"}, content_type="application/json",
        headers={"Idempotency-Key": "town-export"},
    )  # fmt: skip
    assert answer.status_code in (201, 202), answer.content
    edit_template(letter="notices.by_mail", language="en", subject="{text}", body="{text}", actor=actor, at=at)
    told = AnnouncementData(title="盘点提醒", content="周五盘点", from_date=business_date(at))
    create_announcement(data=told, actor=replace(actor, unit_id=town.units["HD"]), at=at)


class Store:
    """Keeps the populated database beside the migrated one: one copy as it was built, one to work in."""

    def __init__(self) -> None:
        self.built = f"{server.clone_name()}_town"
        self.restorer = Restorer(self.built, f"{self.built}_work")
        self.town: Town | None = None

    def enter(self) -> Town:
        """Let this process work in the populated database from now on; builds it at the first call.

        What the test commits there is put back by whoever puts it back after every test.
        """
        if self.town is None:
            town = build()
            sessions.close_all()
            with server.maintenance() as connection:
                # a thread of an earlier test may still hold an idle connection; nobody may look while it is copied
                stage.home().close()
                connection.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [server.clone_name()]
                )
                server.clone(connection, server.clone_name(), self.built)
            stage.home().clone()
            self.restorer.clone()
            self.town = town
        stage.work_in(self.restorer)
        return self.town

    def drop(self) -> None:
        """Remove it at the end."""
        self.restorer.close()
        with server.maintenance() as connection:
            server.drop(connection, self.restorer.name)
            server.drop(connection, self.built)


STORE = functools.cache(Store)
