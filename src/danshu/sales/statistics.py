"""Orders counted and added up by one of their traits, for reports (RPT-003)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import CharField, Count, Exists, F, Func, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth, TruncWeek

from danshu.catalog.queries import branch_ids
from danshu.kit.actor import Actor
from danshu.kit.money import ZERO
from danshu.regions.queries import places_of
from danshu.sales.daily import SOLD
from danshu.sales.models import Order, OrderLine
from danshu.sales.permissions import VIEW_ORDER

# the trait by the column that carries it, and the column of its name where that is another
TRAITS: Mapping[str, tuple[str, str]] = {
    "day": ("order_date", ""), "week": ("order_date", ""), "month": ("order_date", ""), "status": ("status", ""),
    "type": ("type", ""), "channel": ("channel", ""), "unit": ("unit_id", "unit__name"),
    "store": ("store_id", "store__name"), "owner": ("owner_id", "owner__full_name"), "customer": ("customer_id", "customer__name"),
    "category": ("item__category_id", "item__category__name"), "item": ("item_id", "item_name"),
    "province": ("delivery_region_id", ""), "city": ("delivery_region_id", ""),
}  # fmt: skip
OF_TIME = ("day", "week", "month")
OF_LINES = ("category", "item")
OF_REGIONS = ("province", "city")


PROVINCE = "^[0-9]{2}"
# a municipality is one city, however its code goes on
CITY = "^(?:(?:11|12|31|50)|(?!11|12|31|50)[0-9]{4})"


def _leading(digits: str, column: str) -> Func:
    """What a code begins with; null of an address in words alone, and of one that says less."""
    return Func(F(column), template=f"substring(%(expressions)s from '{digits}')", output_field=CharField())


STEPS: Mapping[str, Callable[[str], Any]] = {
    "week": TruncWeek, "month": TruncMonth, "province": partial(_leading, PROVINCE), "city": partial(_leading, CITY),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which orders are counted: by their own date, in one currency; empty choices mean all.

    category: only lines of this category or one below; then amounts are those of these lines, without freight.
    """

    first: date
    last: date
    currency: str
    by: str = "month"
    statuses: Sequence[str] = SOLD
    units: Sequence[int] = ()
    stores: Sequence[int] = ()
    channels: Sequence[str] = ()
    types: Sequence[str] = ()
    owner: int | None = None
    customer: int | None = None
    category: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What orders of one kind come to; `key` is the value of the trait, None where orders have none."""

    key: Any
    name: str
    orders: int = 0
    quantity: Decimal = ZERO
    amount: Decimal = ZERO

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
    """The orders in scope of both rights, grouped by the trait; three statements, two more for a category or regions.

    Goods returned are not deducted. Raises KeyError for a trait that does not exist.
    """
    orders, lines = _chosen(actor, asked, permission)
    column, name = TRAITS[asked.by]
    of_lines = asked.by in OF_LINES or asked.category is not None
    total = _total(orders, lines, of_lines)
    if asked.by in OF_LINES:
        groups = _of_lines(lines, column, name)
    else:
        groups = _of_orders(orders, lines, asked.by, of_lines)
    if asked.by in OF_REGIONS:
        groups = _named(groups)
    return Statistics(groups, total, {group.key: group for group in groups})


def _chosen(actor: Actor, asked: Asked, permission: str) -> tuple[QuerySet[Order], QuerySet[OrderLine]]:
    wanted = Q(order_date__range=(asked.first, asked.last), currency=asked.currency, status__in=list(asked.statuses))
    for column, values in (
        ("unit_id", asked.units),
        ("store_id", asked.stores),
        ("channel", asked.channels),
        ("type", asked.types),
    ):
        if values:
            wanted &= Q(**{f"{column}__in": list(values)})
    for column, value in (("owner_id", asked.owner), ("customer_id", asked.customer)):
        if value is not None:
            wanted &= Q(**{column: value})
    orders: QuerySet[Order] = (
        Order.objects.visible_to(actor, permission).visible_to(actor, VIEW_ORDER).filter(wanted).order_by()
    )
    lines = OrderLine.objects.all()
    if asked.category is not None:
        branch = branch_ids(asked.category)
        lines = lines.filter(item__category_id__in=branch)
        orders = with_category(orders, branch)
    return orders, lines.filter(order__in=orders.values("pk")).order_by()


def with_category(orders: QuerySet[Order], branch: Sequence[int]) -> QuerySet[Order]:
    """Those of some orders that have a line of one of some categories."""
    return orders.filter(Exists(OrderLine.objects.filter(order=OuterRef("pk"), item__category_id__in=list(branch))))


def _total(orders: QuerySet[Order], lines: QuerySet[OrderLine], of_lines: bool) -> Group:
    counted = orders.aggregate(orders=Count("pk"), amount=Sum("total"))
    added = lines.aggregate(quantity=Sum("quantity"), amount=Sum("amount"))
    amount = added["amount"] if of_lines else counted["amount"]
    return Group(None, "", counted["orders"], added["quantity"] or ZERO, amount or ZERO)


def _of_lines(lines: QuerySet[OrderLine], column: str, name: str) -> list[Group]:
    # an item that was renamed between two orders is one item
    rows = lines.values(column).annotate(
        label=Max(name), number=Count("order_id", distinct=True), pieces=Sum("quantity"), net=Sum("amount")
    )
    return [
        Group(row[column], row["label"] or "", row["number"], row["pieces"] or ZERO, row["net"] or ZERO) for row in rows
    ]


def _of_orders(orders: QuerySet[Order], lines: QuerySet[OrderLine], by: str, of_lines: bool) -> list[Group]:
    column, name = TRAITS[by]
    step = STEPS.get(by)
    over_orders = orders.annotate(trait=step(column) if step else F(column)).values("trait")
    over_lines = lines.annotate(trait=step(f"order__{column}") if step else F(f"order__{column}")).values("trait")
    added = {row["trait"]: row for row in over_lines.annotate(pieces=Sum("quantity"), net=Sum("amount"))}
    counted = over_orders.annotate(number=Count("pk"), gross=Sum("total"), **({"label": Max(name)} if name else {}))
    groups = []
    for row in counted:
        line: Any = added.get(row["trait"], {})
        amount = line.get("net") if of_lines else row["gross"]
        groups.append(
            Group(row["trait"], str(row.get("label") or ""), row["number"], line.get("pieces") or ZERO, amount or ZERO)
        )
    return groups


def _named(groups: Sequence[Group]) -> list[Group]:
    """Groups of codes with the names of the divisions."""
    places = places_of([group.key for group in groups])
    return [replace(group, name=places[group.key].text) if group.key in places else group for group in groups]


def currencies_of_orders(actor: Actor, first: date, last: date) -> list[str]:
    """The currencies of the orders of a period in scope, those with most orders first; one statement."""
    rows = Order.objects.visible_to(actor, VIEW_ORDER).filter(order_date__range=(first, last)).order_by()
    counted = rows.values("currency").annotate(number=Count("pk")).order_by("-number", "currency")
    return [row["currency"] for row in counted]
