"""Operations on validation rules and on what the review finds."""

from __future__ import annotations

from danshu.parties.operations.create_customer import create_customer
from danshu.parties.tests.factories import entries, person
from danshu.validation.models import Fault
from danshu.validation.operations.accept_fault import accept_fault
from danshu.validation.operations.assign_fault import assign_fault
from danshu.validation.operations.define_rule import define_rule
from danshu.validation.operations.edit_rule import edit_rule
from danshu.validation.operations.reopen_fault import reopen_fault
from danshu.validation.operations.review_data import review_data
from danshu.validation.operations.switch_rule import switch_rule
from danshu.validation.tests.factories import make_rule
from tests.faults.crash import ACTOR, AT, Scenario, scenario


def _fault() -> int:
    create_customer(values=entries(), actor=ACTOR, at=AT)
    make_rule("short_name")
    return Fault.objects.get().pk


@scenario("validation.define_rule")
def _define() -> Scenario:
    values = {"name": "简称", "field": "short_name", "kind": "format", "expression": "[A-Z]+", "message": "大写字母"}
    return lambda: define_rule(host="parties.customer", values=values, actor=ACTOR, at=AT)


@scenario("validation.edit_rule")
def _edit() -> Scenario:
    rule = make_rule("short_name", "range", minimum="2", on=False)
    return lambda: edit_rule(rule_id=rule.pk, values={"minimum": "3"}, version=1, actor=ACTOR, at=AT)


@scenario("validation.switch_rule")
def _switch() -> Scenario:
    """The rule is on and what breaks it stands in the review, or neither."""
    create_customer(values=entries(), actor=ACTOR, at=AT)
    rule = make_rule("short_name", on=False)
    return lambda: switch_rule(rule_id=rule.pk, is_on=True, actor=ACTOR, at=AT)


@scenario("validation.review_data")
def _review() -> Scenario:
    fault = _fault()
    Fault.objects.filter(pk=fault).delete()
    return lambda: review_data(actor=ACTOR, at=AT)


@scenario("validation.assign_fault")
def _assign() -> Scenario:
    fault, keeper = _fault(), person("OPA")
    return lambda: assign_fault(fault_id=fault, assignee_id=keeper.user_id or 0, version=1, actor=ACTOR, at=AT)


@scenario("validation.accept_fault")
def _accept() -> Scenario:
    fault = _fault()
    return lambda: accept_fault(fault_id=fault, reason="不需要", version=1, actor=ACTOR, at=AT)


@scenario("validation.reopen_fault")
def _reopen() -> Scenario:
    fault = _fault()
    accept_fault(fault_id=fault, reason="不需要", actor=ACTOR, at=AT)
    return lambda: reopen_fault(fault_id=fault, version=2, actor=ACTOR, at=AT)
