"""A small company for tests: HQ and a branch, three people, one customer, two items with stock, one service."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from danshu.catalog.models import Item
from danshu.catalog.tests.factories import make_item, make_service
from danshu.dictionaries.queries import id_of
from danshu.identity.models import Unit, User
from danshu.inventory.models import Place, StockBalance, Warehouse
from danshu.inventory.moving import enter_moves, into
from danshu.kit.actor import EVERYTHING, Actor, Scope
from danshu.kit.context import Context, active
from danshu.kit.permissions import CATALOGUE
from danshu.kit.refs import SourceRef
from danshu.parties.models import Contact, Customer, DeliveryAddress
from danshu.sales.drafting import LineEntry, OrderEntry
from danshu.sales.models import Order
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.create_order import create_order

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
TICKED = {"customer": True, "products": True, "amount": True, "discount": True}


def actor_of(user: User, *roles: str, scope: Scope = EVERYTHING) -> Actor:
    """A person with the delivered rights of some roles over a scope."""
    codes = [p.code for p in CATALOGUE.values() if p.roles & set(roles)]
    return Actor(
        user_id=user.pk, name=user.full_name, unit_id=user.unit_id, grants=dict.fromkeys(codes, scope),
        roles=roles,
    )  # fmt: skip


@dataclass
class World:
    """What the tests need at hand."""

    hq: Unit
    branch: Unit
    clerk: Actor
    reviewer: Actor
    finance: Actor
    shipper: Actor
    service_desk: Actor
    stranger: Actor
    customer: Customer
    address: DeliveryAddress
    soap: Item
    paper: Item
    visit: Item
    warehouse: Warehouse
    delivery_method_id: int
    extra: dict[str, Any] = field(default_factory=dict)

    def entry(self, *lines: LineEntry, **changes: Any) -> OrderEntry:
        """A complete entry of a goods order: two lines unless others are given."""
        given: dict[str, Any] = {
            "customer_id": self.customer.pk,
            "lines": list(lines) or [line(self.soap, 2), line(self.paper, 3)],
            "delivery_method_id": self.delivery_method_id,
            "checklist": TICKED,
            "payment_terms": "prepaid",
        }
        return OrderEntry(**{**given, **changes})

    def order(self, *lines: LineEntry, submit: bool = True, **changes: Any) -> Order:
        """An order under review (or a draft)."""
        return create_order(entry=self.entry(*lines, **changes), submit=submit, actor=self.clerk, at=NOON)

    def approved(self, *lines: LineEntry, **changes: Any) -> Order:
        """An approved order."""
        order = self.order(*lines, **changes)
        return approve_order(order_id=order.pk, company_name_confirmed=True, confirmed_warnings=["duplicate"],
                             actor=self.reviewer, at=NOON)  # fmt: skip

    def stock(self, item: Item) -> tuple[Decimal, Decimal]:
        """(on hand, reserved) of an item."""
        row = StockBalance.objects.get(item=item, warehouse=self.warehouse)
        return row.on_hand, row.reserved


def line(item: Item, quantity: object, **values: Any) -> LineEntry:
    """One entered line."""
    return LineEntry(item_id=item.pk, quantity=Decimal(str(quantity)), **values)


def add_stock(warehouse: Warehouse, item: Item, quantity: object) -> None:
    """Opening stock."""
    with transaction.atomic(), active(Context("test.opening", Actor.system(), NOON)):
        enter_moves(
            [into(warehouse.pk, item.pk, Decimal(str(quantity)), Place.OPENING)],
            document=SourceRef("test.opening", item.pk), label="期初", actor=Actor.system(), at=NOON,
        )  # fmt: skip


def _user(name: str, full_name: str, unit: Unit, manager: User | None = None) -> User:
    return User.objects.create(
        user_name=name, full_name=full_name, unit=unit, manager=manager, must_change_password=False,
        created_at=NOON, updated_at=NOON,
    )  # fmt: skip


def build_world() -> World:
    """Make it."""
    stamps = {"created_at": NOON, "updated_at": NOON}
    hq = Unit.objects.create(code="HQ", name="总部", type="headquarters", **stamps)
    branch = Unit.objects.create(code="HD", name="华东分公司", type="branch", parent=hq, **stamps)
    boss = _user("boss", "周八", hq)
    clerk = _user("clerk", "李四", branch, boss)
    people = {name: _user(name, label, hq) for name, label in
              (("reviewer", "赵六"), ("finance", "郑十"), ("shipper", "孙七"), ("service", "王五"))}  # fmt: skip
    stranger = _user("stranger", "外人", hq)
    own = Scope(unit_ids=frozenset({branch.pk}), owner_ids=frozenset({clerk.pk}))
    soap = make_item("泡沫洗手液 500 ml", sale_price=Decimal("42.50"), tax_rate=Decimal(13))
    paper = make_item("抽取式面巾纸", sale_price=Decimal("46.80"), tax_rate=Decimal(13))
    warehouse = Warehouse.objects.create(code="W1", name="华东一仓", unit=branch, is_default=True, **stamps)
    for item in (soap, paper):
        add_stock(warehouse, item, 100)
    customer = Customer.objects.create(
        number="KH-0001",
        name="示例青禾连锁超市",
        unit=branch,
        owner=clerk,
        mobile="13800000001",
        name_key="青禾",
        **stamps,
    )
    Contact.objects.create(customer=customer, name="吴九", mobile="13800000001", is_primary=True, **stamps)
    address = DeliveryAddress.objects.create(
        customer=customer, recipient="吴九", phone="13800000001", province="示例省", city="示例市", street="样板路 100 号",
        is_default=True, **stamps,
    )  # fmt: skip
    return World(
        hq=hq,
        branch=branch,
        clerk=actor_of(clerk, "BRC", scope=own),
        reviewer=actor_of(people["reviewer"], "ODK", "ORA"),
        finance=actor_of(people["finance"], "FNC"),
        shipper=actor_of(people["shipper"], "SHC", "WHS"),
        service_desk=actor_of(people["service"], "CSV"),
        stranger=actor_of(stranger, "BRC", scope=Scope(owner_ids=frozenset({stranger.pk}))),
        customer=customer,
        address=address,
        soap=soap,
        paper=paper,
        visit=make_service(sale_price=Decimal(200)),
        warehouse=warehouse,
        delivery_method_id=id_of("delivery_method", "courier"),
    )
