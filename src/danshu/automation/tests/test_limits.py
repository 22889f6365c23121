"""Where a rule has to stop: calling each other, too often, and who may let it loose (SYS-029)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from danshu.automation.errors import NeedsWholeCompany
from danshu.automation.models import Run
from danshu.automation.operations.run_rule_on import run_rule_on
from danshu.automation.operations.switch_rule import switch_rule
from danshu.automation.permissions import CONFIGURE
from danshu.automation.tests.factories import (
    LATER,
    NOON,
    make_customer,
    make_rule,
    outcomes,
    person,
    task_for,
    work,
)
from danshu.dictionaries.queries import choices
from danshu.kit.actor import Scope
from danshu.notices.models import Notice
from danshu.parties import dictionaries
from danshu.parties.models import Customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.pool.tests.factories import parameters
from danshu.tasks.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-029")]


def _two_statuses() -> list[str]:
    return [str(pk) for pk, _label in choices(dictionaries.STATUS)][:2]


def test_rules_that_call_each_other_stop_at_the_depth_of_the_parameter() -> None:
    keeper = person("ADM")
    changed = {"field": "status", "ask": "changed"}
    options = _two_statuses()
    make_rule(
        name="甲", event="parties.customer_changed", conditions=[changed, {"field": "status", "ask": "one_of", "allowed": [options[0]]}],
        actions=[{"code": "parties.set_field", "field": "status", "value": options[1]}], actor=keeper,
    )  # fmt: skip
    make_rule(
        name="乙", event="parties.customer_changed", conditions=[changed, {"field": "status", "ask": "one_of", "allowed": [options[1]]}],
        actions=[{"code": "parties.set_field", "field": "status", "value": options[0]}], actor=keeper,
    )  # fmt: skip
    clerk = person("OPA")
    customer = make_customer(clerk)
    edit_customer(customer_id=customer.pk, changes={"status": int(options[0])}, actor=clerk, at=NOON)

    for number in range(10):
        work(LATER + timedelta(minutes=number))

    runs = list(Run.objects.order_by("pk").values_list("rule__name", "depth", "status"))
    acted = [(name, depth) for name, depth, status in runs if status == "done"]
    assert acted == [("甲", 0), ("乙", 1), ("甲", 2)]
    assert {(depth, status) for _name, depth, status in runs if status == "stopped"} == {(3, "stopped")}
    assert Run.objects.filter(status="waiting").count() == 0
    assert Run.objects.get(depth=1, status="done").cause_id == Run.objects.get(depth=0, status="done").pk
    assert Notice.objects.filter(user_id=keeper.user_id, kind="automation.stopped").count() >= 1


def test_one_rule_runs_for_one_record_only_so_often_in_an_hour() -> None:
    parameters(automation_runs_per_hour=2)
    seller, clerk = person("SLS"), person("OPA")
    make_rule(event="parties.customer_changed", actions=[task_for(seller.user_id)])
    customer, other = make_customer(clerk), make_customer(clerk)

    def change(which: Customer, text: str, minute: int) -> None:
        edit_customer(customer_id=which.pk, changes={"remark": text}, actor=clerk, at=NOON)
        work(LATER + timedelta(minutes=minute))

    for number in range(3):
        change(customer, f"第{number}次", number)
    change(other, "另一个", 3)
    change(customer, "一小时以后", 120)

    assert [status for status, _text in outcomes()] == ["done", "done", "stopped", "done", "done"]
    assert "一小时内已执行 2 次" in outcomes()[2][1]


@pytest.mark.spec("ACC-022")
def test_who_configures_for_a_part_of_the_company_switches_no_rule_on_and_runs_none() -> None:
    keeper = person("OPA")
    partly = replace(keeper, grants={CONFIGURE: Scope(owner_ids=frozenset({keeper.user_id or 0}))})
    rule = make_rule(actions=[task_for(keeper.user_id)], is_on=False)
    customer = make_customer(keeper)

    with pytest.raises(NeedsWholeCompany):
        switch_rule(rule_id=rule.pk, is_on=True, actor=partly, at=NOON)
    with pytest.raises(NeedsWholeCompany):
        run_rule_on(rule_id=rule.pk, record_id=customer.pk, actor=partly, at=NOON)

    rule.refresh_from_db()
    assert (rule.is_on, Run.objects.count(), Task.objects.count()) == (False, 0, 0)
    whole = replace(keeper, grants={CONFIGURE: Scope(everything=True)})
    assert switch_rule(rule_id=rule.pk, is_on=True, actor=whole, at=NOON).is_on
