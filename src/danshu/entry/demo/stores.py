"""The stores of the demo company, and who enters the orders that belong to them."""

from __future__ import annotations

from datetime import datetime

from danshu.entry.demo.organisation import PEOPLE, Organisation
from danshu.kit.actor import Actor
from danshu.stores import demo

CLERKS = ("BRC", "SLS")
KEEPERS = (("tangjiu1", "MD01"),)  # store administrators, each of one store


def build_stores(organisation: Organisation, begun: datetime, *, until: datetime) -> dict[str, list[int]]:
    """Make them, each managed by its administrator, else by the clerk of its branch; the open ones by the user name of who enters its orders."""
    clerks = {name: unit for name, _full, role, unit, _manager in PEOPLE if role in CLERKS}
    managers = {unit: organisation.people[name] for name, unit in reversed(clerks.items())}
    managers |= {store: organisation.people[name] for name, store in KEEPERS}
    found = demo.build(actor=Actor.system(), at=begun, until=until, units=organisation.units, managers=managers)
    return {name: found.get(organisation.units[unit], []) for name, unit in clerks.items()}
