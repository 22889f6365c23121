"""Operations of orders: entry, decisions, handling, what happens by itself."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from danshu.dictionaries.queries import id_of
from danshu.notices.models import OutgoingMessage
from danshu.sales.models import AssignmentRule, Order, OrderException, Supervision
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.ask_release import ask_release
from danshu.sales.operations.assign_by_rule import assign_by_rule
from danshu.sales.operations.assign_order import assign_order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.chase_supervision import chase_supervision
from danshu.sales.operations.claim_review import claim_review
from danshu.sales.operations.complete_order import complete_order
from danshu.sales.operations.create_order import create_order
from danshu.sales.operations.decide_supervision import decide_supervision
from danshu.sales.operations.delete_assignment_rule import delete_assignment_rule
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.inform_customer import inform_customer
from danshu.sales.operations.override_finding import override_finding
from danshu.sales.operations.record_exception import record_exception
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.operations.release_review import release_review
from danshu.sales.operations.resend_message import resend_message
from danshu.sales.operations.save_assignment_rule import RuleEntry, save_assignment_rule
from danshu.sales.operations.set_progress_label import set_progress_label
from danshu.sales.operations.solve_exception import solve_exception
from danshu.sales.operations.start_order import start_order
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.operations.take_over_email import take_over_email
from danshu.sales.operations.tell_customer import tell_customer
from danshu.sales.operations.tell_result import tell_result
from danshu.sales.operations.transfer_review import transfer_review
from danshu.sales.tests.conftest import give_roles
from danshu.sales.tests.test_review_desk import second_reviewer
from danshu.sales.tests.world import World, build_world, line
from tests.faults.crash import ACTOR, AT, Scenario, scenario


@scenario("sales.create_order", name="draft")
def _draft() -> Scenario:
    world = build_world()
    return lambda: create_order(entry=world.entry(), actor=ACTOR, at=AT)


@scenario("sales.create_order", name="submitted")
def _submitted() -> Scenario:
    world = build_world()
    return lambda: create_order(entry=world.entry(), submit=True, actor=ACTOR, at=AT)


@scenario("sales.create_order", name="approved at once")
def _approved_at_once() -> Scenario:
    world = build_world()
    entry = world.entry(channel="integration")
    return lambda: create_order(entry=entry, submit=True, actor=ACTOR, at=AT)


@scenario("sales.edit_order", name="draft")
def _edit_draft() -> Scenario:
    world = build_world()
    order = world.order(submit=False)
    entry = world.entry(line(world.soap, 9), line(world.visit, 1), wanted_date=AT.date(), remark="改")
    return lambda: edit_order(order_id=order.pk, entry=entry, version=1, submit=True, actor=ACTOR, at=AT)


@scenario("sales.edit_order", name="approved, amount changed")
def _edit_approved() -> Scenario:
    world = build_world()
    order = world.approved()
    entry = world.entry(line(world.soap, 9))
    return lambda: edit_order(order_id=order.pk, entry=entry, version=order.version, actor=ACTOR, at=AT)


@scenario("sales.submit_order", name="for review")
def _submit() -> Scenario:
    order = build_world().order(submit=False)
    return lambda: submit_order(order_id=order.pk, actor=ACTOR, at=AT)


@scenario("sales.submit_order", name="asking the supervisor")
def _submit_large() -> Scenario:
    world = build_world()
    order = world.order(line(world.soap, 90, unit_price=Decimal(900)), submit=False)
    return lambda: submit_order(order_id=order.pk, actor=ACTOR, at=AT)


@scenario("sales.approve_order")
def _approve() -> Scenario:
    world = build_world()
    order = world.order(line(world.soap, 2, unit_price=Decimal(41)), line(world.paper, 3))
    return lambda: approve_order(
        order_id=order.pk, company_name_confirmed=True, confirmed_warnings=["price"], comment="好", actor=ACTOR, at=AT
    )


@scenario("sales.reject_order")
def _reject() -> Scenario:
    order = build_world().order()
    return lambda: reject_order(order_id=order.pk, reason="数量不对", actor=ACTOR, at=AT)


@scenario("sales.cancel_order", name="awaiting review")
def _cancel_waiting() -> Scenario:
    order = build_world().order()
    return lambda: cancel_order(order_id=order.pk, reason="客户取消", actor=ACTOR, at=AT)


@scenario("sales.cancel_order", name="approved")
def _cancel_approved() -> Scenario:
    order = build_world().approved()
    return lambda: cancel_order(order_id=order.pk, reason="客户取消", actor=ACTOR, at=AT)


@scenario("sales.start_order")
def _start() -> Scenario:
    order = build_world().approved()
    return lambda: start_order(order_id=order.pk, actor=ACTOR, at=AT)


@scenario("sales.complete_order")
def _complete() -> Scenario:
    order = performed(build_world())
    return lambda: complete_order(order_id=order.pk, satisfaction=5, comment="好", actor=ACTOR, at=AT)


def performed(world: World) -> Order:
    """A service order whose service was performed, paid on account."""
    order = world.approved(line(world.visit, 1), wanted_date=AT.date())
    start_order(order_id=order.pk, actor=ACTOR, at=AT)
    order.lines.update(done_at=AT)
    Order.objects.filter(pk=order.pk).update(payment_terms="on_account")
    return order


@scenario("sales.add_order_note")
def _note() -> Scenario:
    order = build_world().order()
    return lambda: add_order_note(
        order_id=order.pk,
        content="客户问何时到货",
        kind="customer",
        channel="phone",
        contact="吴九",
        actor=ACTOR,
        at=AT,
    )


@scenario("sales.record_exception")
def _exception() -> Scenario:
    order = build_world().approved()
    return lambda: record_exception(
        order_id=order.pk, exception_type="delivery", description="地址不详", actor=ACTOR, at=AT
    )


@scenario("sales.solve_exception")
def _solve() -> Scenario:
    order = build_world().approved()
    found: OrderException = record_exception(
        order_id=order.pk, exception_type="delivery", description="地址不详", actor=ACTOR, at=AT
    )
    return lambda: solve_exception(
        order_id=order.pk, exception_id=found.pk, solution="已更正", contacted="吴九，电话", actor=ACTOR, at=AT
    )


def over_credit(world: World) -> Order:
    """A large order on account of a customer without any credit."""
    return world.order(line(world.soap, 90, unit_price=Decimal(900)), payment_terms="on_account")


@scenario("sales.override_finding")
def _override() -> Scenario:
    order = over_credit(build_world())
    return lambda: override_finding(order_id=order.pk, code="credit", reason="已担保", actor=ACTOR, at=AT)


@scenario("sales.ask_release")
def _ask() -> Scenario:
    order = over_credit(build_world())
    return lambda: ask_release(order_id=order.pk, code="credit", actor=ACTOR, at=AT)


@scenario("sales.decide_supervision", name="agreed")
def _agree() -> Scenario:
    order = over_credit(build_world())
    return lambda: decide_supervision(order_id=order.pk, agree=True, reason="同意", actor=ACTOR, at=AT)


@scenario("sales.decide_supervision", name="refused")
def _refuse() -> Scenario:
    order = over_credit(build_world())
    return lambda: decide_supervision(order_id=order.pk, agree=False, reason="太低", actor=ACTOR, at=AT)


@scenario("sales.chase_supervision", name="reminded")
def _remind() -> Scenario:
    order = over_credit(build_world())
    due = Supervision.objects.get(order=order).due_at or AT
    return lambda: chase_supervision(actor=ACTOR, at=due)


@scenario("sales.chase_supervision", name="escalated")
def _escalate() -> Scenario:
    over_credit(build_world())
    return lambda: chase_supervision(actor=ACTOR, at=AT + timedelta(days=7))


@scenario("sales.inform_customer")
def _inform() -> Scenario:
    order = build_world().order()
    return lambda: inform_customer(
        order_id=order.pk, address="buyer@example.com", subject="订单进展", body="您好", actor=ACTOR, at=AT
    )


@scenario("sales.tell_result", name="approved")
def _tell_approved() -> Scenario:
    order = build_world().approved(contact_email="buyer@example.com")
    return lambda: tell_result(order_id=order.pk, approved=True, actor=ACTOR, at=AT)


@scenario("sales.tell_result", name="rejected, no address")
def _tell_rejected() -> Scenario:
    order = build_world().order()
    return lambda: tell_result(order_id=order.pk, approved=False, customer_reason="缺货", actor=ACTOR, at=AT)


@scenario("sales.tell_customer", name="placed")
def _placed() -> Scenario:
    order = build_world().order(contact_email="buyer@example.com", contact_name="吴九")
    return lambda: tell_customer(order_id=order.pk, occasion="placed", actor=ACTOR, at=AT)


@scenario("sales.resend_message")
def _resend() -> Scenario:
    order = build_world().order(contact_email="buyer@example.com", contact_name="吴九")
    tell_customer(order_id=order.pk, occasion="placed", actor=ACTOR, at=AT)
    OutgoingMessage.objects.update(status="failed", attempts=5, last_error="mailbox full")
    note = order.notes.get(message__isnull=False)
    return lambda: resend_message(order_id=order.pk, note_id=note.pk, actor=ACTOR, at=AT)


@scenario("sales.set_progress_label")
def _label() -> Scenario:
    order = build_world().approved()
    label_id = id_of("sales.progress_label", "confirmed")
    return lambda: set_progress_label(order_id=order.pk, label_id=label_id, actor=ACTOR, at=AT)


def a_rule(world: World, **changes: Any) -> AssignmentRule:
    """A rule by which every order goes to the reviewer."""
    give_roles(world.reviewer)
    entry = RuleEntry("全部订单", [world.reviewer.user_id or 0], **changes)
    return save_assignment_rule(entry=entry, actor=ACTOR, at=AT)


@scenario("sales.save_assignment_rule", name="new")
def _rule_new() -> Scenario:
    world = build_world()
    give_roles(world.reviewer)
    entry = RuleEntry("华东", [world.reviewer.user_id or 0], units=[world.branch.pk])
    return lambda: save_assignment_rule(entry=entry, actor=ACTOR, at=AT)


@scenario("sales.save_assignment_rule", name="changed")
def _rule_changed() -> Scenario:
    world = build_world()
    rule = a_rule(world)
    entry = RuleEntry("全部", list(rule.members), rank=5)
    return lambda: save_assignment_rule(entry=entry, rule_id=rule.pk, version=1, actor=ACTOR, at=AT)


@scenario("sales.delete_assignment_rule")
def _rule_deleted() -> Scenario:
    rule = a_rule(build_world())
    return lambda: delete_assignment_rule(rule_id=rule.pk, actor=ACTOR, at=AT)


@scenario("sales.assign_order", name="to a person")
def _assign() -> Scenario:
    world = build_world()
    give_roles(world.reviewer)
    order = world.approved()
    return lambda: assign_order(order_id=order.pk, handler_id=world.reviewer.user_id, note="急", actor=ACTOR, at=AT)


@scenario("sales.assign_order", name="by rule")
def _assign_by_choice() -> Scenario:
    world = build_world()
    a_rule(world)
    order = world.approved()
    return lambda: assign_order(order_id=order.pk, actor=ACTOR, at=AT)


@scenario("sales.assign_by_rule")
def _assign_by_rule() -> Scenario:
    world = build_world()
    a_rule(world, units=[world.branch.pk])
    order = world.approved()
    return lambda: assign_by_rule(order_id=order.pk, actor=ACTOR, at=AT)


@scenario("sales.reject_order", name="for a known reason")
def _reject_by_code() -> Scenario:
    order = build_world().order()
    return lambda: reject_order(order_id=order.pk, reason_code="stock", customer_reason="缺货", actor=ACTOR, at=AT)


@scenario("sales.claim_review")
def _claim() -> Scenario:
    world = build_world()
    order = world.order()
    return lambda: claim_review(order_id=order.pk, actor=world.reviewer, at=AT)


@scenario("sales.claim_review", name="taken over")
def _take_over() -> Scenario:
    world = build_world()
    order = world.order()
    claim_review(order_id=order.pk, actor=world.reviewer, at=AT)
    other = second_reviewer(world)
    return lambda: claim_review(order_id=order.pk, take_over=True, actor=other, at=AT)


@scenario("sales.release_review")
def _release() -> Scenario:
    world = build_world()
    order = world.order()
    claim_review(order_id=order.pk, actor=world.reviewer, at=AT)
    return lambda: release_review(order_id=order.pk, actor=world.reviewer, at=AT)


@scenario("sales.transfer_review")
def _transfer() -> Scenario:
    world = build_world()
    order, to = world.order(), second_reviewer(world).user_id or 0
    return lambda: transfer_review(order_id=order.pk, to_id=to, note="请看价格", actor=world.reviewer, at=AT)


@scenario("sales.take_over_email")
def _take_over_email() -> Scenario:
    world = build_world()
    order = world.order(line(world.soap, 1), paying_email="new@example.com")
    return lambda: take_over_email(order_id=order.pk, role="paying", actor=ACTOR, at=AT)
