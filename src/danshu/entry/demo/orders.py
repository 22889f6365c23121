"""Demo orders, each walked along its life by the real operations, all of them together in the order of time."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from danshu.dictionaries.queries import id_of
from danshu.entry.demo.calendar import Hours
from danshu.entry.demo.lives import Lives
from danshu.entry.demo.organisation import Organisation
from danshu.entry.demo.plan import Plan, plans
from danshu.kit.clock import business_date
from danshu.kit.errors import DomainError
from danshu.sales.drafting import LineEntry, OrderEntry
from danshu.sales.operations.create_order import create_order
from danshu.sales.records import Order

TICKED = {"customer": True, "products": True, "amount": True, "discount": True}
QUANTITIES = (1, 2, 3, 4, 5, 6, 8, 10, 10, 12, 20, 24)
REMARKS = ("请在上午送达", "送货前电话联系", "发票随货", "放门卫处", "节前备货，请按时到货")
SEED = 20260918
STORE_EVERY = 5


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer as orders need it."""

    customer_id: int
    owner: str  # user name
    credit_days: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """What can be ordered, by whom."""

    goods: Sequence[int]
    services: Sequence[int]
    buyers: Sequence[Buyer]
    # open stores by the user name of who enters orders of their branch
    stores: Mapping[str, Sequence[int]] = field(default_factory=dict)


class Builder:
    """Lets five hundred orders live at once: whichever has the next thing to do, does it."""

    def __init__(self, organisation: Organisation, shelf: Shelf, at: datetime) -> None:
        self.shelf = shelf
        self.dice = random.Random(SEED)  # noqa: S311 - the same demo company every time
        self.hours = Hours(self.dice, at)
        self.lives = Lives(organisation, self.dice, self.hours)
        self.plans = plans(self.dice, self.hours, at)
        self.clerks = {name: organisation.actor(name) for name in organisation.branch_people()}
        self.methods = [id_of("delivery_method", code) for code in ("courier", "courier", "own")]
        on_credit = [buyer for buyer in shelf.buyers if buyer.credit_days]
        self.debtors = on_credit[: sum(plan.end == "overdue" for plan in self.plans)]
        self.payers = on_credit[len(self.debtors) :]
        self.refused: Counter[str] = Counter()
        self.entered = 0

    def build(self, watch: Callable[[int, int], None] = lambda done, of: None) -> int:
        """Make all orders; returns how many. What an operation refuses is counted in `refused`.

        watch: told after each step how many orders stand where they are to end, and how many there will be.
        """
        agenda: list[tuple[datetime, int, Iterator[datetime]]] = [
            (plan.placed_at, number, self._life(plan)) for number, plan in enumerate(self.plans)
        ]
        for _moment, _number, life in agenda:
            next(life)
        heapq.heapify(agenda)
        while agenda:
            _moment, number, life = heapq.heappop(agenda)
            try:
                with transaction.atomic():
                    following = next(life, None)
            except DomainError as refusal:
                self.refused[refusal.code] += 1
                continue
            if following is not None:
                heapq.heappush(agenda, (following, number, life))
            watch(len(self.plans) - len(agenda), len(self.plans))
        return len(self.plans)

    def _life(self, plan: Plan) -> Iterator[datetime]:
        """Yields the moment of its next step; each step runs when its moment has come."""
        yield plan.placed_at
        buyer = self._buyer(plan)
        clerk = self.clerks[buyer.owner]
        order = create_order(
            entry=self._of_store(self._entry(plan, buyer), buyer),
            submit=plan.end != "draft",
            actor=clerk,
            at=plan.placed_at,
        )
        yield from self.lives.after_entry(order, plan.end, buyer.credit_days)

    def _of_store(self, entry: OrderEntry, buyer: Buyer) -> OrderEntry:
        """Every fifth order of a branch with stores belongs to one of them; no dice, so that all else stays the same."""
        self.entered += 1
        offered = self.shelf.stores.get(buyer.owner, ())
        if not offered or self.entered % STORE_EVERY:
            return entry
        return replace(entry, store_id=offered[self.entered // STORE_EVERY % len(offered)])

    def _buyer(self, plan: Plan) -> Buyer:
        if plan.end == "overdue":
            return self.debtors.pop()
        return self.dice.choice(self.payers if plan.on_account else self.shelf.buyers)

    def _entry(self, plan: Plan, buyer: Buyer) -> OrderEntry:
        items = self.dice.sample(list(self.shelf.goods), self.dice.choice((1, 2, 2, 3, 3, 4, 5, 7)))
        times = self.dice.randint(14, 18) if plan.is_large else 1
        if plan.is_large:
            items = self.dice.sample(list(self.shelf.goods), 6)
        lines = [
            LineEntry(item_id=item, quantity=Decimal(self.dice.choice(QUANTITIES[4:] if plan.is_large else QUANTITIES) * times),
                      discount_rate=Decimal(self.dice.choice((100, 100, 100, 98, 97))))
            for item in items
        ]  # fmt: skip
        day = business_date(plan.placed_at)
        if self.dice.random() < 0.12:
            lines.append(LineEntry(item_id=self.dice.choice(self.shelf.services), quantity=Decimal(1),
                                   wanted_date=day + timedelta(days=3)))  # fmt: skip
        return OrderEntry(
            customer_id=buyer.customer_id, lines=lines, delivery_method_id=self.dice.choice(self.methods),
            checklist=TICKED, payment_terms="on_account" if plan.on_account else "prepaid",
            wanted_date=day + timedelta(days=self.dice.randint(2, 9)),
            remark=self.dice.choice(REMARKS) if self.dice.random() < 0.25 else "",
        )  # fmt: skip


__all__ = ["Builder", "Buyer", "Order", "Shelf"]
