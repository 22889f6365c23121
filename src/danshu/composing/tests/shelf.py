"""The items and customers that the golden texts name."""

from __future__ import annotations

from decimal import Decimal

from danshu.catalog.tests.factories import make_item
from danshu.composing.tests.golden import CUSTOMERS, SHELF
from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.parties.models import Customer
from danshu.parties.tests.factories import make_customer
from danshu.sales.tests.world import World


def stock_shelf() -> None:
    """The items."""
    for code, (name, specification, unit, barcode) in SHELF.items():
        make_item(name, code=code, specification=specification, unit_id=id_of("catalog.unit", unit), barcode=barcode,
                  sale_price=Decimal(10))  # fmt: skip


def add_customers(world: World) -> None:
    """The customers, of the clerk."""
    Customer.objects.update(number="KH-OLD")
    for name, mobile in CUSTOMERS.items():
        made = make_customer(Actor.system(), name=name, mobile=mobile)
        Customer.objects.filter(pk=made.pk).update(owner=world.clerk.user_id, unit=world.branch)
