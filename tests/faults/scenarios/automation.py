"""Operations on automatic rules and their runs."""

from __future__ import annotations

from danshu.automation.lifecycle import RunStatus
from danshu.automation.models import Rule, Run
from danshu.automation.operations.carry_out_run import carry_out_run
from danshu.automation.operations.define_rule import define_rule
from danshu.automation.operations.edit_rule import edit_rule
from danshu.automation.operations.end_run import end_run
from danshu.automation.operations.queue_dates import queue_dates
from danshu.automation.operations.retry_run import retry_run
from danshu.automation.operations.run_rule_on import run_rule_on
from danshu.automation.operations.set_actions import set_actions
from danshu.automation.operations.set_conditions import set_conditions
from danshu.automation.operations.switch_rule import switch_rule
from danshu.automation.tests.factories import (
    FROM_EXHIBITION,
    exhibition_rule,
    make_customer,
    make_rule,
    person,
    source_id,
    task_for,
)
from danshu.custom_fields.tests.factories import make_field
from danshu.parties.models import Customer
from tests.faults.crash import ACTOR, AT, Scenario, scenario


def _plain(*, is_on: bool = False) -> Rule:
    return make_rule(actions=[task_for(person("SLS").user_id)], is_on=is_on, at=AT)


def _waiting() -> Run:
    exhibition_rule(person("SLS"), at=AT)
    make_customer(person("OPA"), source=source_id("exhibition"), at=AT)
    return Run.objects.get()


@scenario("automation.define_rule")
def _define() -> Scenario:
    values = {"name": "规则", "trigger": "event", "event": "parties.customer_created"}
    return lambda: define_rule(values=values, actor=ACTOR, at=AT)


@scenario("automation.edit_rule")
def _edit() -> Scenario:
    rule = _plain()
    return lambda: edit_rule(rule_id=rule.pk, values={"name": "另一个名称"}, actor=ACTOR, at=AT)


@scenario("automation.set_conditions")
def _conditions() -> Scenario:
    rule = _plain()
    return lambda: set_conditions(rule_id=rule.pk, conditions=[FROM_EXHIBITION], actor=ACTOR, at=AT)


@scenario("automation.set_actions")
def _actions() -> Scenario:
    rule, other = _plain(), person("SLS")
    return lambda: set_actions(rule_id=rule.pk, actions=[task_for(other.user_id)], actor=ACTOR, at=AT)


@scenario("automation.switch_rule")
def _switch() -> Scenario:
    rule = _plain()
    return lambda: switch_rule(rule_id=rule.pk, is_on=True, actor=ACTOR, at=AT)


@scenario("automation.carry_out_run")
def _carry_out() -> Scenario:
    run = _waiting()
    return lambda: carry_out_run(run_id=run.pk, actor=ACTOR, at=AT)


@scenario("automation.end_run", silent=True)
def _end() -> Scenario:
    run = _waiting()
    return lambda: end_run(run_id=run.pk, status=RunStatus.FAILED, text=_broken, actor=ACTOR, at=AT)


def _broken() -> str:
    return "出错"


@scenario("automation.run_rule_on")
def _by_hand() -> Scenario:
    run, admin = _waiting(), person("ADM")
    key = Customer.objects.get().pk
    return lambda: run_rule_on(rule_id=run.rule_id, record_id=key, actor=admin, at=AT)


@scenario("automation.retry_run")
def _retry() -> Scenario:
    run = _waiting()
    end_run(run_id=run.pk, status=RunStatus.REFUSED, text=_broken, actor=ACTOR, at=AT)
    return lambda: retry_run(run_id=run.pk, actor=ACTOR, at=AT)


@scenario("automation.queue_dates", silent=True)
def _dates() -> Scenario:
    make_field("expires", "date")
    make_rule(
        date_field="parties.customer/custom-expires", actions=[task_for(person("SLS").user_id)], at=AT,
    )  # fmt: skip
    customer = make_customer(person("OPA"), at=AT)
    Customer.objects.filter(pk=customer.pk).update(custom={"expires": AT.date().isoformat()})
    return lambda: queue_dates(actor=ACTOR, at=AT)
