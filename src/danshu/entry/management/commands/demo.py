"""danshu demo: build the fictional company in an empty database."""

from __future__ import annotations

import gc
import os
import time
from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from danshu.entry.demo.letterhead import build_letterhead
from danshu.entry.demo.orders import Builder, Buyer, Shelf
from danshu.entry.demo.organisation import Organisation, build_organisation
from danshu.entry.demo.products import build_products
from danshu.entry.demo.stores import build_stores
from danshu.entry.discovery import part
from danshu.entry.progress import Progress
from danshu.identity.queries import is_configured
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.locks import lock_slot
from danshu.kit.refs import SourceRef
from danshu.parameters.queries import begin_scope, end_scope
from danshu.parties.queries import order_customer

SIGN_IN = """user admin001  password {password}
others (same password): lisi0001 branch clerk, zhaoliu1 order desk, zhengshi finance,
  chenyi01 shipping, sunqi001 warehouse, wangwu01 service, qianyi01 order administrator,
  zhouba01 sales manager
"""


class Command(BaseCommand):
    """Builds the demo company in one transaction: interrupted, nothing has happened and it can begin again."""

    help = "Build the fictional demo company (organisation, products, customers, stock, 500 orders)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--if-empty for a start that was killed after the demo was complete."""
        parser.add_argument("--if-empty", action="store_true", help="do nothing when somebody exists already")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses to touch an installation that is in use."""
        gc.disable()  # half a minute of small objects, then the process ends
        self.begun = time.monotonic()
        try:
            with transaction.atomic():
                lock_slot("demo")  # one build at a time: the next waits, then finds what this one made
                if is_configured() and options["if_empty"]:
                    return
                if is_configured():
                    raise CommandError("this installation is already configured; demo data is for an empty database")
                organisation = self._build(now())
                self._keep_password(organisation)
        finally:
            end_scope()
            gc.enable()

    def _build(self, at: datetime) -> Organisation:
        organisation = build_organisation(at - timedelta(days=500))
        build_letterhead(Actor.system(), at - timedelta(days=499))
        begin_scope()  # parameters do not change from here on: read them once
        self._tell("organisation: headquarters, 3 branches, one person per role")
        shelf = self._shelf(organisation, at - timedelta(days=124))
        builder = Builder(organisation, shelf, at)
        progress = Progress("  demo data: orders")
        made = builder.build(progress)
        progress.close()
        self._tell(f"{made} orders in all states")
        people = organisation.people
        _module("sales").build(
            actor=Actor.system(), at=at, east=organisation.units["HD"], desk=[people["zhaoliu1"], people["qianyi01"]],
            service=[people["wangwu01"]],
        )  # fmt: skip
        _module("activities").build(
            actor=Actor.system(), at=at, customers=[buyer.customer_id for buyer in shelf.buyers]
        )
        self._tell("communications and plans")
        count = _module("pool").build(
            actor=Actor.system(), at=at, owners=[people[name] for name in organisation.branch_people()]
        )
        self._tell(f"{count} customers for the pool and for locks")
        count = _module("vetting").build(
            actor=Actor.system(), at=at, owners=[people[name] for name in organisation.branch_people()]
        )
        self._tell(f"{count} submissions about customers to review")
        count = _module("segments").build(
            actor=Actor.system(), at=at, customers=[buyer.customer_id for buyer in shelf.buyers]
        )
        count += _module("segments").build_groups(
            actor=organisation.actor("guosan01"), at=at, customers=[buyer.customer_id for buyer in shelf.buyers]
        )
        made = _module("segments").build_classes(actor=Actor.system(), at=at)
        self._tell(f"{count} segments of customers and groups of contacts, {made} proposed categories and levels")
        found = _module("validation").build(actor=Actor.system(), at=at)
        self._tell(f"validation rules, {found} records to review")
        _module("billing").build(actor=organisation.actor("zhengshi"), at=builder.hours.end)
        _module("sales").assign(actor=Actor.system(), at=at)
        count = _module("amendments").build(
            proposer=organisation.actor("zhaoliu1"), decider=organisation.actor("zhouba01"), at=at - timedelta(hours=1)
        )
        self._tell(f"{count} change orders")
        _module("announcements").build(
            actor=organisation.actor("guosan01"), at=at, people=list(people.values()), units=[organisation.units["HD"]]
        )
        self._help(organisation, shelf, at)
        self._close(builder, organisation, at)
        return organisation

    def _help(self, organisation: Organisation, shelf: Shelf, at: datetime) -> None:
        """What helps people not to forget: rules, tasks, reminders."""
        made = _module("automation").build(actor=organisation.actor("admin001"), at=at)
        self._tell(f"{made} automatic rules")
        given = _module("tasks").build(
            giver=organisation.actor("wangwu01"),
            at=at,
            people=[organisation.actor(name) for name in ("lisi0001", "zhaoliu1", "zhengshi")],
            sources=[SourceRef("parties.customer", buyer.customer_id) for buyer in shelf.buyers[:2]],
        )
        self._tell(f"{given} tasks")
        given = _module("reminders").build(
            people=[organisation.actor(name) for name in ("wangwu01", "lisi0001", "zhaoliu1")],
            at=at,
            sources=[SourceRef("parties.customer", buyer.customer_id) for buyer in shelf.buyers[:1]],
        )
        self._tell(f"{given} reminders")

    def _close(self, builder: Builder, organisation: Organisation, at: datetime) -> None:
        _module("outbox").build(at)
        _module("notices").build(at)
        count = _module("security").build(
            clerk=organisation.actor("lisi0001"), seller=organisation.actor("zhaoliu1"), at=at
        )
        self._tell(f"{count} attempts in vain")
        if builder.refused:
            self._tell("refused steps: " + ", ".join(f"{code} {count}" for code, count in builder.refused.items()))

    def _shelf(self, organisation: Organisation, begun: datetime) -> Shelf:
        system = Actor.system()
        goods, services = build_products(system, begun)
        self._tell(f"{len(goods) + len(services)} products and services")
        owners = {organisation.people[name]: name for name in organisation.branch_people()}
        keys = _module("parties").build(actor=system, at=begun, owners=list(owners))
        self._tell(f"{len(keys)} customers")
        buyers = []
        for key in keys:
            customer = order_customer(actor=system, customer_id=key)
            buyers.append(Buyer(key, owners[int(customer.owner_id or 0)], customer.payment_terms_days))
        _module("inventory").build(actor=system, at=begun, units=organisation.unit_list())
        rates = _module("currencies").build(actor=organisation.actor("zhengshi"), at=begun + timedelta(days=124))
        self._tell(f"{rates} exchange rates")
        self._tell("warehouses and stock")
        return Shelf(goods, services, buyers, self._stores(organisation, begun))

    def _stores(self, organisation: Organisation, begun: datetime) -> dict[str, list[int]]:
        """Four stores; those that take orders by who enters the orders of their branch."""
        found = build_stores(organisation, begun, until=now())
        self._tell("4 stores in the branches")
        return found

    def _tell(self, text: str) -> None:
        self.stdout.write(f"    {text:<62}{time.monotonic() - self.begun:6.1f} s")
        self.stdout.flush()

    def _keep_password(self, organisation: Organisation) -> None:
        path = Path(settings.HOME) / "first-sign-in.txt"
        path.with_suffix(".shown").unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(SIGN_IN.format(password=organisation.password))


def _module(name: str) -> Any:
    found = part(name, "demo")
    if found is None:
        raise CommandError(f"module {name} has no demo data")
    return found
