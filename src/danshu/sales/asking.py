"""What an order needs to know, asked in one statement: its customer, its items, their prices, and what its rules will
want besides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from danshu.catalog.queries import OrderItem, items_question
from danshu.kit.actor import Actor
from danshu.kit.questions import Question, ask_together
from danshu.parties.queries import OrderCustomer, customer_question, customers_question
from danshu.pricing.queries import Offers, offers_question


@dataclass(frozen=True, slots=True)
class OrderQuestions:
    """The questions that every order has."""

    customer: Question[OrderCustomer]
    items: Question[dict[int, OrderItem]]
    offers: Question[Offers]
    roles: Mapping[str, int]
    others: Question[dict[int, OrderCustomer]] | None = None

    def named(self) -> dict[str, OrderCustomer | None]:
        """The customers of the other roles; None for one that does not exist for the person."""
        found = self.others.answer() if self.others else {}
        return {role: found.get(pk) for role, pk in self.roles.items()}


def ask_for_order(
    *,
    actor: Actor,
    customer_id: int | None,
    item_ids: Collection[int],
    on: date,
    currency: str = "",
    roles: Mapping[str, int] | None = None,
    ahead: Iterable[Question[Any]] = (),
) -> OrderQuestions:
    """Ask for a customer, items and their prices on a day; without a currency the customer's own counts.

    roles: the customers of other roles (ORD-010). ahead: what others will want to know of the same order, asked along. One statement.
    """
    asked = OrderQuestions(
        customer_question(actor=actor, customer_id=customer_id or 0),
        items_question(item_ids),
        offers_question(item_ids, customer_id=customer_id, on=on, currency=currency),
        roles or {},
        customers_question(actor=actor, customer_ids=sorted(set(roles.values()))) if roles else None,
    )
    ask_together(asked.customer, asked.items, asked.offers, *([asked.others] if asked.others else []), *ahead)
    return asked
