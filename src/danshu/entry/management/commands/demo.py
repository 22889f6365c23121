"""danshu demo: build the fictional company in an empty database."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from danshu.entry.demo.orders import Builder, Shelf
from danshu.entry.demo.organisation import Organisation, build_organisation
from danshu.entry.demo.products import build_products
from danshu.entry.discovery import part
from danshu.identity.queries import is_configured
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.parties.queries import order_customer
from danshu.sales.queries import order_count


class Command(BaseCommand):
    """Builds demo data; continues with what is missing when it was interrupted."""

    help = "Build the fictional demo company (organisation, products, customers, stock, 500 orders)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """No arguments."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses to touch an installation that is in use."""
        if is_configured():
            raise CommandError("this installation is already configured; demo data is for an empty database")
        at = now()
        organisation = build_organisation(at - timedelta(days=500))
        self._keep_password(organisation)
        self.stdout.write("  organisation: headquarters, 3 branches, one person per role")
        shelf = self._shelf(organisation)
        count = Builder(organisation, shelf, at).build()
        self.stdout.write(f"  {len(shelf.goods)} products, {len(shelf.customers)} customers, {count} orders")
        self.stdout.write(f"  orders stored: {order_count()}")

    def _shelf(self, organisation: Organisation) -> Shelf:
        system, begun = Actor.system(), now() - timedelta(days=124)
        goods, services = build_products(system, begun)
        owners = {organisation.people[name]: name for name in organisation.branch_people()}
        keys = _module("parties").build(actor=system, at=begun, owners=list(owners))
        customers = [(key, owners[int(order_customer(actor=system, customer_id=key).owner_id or 0)]) for key in keys]
        _module("inventory").build(actor=system, at=begun, units=organisation.unit_list())
        return Shelf(goods, services, customers)

    def _keep_password(self, organisation: Organisation) -> None:
        path = Path(settings.HOME) / "first-sign-in.txt"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(f"user admin001  password {organisation.password}\n")
            file.write("others (same password): lisi0001 branch clerk, zhaoliu1 order desk, zhengshi finance,\n")
            file.write("  chenyi01 shipping, sunqi001 warehouse, wangwu01 service, qianyi01 order administrator\n")


def _module(name: str) -> Any:
    found = part(name, "demo")
    if found is None:
        raise CommandError(f"module {name} has no demo data")
    return found
