"""Operations of money, each on an order or receipt that got there the real way."""

from __future__ import annotations

from decimal import Decimal

from danshu.billing.models import PaymentMethod, PaymentProblem, Refund
from danshu.billing.operations.create_payment_method import create_payment_method
from danshu.billing.operations.credit_notified_payment import credit_notified_payment
from danshu.billing.operations.decide_refund import decide_refund
from danshu.billing.operations.edit_payment_method import edit_payment_method
from danshu.billing.operations.execute_refund import execute_refund
from danshu.billing.operations.match_receipt import match_receipt
from danshu.billing.operations.pay_from_balance import pay_from_balance
from danshu.billing.operations.pay_order import pay_order
from danshu.billing.operations.record_receipt import record_receipt
from danshu.billing.operations.request_refund import request_refund
from danshu.billing.operations.request_return import request_return
from danshu.billing.operations.settle_problem import settle_problem
from danshu.billing.operations.void_receipt import void_receipt
from danshu.billing.tests.factories import (
    TODAY,
    TOTAL,
    approved,
    executed,
    matched,
    paid,
    received,
    refunded,
    requested,
    returned,
    told,
)
from danshu.sales.models import Order
from danshu.sales.tests.world import World, build_world, line
from tests.faults.crash import ACTOR, AT, Scenario, scenario

METHOD = {"kind": "online", "name": "云闪付", "channels": ["shop"], "currencies": ["CNY"]}


def _order() -> tuple[World, Order]:
    world = build_world()
    return world, world.approved()


def _paid() -> tuple[World, Order]:
    world, order = _order()
    paid(world, order)
    return world, order


@scenario("billing.create_payment_method")
def _create_method() -> Scenario:
    return lambda: create_payment_method(code="quickpass", values=METHOD, actor=ACTOR, at=AT)


@scenario("billing.edit_payment_method")
def _edit_method() -> Scenario:
    pk = PaymentMethod.objects.get(code="wechat").pk
    return lambda: edit_payment_method(method_id=pk, version=None, values={"name": "微信"}, actor=ACTOR, at=AT)


@scenario("billing.record_receipt")
def _record() -> Scenario:
    return lambda: record_receipt(
        received_date=TODAY, payer_name="甲", amount=Decimal("12.34"), method="cash", actor=ACTOR, at=AT
    )


@scenario("billing.void_receipt")
def _void() -> Scenario:
    receipt = received(build_world(), "80.00")
    return lambda: void_receipt(receipt_id=receipt.pk, reason="录错", actor=ACTOR, at=AT)


@scenario("billing.match_receipt", name="two orders, one with a difference")
def _match() -> Scenario:
    world, first = _order()
    second = world.approved(line(world.soap, 2))
    receipt = received(world, "310.00")
    amounts = {first.pk: Decimal("225.00"), second.pk: Decimal("85.00")}
    return lambda: match_receipt(
        receipt_id=receipt.pk,
        amounts=amounts,
        write_offs={first.pk: Decimal("0.40")},
        reason="尾差",
        actor=ACTOR,
        at=AT,
    )


@scenario("billing.match_receipt", name="by lines")
def _match_lines() -> Scenario:
    world, order = _order()
    receipt = received(world, "225.40")
    parts = {row.pk: row.amount for row in order.lines.all()}
    return lambda: match_receipt(
        receipt_id=receipt.pk, amounts={order.pk: order.total}, line_amounts={order.pk: parts}, actor=ACTOR, at=AT
    )


@scenario("billing.pay_order", name="too much")
def _pay() -> Scenario:
    _world, order = _order()
    return lambda: pay_order(
        order_id=order.pk, amount=Decimal("300.00"), received_date=TODAY, method="cash", actor=ACTOR, at=AT
    )


@scenario("billing.pay_from_balance", name="from two receipts")
def _balance() -> Scenario:
    world, order = _order()
    for amount in ("100.00", "200.00"):
        received(world, amount, customer_id=world.customer.pk)
    return lambda: pay_from_balance(order_id=order.pk, amount=TOTAL, actor=ACTOR, at=AT)


def _notice(number: str, amount: object = TOTAL) -> Scenario:
    return lambda: credit_notified_payment(
        method="wechat", transaction="T1", order_number=number, amount=Decimal(str(amount)), currency="CNY",
        actor=ACTOR, at=AT,
    )  # fmt: skip


@scenario("billing.credit_notified_payment")
def _credit() -> Scenario:
    return _notice(_order()[1].number)


