"""Five hundred demo orders in all states, made by the real operations over the last months."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from danshu.billing.operations.pay_order import pay_order
from danshu.dictionaries.queries import id_of
from danshu.entry.demo.organisation import Organisation
from danshu.fulfilment.operations.confirm_receipt import confirm_receipt
from danshu.fulfilment.operations.record_service import record_service
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.fulfilment.queries import shipments_of
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.errors import DomainError
from danshu.sales.drafting import LineEntry, OrderEntry
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.complete_order import complete_order
from danshu.sales.operations.create_order import create_order
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.records import Order

# how many orders end where
ENDS = (("draft", 20), ("awaiting_review", 30), ("rejected", 10), ("cancelled", 20), ("approved", 60), ("paid", 50),
        ("partly_shipped", 20), ("shipped", 60), ("signed", 40), ("completed", 190))  # fmt: skip
ORDER_OF_STEPS = ("approved", "paid", "partly_shipped", "shipped", "signed", "completed")
TICKED = {"customer": True, "products": True, "amount": True, "discount": True}
WARNINGS = ("duplicate", "price", "terms")


@dataclass
class Shelf:
    """What can be ordered, by whom."""

    goods: Sequence[int]
    services: Sequence[int]
    customers: Sequence[tuple[int, str]]  # (customer, user name of the owner)


class Builder:
    """Walks orders along their life cycle."""

    def __init__(self, organisation: Organisation, shelf: Shelf, at: datetime) -> None:
        self.shelf, self.at = shelf, at
        self.dice = random.Random(20260918)  # noqa: S311 - the same demo company every time
        self.clerks = {name: organisation.actor(name) for name in organisation.branch_people()}
        self.desk, self.finance = organisation.actor("zhaoliu1"), organisation.actor("zhengshi")
        self.shipper, self.service = organisation.actor("chenyi01"), organisation.actor("wangwu01")
        self.manager = organisation.actor("qianyi01")
        self.method, self.carrier = id_of("delivery_method", "courier"), id_of("carrier", "sf")

    def build(self) -> int:
        """Make all orders; returns how many."""
        ends = [end for end, count in ENDS for _ in range(count)]
        self.dice.shuffle(ends)
        for number, end in enumerate(ends):
            moment = self.at - timedelta(days=120 - number * 120 / len(ends), minutes=self.dice.randint(0, 500))
            self._one(end, number, moment)
        return len(ends)

    def _one(self, end: str, number: int, at: datetime) -> None:
        customer_id, owner = self.dice.choice(self.shelf.customers)
        clerk = self.clerks[owner]
        order = create_order(entry=self._entry(customer_id, at), submit=end != "draft", actor=clerk, at=at)
        if end in ("draft", "awaiting_review"):
            return
        if end == "rejected":
            reject_order(order_id=order.pk, reason="数量与客户采购单不一致", actor=self.desk, at=at)
        elif end == "cancelled":
            cancel_order(order_id=order.pk, reason="客户取消", actor=self.manager, at=at)
        else:
            self._walk(order, end, number, at + timedelta(hours=2))

    def _entry(self, customer_id: int, at: datetime) -> OrderEntry:
        items = self.dice.sample(list(self.shelf.goods), self.dice.randint(1, 5))
        if self.shelf.services and self.dice.random() < 0.1:
            items.append(self.dice.choice(list(self.shelf.services)))
        lines = [
            LineEntry(item_id=item, quantity=Decimal(self.dice.choice((1, 2, 3, 5, 6, 10, 12))),
                      discount_rate=Decimal(self.dice.choice((100, 100, 100, 98, 97))))
            for item in items
        ]  # fmt: skip
        return OrderEntry(
            customer_id=customer_id, lines=lines, delivery_method_id=self.method, checklist=TICKED,
            payment_terms="prepaid", wanted_date=business_date(at) + timedelta(days=self.dice.randint(2, 9)),
        )  # fmt: skip

    def _walk(self, order: Order, end: str, number: int, at: datetime) -> None:
        try:
            approve_order(
                order_id=order.pk, company_name_confirmed=True, confirmed_warnings=WARNINGS, actor=self.desk, at=at
            )
        except DomainError:
            return  # a large order that waits for its supervisor stays in review
        last = ORDER_OF_STEPS.index(end)
        steps = (None, self._pay, self._ship_some, self._ship, self._sign, self._complete)
        for place in range(1, last + 1):
            step = steps[place]
            if step is not None and (ORDER_OF_STEPS[place] != "partly_shipped" or end == "partly_shipped"):
                step(order, number, at + timedelta(hours=6 * place))

    def _pay(self, order: Order, number: int, at: datetime) -> None:
        pay_order(
            order_id=order.pk, amount=order.total, received_date=business_date(at), method="bank_transfer",
            bank_account="示例银行 0001", reference=f"D{number:06d}", actor=self.finance, at=at,
        )  # fmt: skip

    def _ship_some(self, order: Order, number: int, at: datetime) -> None:
        line = order.lines.filter(kind="goods").order_by("position")[0]
        part = {line.pk: max(line.quantity // 2, Decimal(1))}
        self._send(order, number, at, self.shipper, part)

    def _ship(self, order: Order, number: int, at: datetime) -> None:
        houses = set(order.lines.filter(kind="goods").values_list("warehouse_id", flat=True))
        for house in sorted(houses):
            self._send(order, number * 1000 + house + 500_000, at, self.shipper, None, house)
        self._perform(order, at)

    def _send(
        self, order: Order, number: int, at: datetime, who: Actor, part: dict[int, Decimal] | None,
        house: int | None = None,
    ) -> None:  # fmt: skip
        ship_order(
            order_id=order.pk, quantities=part, warehouse_id=house, carrier_id=self.carrier,
            tracking_number=f"SF{number:010d}", actor=who, at=at,
        )  # fmt: skip

    def _perform(self, order: Order, at: datetime) -> None:
        services = list(order.lines.filter(kind="service").values_list("pk", flat=True))
        if services:
            record_service(
                order_id=order.pk, line_ids=services, performer="示例服务队", performed_date=business_date(at),
                confirmed_by=order.contact_name, actor=self.service, at=at,
            )  # fmt: skip

    def _sign(self, order: Order, number: int, at: datetime) -> None:
        for shipment_id in shipments_of(order.pk):
            confirm_receipt(shipment_id=shipment_id, signed_by=order.recipient, actor=self.service, at=at)

    def _complete(self, order: Order, number: int, at: datetime) -> None:
        complete_order(order_id=order.pk, satisfaction=self.dice.choice((3, 4, 5, 5)), actor=self.manager, at=at)
