"""Operations on dealings with customers."""

from __future__ import annotations

from datetime import timedelta

from danshu.activities.models import Communication, Plan
from danshu.activities.operations.cancel_plan import cancel_plan
from danshu.activities.operations.create_plan import create_plan
from danshu.activities.operations.delete_communication import delete_communication
from danshu.activities.operations.edit_communication import edit_communication
from danshu.activities.operations.edit_plan import edit_plan
from danshu.activities.operations.generate_plans import generate_plans
from danshu.activities.operations.invalidate_setting import invalidate_setting
from danshu.activities.operations.postpone_plan import postpone_plan
from danshu.activities.operations.record_communication import record_communication
from danshu.activities.operations.remind_plans import remind_plans
from danshu.activities.operations.save_setting import save_setting
from danshu.activities.operations.send_mail import send_mail
from danshu.activities.operations.start_plan import start_plan
from danshu.activities.operations.switch_setting import switch_setting
from danshu.activities.tests.factories import make_plan, make_record, make_setting, plan_type_id, type_id
from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.parties.dictionaries import STATUS
from danshu.parties.models import Customer
from danshu.parties.tests.factories import make_customer, person
from tests.faults.crash import ACTOR, AT, Scenario, scenario

DAY = timedelta(days=1)
LATER = AT + DAY / 2
REASON = "示例理由"


def _customer() -> tuple[Customer, Actor]:
    owner = person("SLS", name="李四")
    return make_customer(owner), owner


def _planned() -> tuple[Customer, Plan, Actor]:
    customer, owner = _customer()
    return customer, make_plan(customer, owner, at=AT, planned_at=AT + 4 * DAY), owner


def _recorded() -> tuple[Customer, Communication, Actor]:
    customer, plan, owner = _planned()
    entry = {"type": type_id(), "content": "沟通内容", "next_at": AT + 9 * DAY}
    record = record_communication(customer_id=customer.pk, entry=entry, plan_id=plan.pk, actor=owner, at=AT)
    return customer, record, owner


@scenario("activities.record_communication")
def _record() -> Scenario:
    customer, plan, owner = _planned()
    entry = {
        "type": type_id(), "content": "沟通内容", "status": id_of(STATUS, "quoted"), "next_at": AT + 9 * DAY,
        "next_step": "寄样品",
    }  # fmt: skip
    return lambda: record_communication(customer_id=customer.pk, entry=entry, plan_id=plan.pk, actor=owner, at=LATER)


@scenario("activities.edit_communication")
def _edit() -> Scenario:
    _, record, owner = _recorded()
    entry = {"content": "改过的内容", "status": id_of(STATUS, "lost"), "happened_at": AT - DAY, "products": []}
    return lambda: edit_communication(communication_id=record.pk, entry=entry, actor=owner, at=LATER)


@scenario("activities.delete_communication")
def _delete() -> Scenario:
    _, record, owner = _recorded()
    return lambda: delete_communication(communication_id=record.pk, reason=REASON, actor=owner, at=LATER)


@scenario("activities.send_mail")
def _mail() -> Scenario:
    customer, owner = _customer()
    return lambda: send_mail(
        customer_id=customer.pk, address="buyer@example.com", subject="报价", body="见下", actor=owner, at=LATER
    )


@scenario("activities.create_plan")
def _create_plan() -> Scenario:
    customer, owner = _customer()
    entry = {"plan_type": plan_type_id(), "title": "拜访", "planned_at": AT + 3 * DAY}
    return lambda: create_plan(customer_id=customer.pk, entry=entry, actor=owner, at=LATER)


@scenario("activities.edit_plan")
def _edit_plan() -> Scenario:
    _, plan, owner = _planned()
    entry = {"title": "改名", "planned_at": AT + 2 * DAY}
    return lambda: edit_plan(plan_id=plan.pk, entry=entry, actor=owner, at=LATER)


@scenario("activities.postpone_plan")
def _postpone() -> Scenario:
    _, plan, owner = _planned()
    return lambda: postpone_plan(plan_id=plan.pk, planned_at=AT + 8 * DAY, reason=REASON, actor=owner, at=LATER)


@scenario("activities.start_plan")
def _start() -> Scenario:
    _, plan, owner = _planned()
    return lambda: start_plan(plan_id=plan.pk, actor=owner, at=LATER)


@scenario("activities.cancel_plan")
def _cancel() -> Scenario:
    _, plan, owner = _planned()
    return lambda: cancel_plan(plan_id=plan.pk, reason=REASON, actor=owner, at=LATER)


@scenario("activities.save_setting")
def _save_setting() -> Scenario:
    setting = make_setting(ACTOR, is_on=False, at=AT)
    return lambda: save_setting(entry={"title": "改名"}, setting_id=setting.pk, actor=ACTOR, at=LATER)


@scenario("activities.switch_setting")
def _switch() -> Scenario:
    setting = make_setting(ACTOR, is_on=False, at=AT)
    return lambda: switch_setting(setting_id=setting.pk, is_on=True, actor=ACTOR, at=LATER)


@scenario("activities.invalidate_setting")
def _invalidate() -> Scenario:
    setting = make_setting(ACTOR, at=AT)
    return lambda: invalidate_setting(setting_id=setting.pk, reason=REASON, actor=ACTOR, at=LATER)


@scenario("activities.generate_plans")
def _generate() -> Scenario:
    make_setting(ACTOR, repeats=2, at=AT)
    customer, _owner = _customer()
    return lambda: generate_plans(
        trigger="customer_created", customer_id=customer.pk, occasion="1", happened_at=AT, actor=ACTOR, at=LATER
    )


@scenario("activities.remind_plans", silent=True)
def _remind() -> Scenario:
    for _ in range(2):
        customer, owner = _customer()
        make_plan(customer, owner, at=AT, planned_at=AT)
    return lambda: remind_plans(actor=ACTOR, at=LATER)


@scenario("activities.record_communication", name="not counting")
def _note() -> Scenario:
    customer, owner = _customer()
    make_record(customer, owner, at=AT)
    entry = {"type": type_id("note"), "content": "备注"}
    return lambda: record_communication(customer_id=customer.pk, entry=entry, actor=owner, at=LATER)
