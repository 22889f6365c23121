"""What the tests of shipping share: the small company with a second warehouse, its people signed in for real."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from danshu.access.models import Role, UserRole
from danshu.billing.operations.pay_order import pay_order
from danshu.dictionaries.queries import id_of
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.identity.models import Unit, User
from danshu.inventory.models import Warehouse
from danshu.kit.actor import Actor
from danshu.kit.verification import CHECKS
from danshu.parameters.operations.change_parameters import change_parameters
from danshu.sales.records import Order
from danshu.sales.tests.world import NOON, World, add_stock, build_world

SignIn = Callable[[Actor], Client]


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    """The company; everybody holds his delivered roles."""
    request.getfixturevalue("transactional_db" if request.node.get_closest_marker("browser") else "db")
    made = build_world()
    for actor in (made.clerk, made.reviewer, made.finance, made.shipper, made.service_desk, made.stranger):
        for code in actor.roles:
            UserRole.objects.create(user_id=actor.user_id, role=Role.objects.get(code=code))
    south = Unit.objects.create(
        code="HN", name="华南分公司", type="branch", parent=made.hq, created_at=NOON, updated_at=NOON
    )
    User.objects.filter(pk=made.stranger.user_id).update(unit=south)
    User.objects.update(profile_completed_at=timezone.now(), password_changed_at=timezone.now())
    return made


@pytest.fixture
def second(world: World) -> Warehouse:
    """A second warehouse of the branch, with twenty of each article."""
    made = Warehouse.objects.create(code="W2", name="华东二仓", unit=world.branch, created_at=NOON, updated_at=NOON)
    for item in (world.soap, world.paper):
        add_stock(made, item, 20)
    return made


@pytest.fixture
def sign_in() -> SignIn:
    """sign_in(actor) is a browser in which this person is signed in."""

    def signed_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        return client

    return signed_in


def pay(world: World, order: Order) -> None:
    """The customer has paid all of it."""
    pay_order(
        order_id=order.pk, amount=order.total, received_date=NOON.date(), method="bank_transfer", actor=world.finance,
        at=NOON,
    )  # fmt: skip


def paid(world: World, *lines: object, **changes: object) -> Order:
    """An approved and paid order."""
    order = world.approved(*lines, **changes)  # type: ignore[arg-type]
    pay(world, order)
    order.refresh_from_db()
    return order


def shipped(world: World, order: Order, tracking: str = "SF0001", **values: object) -> Shipment:
    """What is open of the order, on its way."""
    return ship_order(
        order_id=order.pk,
        carrier_id=id_of("carrier", "sf"),
        tracking_number=tracking,
        actor=world.shipper,
        at=NOON,
        **values,  # type: ignore[arg-type]
    )


def held(warehouse: Warehouse, item_id: int) -> tuple[Decimal, Decimal]:
    """(on hand, reserved) of an item in a warehouse."""
    row = warehouse.balances.get(item_id=item_id)
    return row.on_hand, row.reserved


def drifts() -> list[str]:
    checks = [c for code, c in CHECKS.items() if code.startswith(("inventory.", "fulfilment.", "holds.used"))]
    return [text for check in checks for text in check.function()]


def draft(world: World, order: Order, **values: object) -> Shipment:
    return create_shipment(order_id=order.pk, actor=world.shipper, at=NOON, **values)  # type: ignore[arg-type]


def shown(order: Order) -> list[tuple[Decimal, Decimal, Decimal]]:
    """(ordered, shipped, signed) per line."""
    rows = order.lines.order_by("position").values_list("quantity", "shipped_quantity", "signed_quantity")
    return list(rows)


@pytest.fixture
def parameter(db: None) -> Callable[[str, str], None]:
    """parameter(name, text) sets a parameter as an administrator would."""

    def set_it(name: str, text: str) -> None:
        change_parameters(changes={name: text}, actor=Actor.system(), at=NOON)

    return set_it
