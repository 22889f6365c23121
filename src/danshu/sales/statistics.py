"""Orders counted and added up by one of their traits, for reports (RPT-002, RPT-003)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Round

from danshu.catalog.queries import branch_ids
from danshu.currencies.queries import base_currency
from danshu.kit.actor import Actor
from danshu.kit.clock import company_zone
from danshu.kit.money import ZERO
from danshu.regions.queries import places_of
from danshu.sales.daily import SOLD
from danshu.sales.models import Order, OrderLine
from danshu.sales.permissions import VIEW_ORDER
from danshu.sales.traits import APPROVED, LINES, ORDERED, REGION, TRAITS, Trait

# choices of several values by the column that carries them
CHOICES = {
    "units": "unit_id", "stores": "store_id", "channels": "channel", "types": "type", "levels": "customer__level_id",
    "customer_categories": "customer__category_id",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which orders are counted; empty choices mean all.

    currency: only orders in this one; without it all of them, each amount in the base currency by its order's rate.
    by_approval: by the company's day of their approval, else by their own date. category, item: only lines of this
    category or one below, of this item; then amounts are those of these lines, without freight. region: what the code
    of the delivery address begins with. among: the keys of the customers whose orders count, as a part of the statement.
    """

    first: date
    last: date
    currency: str = ""
    by: str = "month"
    by_approval: bool = False
    statuses: Sequence[str] = SOLD
    units: Sequence[int] = ()
    stores: Sequence[int] = ()
    channels: Sequence[str] = ()
    types: Sequence[str] = ()
    levels: Sequence[int] = ()
    customer_categories: Sequence[int] = ()
    owner: int | None = None
    customer: int | None = None
    category: int | None = None
    item: int | None = None
    region: str = ""
    among: QuerySet[Any] | None = None

    @property
    def shown_in(self) -> str:
        """The currency of the figures."""
        return self.currency or base_currency()

    @property
    def trait(self) -> Trait:
        """What they are divided by. Raises KeyError for a trait that does not exist."""
        return TRAITS[self.by]

    @property
    def of_lines(self) -> bool:
        """True when lines are added up instead of whole orders."""
        return self.trait.kind == LINES or self.category is not None or self.item is not None

    @property
    def moment(self) -> str:
        """The column of the day that counts."""
        return APPROVED if self.by_approval else ORDERED


@dataclass(frozen=True, slots=True)
class Group:
    """What orders of one kind come to; `key` is the value of the trait, None where orders have none.

    gross: their amount; refunded: what was given back for good in the period, of whatever orders.
    """

    key: Any
    name: str
    orders: int = 0
    quantity: Decimal = ZERO
    gross: Decimal = ZERO
    refunded: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        """What is left."""
        return self.gross - self.refunded

    @property
    def average(self) -> Decimal | None:
        """The amount per order."""
        return self.amount / self.orders if self.orders else None


@dataclass(frozen=True, slots=True)
class Statistics:
    """All groups, and what they come to together: an order with lines of two categories counts once there."""

    groups: Sequence[Group]
    total: Group
    by_key: Mapping[Any, Group] = field(default_factory=dict)


def order_statistics(actor: Actor, asked: Asked, *, permission: str) -> Statistics:
    """The orders in scope of both rights, grouped by the trait; two statements, two more for a category or regions.

    Goods returned and refunds are not deducted. Raises KeyError for a trait that does not exist.
    """
    branch = branch_ids(asked.category) if asked.category is not None else None
    orders = orders_asked(actor, asked, permission=permission, branch=branch).filter(within(asked))
    lines = OrderLine.objects.filter(line_condition(asked, branch), order__in=orders.values("pk")).order_by()
    groups = _of_lines(lines, asked) if asked.trait.kind == LINES else _of_orders(orders, lines, asked)
    # every order is in one group, unless its lines are divided: then each still counts once in the total
    count = orders.count() if asked.trait.kind == LINES else sum(group.orders for group in groups)
    groups = named(groups, asked.trait)
    quantity = sum((group.quantity for group in groups), ZERO)
    total = Group(None, "", count, quantity, sum((group.gross for group in groups), ZERO))
    return Statistics(groups, total, {group.key: group for group in groups})


