"""Who may process an order, and whom the rules choose (ORD-028)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from danshu.access.queries import load_actor, people_with
from danshu.catalog.queries import categories_of_items
from danshu.identity.queries import names_of, units_above
from danshu.kit.clock import business_date
from danshu.kit.locks import lock
from danshu.parties.queries.naming import province_of
from danshu.sales.lifecycle import PROCESSED
from danshu.sales.models import AssignmentRule, Order
from danshu.sales.permissions import HANDLE_ORDER

PEOPLE_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Processor:
    """Somebody who may process orders, and how many he has in hand."""

    id: int
    name: str
    in_hand: int


@dataclass(frozen=True, slots=True)
class Traits:
    """What the conditions of rules look at."""

    type: str
    channel: str
    units: frozenset[int]
    province: str
    categories: frozenset[int]
    customer_id: int


def in_hand(user_ids: Collection[int]) -> dict[int, int]:
    """How many orders each of some people has in hand; who has none is missing. One query."""
    rows = Order.objects.filter(handler_id__in=list(user_ids), status__in=PROCESSED).values("handler_id")
    return dict(rows.annotate(number=Count("pk")).values_list("handler_id", "number"))


def processors() -> list[Processor]:
    """Everybody with the right to process orders, by name; whether an order is in his scope is another question."""
    names = names_of(people_with(HANDLE_ORDER, limit=PEOPLE_AT_MOST))
    busy = in_hand(names)
    found = [Processor(pk, name, busy.get(pk, 0)) for pk, name in names.items()]
    return sorted(found, key=lambda person: (person.name, person.id))


def may_process(order: Order, user_id: int, *, at: datetime) -> bool:
    """True when this person is active and the order exists for him under the right to process orders."""
    person = load_actor(user_id, today=business_date(at))
    if person is None or not person.can(HANDLE_ORDER):
        return False
    return Order.objects.visible_to(person, HANDLE_ORDER).filter(pk=order.pk).exists()


def traits_of(order: Order) -> Traits:
    """What rules ask of an order, in four queries whatever the number of its lines."""
    items = set(order.lines.values_list("item_id", flat=True))
    return Traits(
        type=order.type, channel=order.channel, units=frozenset(units_above(order.unit_id)),
        province=province_of(order.customer_id), categories=frozenset(categories_of_items(items)),
        customer_id=order.customer_id,
    )  # fmt: skip


def fits(rule: AssignmentRule, traits: Traits) -> bool:
    """True when the order meets every condition that the rule states."""
    met = (
        not rule.types or traits.type in rule.types,
        not rule.channels or traits.channel in rule.channels,
        not rule.units or not traits.units.isdisjoint(rule.units),
        not rule.provinces or any(traits.province.startswith(name) for name in rule.provinces),
        not rule.categories or not traits.categories.isdisjoint(rule.categories),
        rule.customer_id is None or rule.customer_id == traits.customer_id,
    )
    return all(met)


def turns(rule: AssignmentRule) -> list[int]:
    """The members in the order in which they are asked: whose turn it is, or who has the least in hand, first."""
    members = list(rule.members)
    if rule.choose == AssignmentRule.Choose.LOAD:
        busy = in_hand(members)
        return sorted(members, key=lambda pk: (busy.get(pk, 0), members.index(pk)))
    start = members.index(rule.last_given) + 1 if rule.last_given in members else 0
    return members[start:] + members[:start]


def choose(order: Order, *, at: datetime) -> tuple[AssignmentRule, int] | None:
    """The first rule that fits and has somebody who may process the order, locked, and that person; else None."""
    rules = list(AssignmentRule.objects.filter(is_valid=True))
    if not rules:
        return None
    traits = traits_of(order)
    for rule in rules:
        if not fits(rule, traits):
            continue
        # the turn is taken under the lock: two orders at once are not given to one person
        locked = lock(AssignmentRule.objects.filter(pk=rule.pk, is_valid=True)).first()
        person = next((pk for pk in turns(locked) if may_process(order, pk, at=at)), None) if locked else None
        if locked is not None and person is not None:
            return locked, person
    return None
