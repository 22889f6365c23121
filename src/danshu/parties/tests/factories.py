"""Customers and their people for tests; made by the real operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from danshu.access.tests.factories import actor_of, give_role
from danshu.dictionaries.queries import id_of
from danshu.identity.models import Unit, User
from danshu.identity.tests.factories import make_unit, make_user
from danshu.kit.actor import Actor
from danshu.parties import dictionaries
from danshu.parties.models import Contact, Customer, DeliveryAddress
from danshu.parties.operations.add_address import add_address
from danshu.parties.operations.add_contact import add_contact
from danshu.parties.operations.create_customer import create_customer

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
_NUMBERS = count(1)


def source_id(code: str = "internet") -> int:
    """A delivered customer source."""
    return id_of(dictionaries.SOURCE, code)


def person(role: str, *, unit: Unit | None = None, name: str = "") -> Actor:
    """Somebody with one delivered role, working in a unit."""
    user: User = make_user(unit=unit or make_unit(), **({"full_name": name} if name else {}))
    give_role(user, role)
    return actor_of(user)


def entries(**values: Any) -> dict[str, Any]:
    """The least one has to enter for a customer."""
    number = next(_NUMBERS)
    return {
        "name": f"示例客户{number:04}",
        "type": "enterprise",
        "country": "CN",
        "source": source_id(),
        "mobile": f"1380001{number:04}",
        **values,
    }


def make_customer(
    actor: Actor,
    *,
    contacts: Sequence[Mapping[str, Any]] = (),
    addresses: Sequence[Mapping[str, Any]] = (),
    at: datetime = NOON,
    **values: Any,
) -> Customer:
    """A customer of the actor."""
    return create_customer(values=entries(**values), contacts=contacts, addresses=addresses, actor=actor, at=at)


def make_contact(customer: Customer, actor: Actor, **values: Any) -> Contact:
    """A contact of a customer."""
    given = {"name": f"示例联系人{next(_NUMBERS)}", **values}
    return add_contact(customer_id=customer.pk, values=given, actor=actor, at=NOON)


def make_address(customer: Customer, actor: Actor, **values: Any) -> DeliveryAddress:
    """A delivery address of a customer."""
    given = {"recipient": "示例收货人", "street": f"示例路{next(_NUMBERS)}号", "city": "杭州市", **values}
    return add_address(customer_id=customer.pk, values=given, actor=actor, at=NOON)