def orders_asked(
    actor: Actor, asked: Asked, *, permission: str, branch: Sequence[int] | None = None
) -> QuerySet[Order]:
    """The orders in scope of both rights that fulfil the conditions, of whatever day. branch: of the category."""
    wanted = Q(status__in=list(asked.statuses))
    if asked.currency:
        wanted &= Q(currency=asked.currency)
    for name, column in CHOICES.items():
        if values := getattr(asked, name):
            wanted &= Q(**{f"{column}__in": list(values)})
    for column, value in (("owner_id", asked.owner), ("customer_id", asked.customer)):
        if value is not None:
            wanted &= Q(**{column: value})
    if asked.among is not None:
        wanted &= Q(customer_id__in=asked.among)
    if asked.region:
        wanted &= Q(delivery_region__code__startswith=asked.region)
    orders: QuerySet[Order] = Order.objects.visible_to(actor, permission).visible_to(actor, VIEW_ORDER).filter(wanted)
    if branch is not None or asked.item is not None:
        orders = orders.filter(Exists(OrderLine.objects.filter(line_condition(asked, branch), order=OuterRef("pk"))))
    return orders.order_by()


def within(asked: Asked, column: str = "") -> Q:
    """The condition of the period, on the day that counts or on another column with a time of day."""
    if not column and not asked.by_approval:
        return Q(order_date__range=(asked.first, asked.last))
    begin, end = edges(asked.first, asked.last)
    return Q(**{f"{column or APPROVED}__gte": begin, f"{column or APPROVED}__lt": end})


def edges(first: date, last: date) -> tuple[datetime, datetime]:
    """The first moment of some days of the company, and the first one after them."""
    zone = company_zone()
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)


def line_condition(asked: Asked, branch: Sequence[int] | None, of: str = "") -> Q:
    """The condition for lines that are added up, seen from a table that reaches them by the path `of`."""
    wanted = Q()
    if branch is not None:
        wanted &= Q(**{f"{of}item__category_id__in": list(branch)})
    if asked.item is not None:
        wanted &= Q(**{f"{of}item_id": asked.item})
    return wanted


def with_category(orders: QuerySet[Order], branch: Sequence[int]) -> QuerySet[Order]:
    """Those of some orders that have a line of one of some categories."""
    return orders.filter(Exists(OrderLine.objects.filter(order=OuterRef("pk"), item__category_id__in=list(branch))))


def money(asked: Asked, column: str, of: str = "") -> Any:
    """A column of money in the currency of the figures; of: the path from its table to the order.

    Converted amounts are rounded one by one, so that sums are sums of what documents and lists show.
    """
    return F(column) if asked.currency else Round(F(column) * F(f"{of}rate"), precision=2)


def _of_lines(lines: QuerySet[OrderLine], asked: Asked) -> list[Group]:
    found = asked.trait
    # an item that was renamed between two orders is one item
    rows = lines.values(found.column).annotate(
        label=found.naming(),
        number=Count("order_id", distinct=True),
        pieces=Sum("quantity"),
        net=Sum(money(asked, "amount", "order__")),
    )
    return [
        Group(row[found.column], row["label"] or "", row["number"], row["pieces"] or ZERO, row["net"] or ZERO)
        for row in rows
    ]


def _of_orders(orders: QuerySet[Order], lines: QuerySet[OrderLine], asked: Asked) -> list[Group]:
    found = asked.trait
    over_orders = orders.annotate(trait=found.key(moment=asked.moment)).values("trait")
    over_lines = lines.annotate(trait=found.key(of="order__", moment=asked.moment)).values("trait")
    added = {
        row["trait"]: row
        for row in over_lines.annotate(pieces=Sum("quantity"), net=Sum(money(asked, "amount", "order__")))
    }
    label = {"label": found.naming()} if found.name else {}
    groups = []
    for row in over_orders.annotate(number=Count("pk"), gross=Sum(money(asked, "total")), **label):
        line: Any = added.get(row["trait"], {})
        amount = line.get("net") if asked.of_lines else row["gross"]
        groups.append(
            Group(row["trait"], str(row.get("label") or ""), row["number"], line.get("pieces") or ZERO, amount or ZERO)
        )
    return groups


def named(groups: Sequence[Group], found: Trait) -> list[Group]:
    """Groups of codes of divisions with the names of these; one statement for them, none for others."""
    if found.kind != REGION:
        return list(groups)
    places = places_of([group.key for group in groups])
    return [replace(group, name=places[group.key].text) if group.key in places else group for group in groups]


def currencies_of_orders(actor: Actor, first: date, last: date) -> list[str]:
    """The currencies of the orders of a period in scope, those with most orders first; one statement."""
    rows = Order.objects.visible_to(actor, VIEW_ORDER).filter(order_date__range=(first, last)).order_by()
    counted = rows.values("currency").annotate(number=Count("pk")).order_by("-number", "currency")
    return [row["currency"] for row in counted]
