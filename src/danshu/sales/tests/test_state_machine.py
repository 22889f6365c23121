"""Random steps on orders against a model; after each step every stored state equals its recomputation (INV-L2, INV-M7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from danshu.billing.operations.pay_order import pay_order
from danshu.dictionaries.queries import id_of
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.confirm_receipt import confirm_receipt
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.kit.errors import DomainError
from danshu.kit.verification import CHECKS
from danshu.sales.lifecycle import ORDER_LIFECYCLE
from danshu.sales.models import Order, Supervision
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.complete_order import complete_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.record_exception import record_exception
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.operations.solve_exception import solve_exception
from danshu.sales.operations.start_order import start_order
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.tests.world import NOON, World, build_world, line

WHICH = st.integers(0, 2)
QUANTITIES = st.integers(1, 60)
CLAIMING = ("approved", "in_progress")
ADDED_UP = ("sales.", "inventory.", "holds.", "billing.", "ledger.", "fulfilment.")


class OrderMachine(RuleBasedStateMachine):
    """Three orders for the same two scarce items; statuses are the model."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = transaction.atomic()
        self.sandbox.__enter__()
        self.at = NOON
        self.orders: list[int] = []
        self.status: dict[int, str] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.sandbox.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.world = build_world()
        self.orders = [self.world.order(line(self.world.soap, n + 1), submit=False).pk for n in range(3)]
        self.status = dict.fromkeys(self.orders, "draft")

    def attempt(self, which: int, target: set[str], step: Callable[[int], object]) -> None:
        """A step that ends in one of `target`, or is refused and then changes nothing."""
        pk = self.orders[which]
        before = self.stored(pk)
        try:
            with transaction.atomic():
                step(pk)
        except DomainError:
            assert self.stored(pk) == before
            return
        self.status[pk] = Order.objects.get(pk=pk).status
        assert self.status[pk] in target | {before[0]}
        if self.status[pk] != before[0]:
            assert ORDER_LIFECYCLE.allows(before[0], self.status[pk]) or before[0] in ("draft", "approved")

    @staticmethod
    def stored(pk: int) -> tuple[str, int, Decimal, int]:
        order = Order.objects.get(pk=pk)
        return order.status, order.version, order.total, order.lines.count()

    @rule(which=WHICH)
    def submit(self, which: int) -> None:
        self.attempt(which, {"awaiting_review"}, lambda pk: submit_order(
            order_id=pk, prices_confirmed=True, actor=self.world.clerk, at=self.at))  # fmt: skip

    @rule(which=WHICH)
    def approve(self, which: int) -> None:
        self.attempt(which, {"approved"}, lambda pk: approve_order(
            order_id=pk, company_name_confirmed=True, confirmed_warnings=["duplicate", "price"],
            actor=self.world.reviewer, at=self.at))  # fmt: skip

    @rule(which=WHICH)
    def reject(self, which: int) -> None:
        self.attempt(which, {"rejected"}, lambda pk: reject_order(
            order_id=pk, reason="数量不对", actor=self.world.reviewer, at=self.at))  # fmt: skip

    @rule(which=WHICH, soap=QUANTITIES, paper=QUANTITIES)
    def edit(self, which: int, soap: int, paper: int) -> None:
        entry = self.world.entry(line(self.world.soap, soap), line(self.world.paper, paper))
        self.attempt(which, {"awaiting_review"}, lambda pk: edit_order(
            order_id=pk, entry=entry, version=None, actor=self.world.reviewer, at=self.at))  # fmt: skip

    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        self.attempt(which, {"cancelled"}, lambda pk: cancel_order(
            order_id=pk, reason="客户取消", actor=self.world.reviewer, at=self.at))  # fmt: skip

    @rule(which=WHICH)
    def start(self, which: int) -> None:
        self.attempt(which, {"in_progress"}, lambda pk: start_order(
            order_id=pk, actor=self.world.reviewer, at=self.at))  # fmt: skip

    @rule(which=WHICH)
    def pay(self, which: int) -> None:
        total = Order.objects.get(pk=self.orders[which]).total
        self.attempt(which, set(), lambda pk: pay_order(
            order_id=pk, amount=total, received_date=self.at.date(), method="cash", actor=self.world.finance,
            at=self.at))  # fmt: skip

    @rule(which=WHICH, part=st.booleans())
    def ship(self, which: int, part: bool) -> None:
        line_pk = Order.objects.get(pk=self.orders[which]).lines.order_by("position")[0].pk
        some = {"quantities": {line_pk: Decimal(1)}} if part else {}
        self.attempt(which, {"in_progress", "shipped"}, lambda pk: ship_order(
            order_id=pk, carrier_id=id_of("carrier", "sf"), tracking_number="", actor=self.world.shipper, at=self.at,
            **some))  # type: ignore[arg-type]  # fmt: skip

    @rule(which=WHICH)
    def receive(self, which: int) -> None:
        parcel = Shipment.objects.filter(order_id=self.orders[which]).order_by("-pk").first()
        if parcel is not None:
            self.attempt(which, {"signed"}, lambda pk: confirm_receipt(
                shipment_id=parcel.pk, signed_by="吴九", evidence="签收单", actor=self.world.service_desk,
                at=self.at))  # fmt: skip

    @rule(which=WHICH)
    def complete(self, which: int) -> None:
        self.attempt(which, {"completed"}, lambda pk: complete_order(
            order_id=pk, actor=self.world.reviewer, at=self.at))  # fmt: skip

    @rule(which=WHICH)
    def something_is_wrong(self, which: int) -> None:
        self.attempt(which, set(), lambda pk: record_exception(
            order_id=pk, exception_type="other", description="异常", actor=self.world.reviewer, at=self.at))  # fmt: skip

    @rule(which=WHICH)
    def solve(self, which: int) -> None:
        order = Order.objects.get(pk=self.orders[which])
        for found in order.exceptions.filter(solved_at=None)[:1]:
            self.attempt(which, set(), lambda pk: solve_exception(
                order_id=pk, exception_id=found.pk, solution="好了", actor=self.world.reviewer, at=self.at))  # noqa: B023  # fmt: skip

    @rule()
    def time_passes(self) -> None:
        self.at += timedelta(hours=6)

    @invariant()
    def everything_adds_up(self) -> None:
        found = [t for code, check in CHECKS.items() if code.startswith(ADDED_UP) for t in check.function()]
        assert found == []

    @invariant()
    def stock_is_reserved_exactly_for_what_is_confirmed_and_not_out(self) -> None:
        if not self.orders:
            return
        for item in (self.world.soap, self.world.paper):
            lines = [x for o in Order.objects.filter(status__in=CLAIMING) for x in o.lines.filter(item=item)]
            open_quantity = sum((x.quantity - x.shipped_quantity for x in lines), Decimal(0))
            assert self.world.stock(item)[1] == open_quantity

    @invariant()
    def a_question_is_open_only_while_the_order_is_under_review(self) -> None:
        asked = Supervision.objects.filter(state="pending").exclude(order__status="awaiting_review")
        assert not asked.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.spec("ORD-012", "INV-L2", "INV-M7")
def test_random_orders_stay_in_agreement_with_everything_derived_from_them() -> None:
    run_state_machine_as_test(
        OrderMachine,
        settings=settings(max_examples=12, stateful_step_count=25, deadline=None,
                          suppress_health_check=list(HealthCheck)),
    )  # fmt: skip