@scenario("billing.credit_notified_payment", name="too much")
def _credit_too_much() -> Scenario:
    return _notice(_order()[1].number, "300.00")


@scenario("billing.credit_notified_payment", name="unknown order")
def _credit_unknown() -> Scenario:
    return _notice("SO-NOBODY", "1.00")


@scenario("billing.credit_notified_payment", name="replay that differs")
def _credit_differs() -> Scenario:
    world, order = _order()
    told(world, order.number, transaction="T1")
    return _notice(order.number, "1.00")


@scenario("billing.settle_problem", name="matched")
def _settle_matched() -> Scenario:
    world, order = _order()
    told(world, "SO-NOBODY")
    pk = PaymentProblem.objects.get().pk
    return lambda: settle_problem(
        problem_id=pk, resolution="matched", note="核对", order_id=order.pk, actor=ACTOR, at=AT
    )


@scenario("billing.settle_problem", name="returned")
def _settle_returned() -> Scenario:
    told(build_world(), "SO-NOBODY")
    pk = PaymentProblem.objects.get().pk
    return lambda: settle_problem(problem_id=pk, resolution="returned", note="核对", actor=ACTOR, at=AT)


@scenario("billing.request_refund")
def _request() -> Scenario:
    _world, order = _paid()
    return lambda: request_refund(order_id=order.pk, amount=Decimal(10), reason="少要一箱", actor=ACTOR, at=AT)


@scenario("billing.request_return")
def _return() -> Scenario:
    receipt = received(build_world(), "80.00")
    return lambda: request_return(receipt_id=receipt.pk, amount=Decimal(80), reason="付错", actor=ACTOR, at=AT)


@scenario("billing.decide_refund", name="approved")
def _approve() -> Scenario:
    world, order = _paid()
    pk = requested(world, order, "10.00").pk
    return lambda: decide_refund(refund_id=pk, approve=True, actor=ACTOR, at=AT)


@scenario("billing.decide_refund", name="return refused")
def _refuse() -> Scenario:
    world = build_world()
    pk = returned(world, received(world, "80.00"), "80.00").pk
    return lambda: decide_refund(refund_id=pk, approve=False, reason="不同意", actor=ACTOR, at=AT)


def _approved(way: str = "original", amount: object = TOTAL) -> Refund:
    world, order = _paid()
    return approved(world, requested(world, order, amount, way=way, cancels_order=amount == TOTAL))


@scenario("billing.execute_refund", name="the order is given up")
def _execute() -> Scenario:
    pk = _approved().pk
    return lambda: execute_refund(refund_id=pk, reference="R1", actor=ACTOR, at=AT)


@scenario("billing.execute_refund", name="to the balance")
def _execute_balance() -> Scenario:
    pk = _approved("balance", "10.00").pk
    return lambda: execute_refund(refund_id=pk, actor=ACTOR, at=AT)


@scenario("billing.execute_refund", name="failed")
def _execute_failed() -> Scenario:
    pk = _approved().pk
    return lambda: execute_refund(refund_id=pk, outcome="failed", failure="渠道拒绝", actor=ACTOR, at=AT)


@scenario("billing.execute_refund", name="again after a failure")
def _execute_again() -> Scenario:
    world, order = _paid()
    refund = approved(world, requested(world, order, "10.00"))
    executed(world, refund, outcome="failed", failure="渠道拒绝")
    return lambda: execute_refund(refund_id=refund.pk, actor=ACTOR, at=AT)


@scenario("billing.execute_refund", name="with cents written off")
def _execute_written_off() -> Scenario:
    world, order = _order()
    matched(world, received(world, "225.00"), {order: "225.00"}, write_offs={order.pk: Decimal("0.40")}, reason="尾差")
    refund = approved(world, requested(world, order, "225.00"))
    return lambda: execute_refund(refund_id=refund.pk, actor=ACTOR, at=AT)


@scenario("billing.execute_refund", name="what was never matched")
def _execute_return() -> Scenario:
    world = build_world()
    refund = approved(world, returned(world, received(world, "80.00"), "30.00"))
    return lambda: execute_refund(refund_id=refund.pk, actor=ACTOR, at=AT)


@scenario("billing.execute_refund", name="by two ways")
def _execute_two_ways() -> Scenario:
    world, order = _order()
    paid(world, order, "125.40", method="wechat")
    paid(world, order, "100.00", method="cash")
    refunded(world, order, "40.00")
    refund = approved(world, requested(world, order, "100.00"))
    return lambda: execute_refund(refund_id=refund.pk, actor=ACTOR, at=AT)
