"""What rules do, when, for which records, once, and where they stop (SYS-029)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from danshu.activities.models import Plan
from danshu.activities.tests.factories import plan_type_id
from danshu.audit.models import AuditEntry
from danshu.automation import delivering
from danshu.automation.models import Run, Turn
from danshu.automation.operations.carry_out_run import carry_out_run
from danshu.automation.operations.queue_dates import queue_dates
from danshu.automation.operations.retry_run import retry_run
from danshu.automation.operations.run_rule_on import run_rule_on
from danshu.automation.operations.switch_rule import switch_rule
from danshu.automation.registry import ACTIONS
from danshu.automation.tests.factories import (
    FROM_EXHIBITION,
    LATER,
    NOON,
    SYSTEM,
    exhibition_rule,
    make_customer,
    make_rule,
    outcomes,
    person,
    source_id,
    task_for,
    team_of,
    work,
)
from danshu.automation.verification import each_event_has_its_runs
from danshu.automation.wording import outcome_text
from danshu.custom_fields.tests.factories import make_field
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor, shown_name
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.notices.models import Notice
from danshu.outbox.models import OutboxEvent
from danshu.parties.models import Customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.invalidate_customer import invalidate_customer
from danshu.tasks.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-029")]
DAY = timedelta(days=1)
EXHIBITION = {"source": "展会"}


def from_exhibition(actor: Actor, **values: Any) -> Customer:
    return make_customer(actor, source=source_id("exhibition"), **values)


def test_a_new_customer_from_an_exhibition_goes_to_the_team_in_turn_with_a_task_in_one_day() -> None:
    unit = make_unit()
    first, second, clerk = person("SLS", unit=unit), person("SLS", unit=unit), person("OPA")
    rule = exhibition_rule(first, second)
    customers = [from_exhibition(clerk) for _ in range(3)]
    other = make_customer(clerk)

    assert work() == 4

    owners = [Customer.objects.get(pk=each.pk).owner_id for each in customers]
    assert owners == [first.user_id, second.user_id, first.user_id]
    assert Customer.objects.get(pk=other.pk).owner_id == clerk.user_id
    tasks = list(Task.objects.order_by("pk"))
    assert [task.responsible_id for task in tasks] == owners
    task = tasks[0]
    assert (task.due_at, task.priority, task.giver_id) == (LATER + DAY, "high", None)
    assert (task.source_kind, task.source_id) == ("parties.customer", customers[0].pk)
    assert task.title == f"联系展会客户 {customers[0].number} {customers[0].name}"
    assert [status for status, _text in outcomes()] == ["done", "done", "done", "skipped"]
    name = User.objects.get(pk=first.user_id).full_name
    assert outcomes()[0][1] == f"负责人改为 {name}；任务「{task.title}」交给 {name}"
    assert outcomes()[3][1] == "条件不符：客户来源：展会"
    assert rule.keeper_id is None
    # again: nothing more
    assert (work(), work(NOON + 9 * DAY), Task.objects.count()) == (0, 0, 3)


@pytest.mark.spec("COM-017", "SYS-005")
def test_the_trail_names_the_rule_as_who_acted() -> None:
    seller = person("SLS")
    exhibition_rule(seller)
    customer = from_exhibition(person("OPA"))

    work()

    entry = AuditEntry.objects.get(action="parties.change_owner", subject_id=customer.pk)
    assert (entry.actor_id, entry.actor_name, entry.reason) == (None, "自动化：展会客户", "自动化：展会客户")
    assert AuditEntry.objects.get(action="tasks.create_task").actor_name == "自动化：展会客户"
    with translation.override("en"):
        assert shown_name("自动化：展会客户") == "Automation: 展会客户"
        assert outcome_text(Run.objects.get()).startswith("Owner changed to ")


def test_nothing_happens_for_a_rule_that_is_off_or_for_what_was_before() -> None:
    seller, clerk = person("SLS"), person("OPA")
    from_exhibition(clerk)
    rule = exhibition_rule(seller)
    assert work() == 0
    from_exhibition(clerk)
    switch_rule(rule_id=rule.pk, is_on=False, actor=SYSTEM, at=NOON)
    from_exhibition(clerk)

    assert work() == 1

    assert outcomes() == [("skipped", "规则已停用")]
    assert Task.objects.count() == 0


def test_an_event_whose_operation_fails_leaves_no_run() -> None:
    exhibition_rule(person("SLS"))
    with transaction.atomic():
        from_exhibition(person("OPA"))
        assert Run.objects.count() == 1
        transaction.set_rollback(True)
    assert (Run.objects.count(), work()) == (0, 0)


def test_all_actions_or_none_and_the_keeper_hears_of_the_refusal() -> None:
    keeper, seller = person("ADM"), person("SLS")
    unit = make_unit()
    gone = person("SLS", unit=unit)
    actions = [task_for(seller.user_id), {"code": "parties.assign_owner", "who": "person", "person": gone.user_id}]
    make_rule(actions=actions, actor=keeper)
    customer = make_customer(person("OPA"))
    User.objects.filter(pk=gone.user_id).update(is_active=False)

    work()

    assert [status for status, _text in outcomes()] == ["refused"]
    assert "找不到合适的人" in outcomes()[0][1]
    assert Task.objects.count() == 0
    notice = Notice.objects.get(user_id=keeper.user_id, kind="automation.stopped")
    assert ("示例规则" in notice.text, customer.name in notice.text) == (True, True)
    # it runs again once the reason is gone
    User.objects.filter(pk=gone.user_id).update(is_active=True)
    retry_run(run_id=Run.objects.get().pk, actor=keeper, at=NOON)
    work(LATER + DAY)
    assert [status for status, _text in outcomes()] == ["done"]
    assert (Task.objects.count(), Customer.objects.get().owner_id) == (1, gone.user_id)


def test_a_run_that_breaks_is_tried_again_with_pauses_and_ends_as_failed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seller = person("SLS")
    make_rule(actions=[task_for(seller.user_id)])
    make_customer(person("OPA"))
    action = ACTIONS["tasks.create_task"]

    def broken(call: Any, settings: Any) -> Any:
        action.perform(call, settings)
        raise ZeroDivisionError

    monkeypatch.setitem(ACTIONS, "tasks.create_task", replace(action, perform=broken))
    assert (work(), work()) == (1, 0)  # not at once again
    tries = [work(LATER + number * DAY) for number in range(1, 6)]

    assert tries == [1, 1, 1, 1, 0]
    assert [status for status, _text in outcomes()] == ["failed"]
    assert Task.objects.count() == 0
    monkeypatch.setitem(ACTIONS, "tasks.create_task", action)
    retry_run(run_id=Run.objects.get().pk, actor=SYSTEM, at=NOON)
    work(LATER + 9 * DAY)
    assert Task.objects.count() == 1


def test_a_process_that_died_lets_the_next_one_begin_again_and_three_deaths_end_it() -> None:
    seller = person("SLS")
    make_rule(actions=[task_for(seller.user_id)])
    make_customer(person("OPA"))
    assert delivering.claim(LATER) is not None  # and dies
    assert work(LATER + timedelta(seconds=30)) == 0

    assert work(LATER + timedelta(minutes=2)) == 1

    assert (Run.objects.get().status, Run.objects.get().deaths, Task.objects.count()) == ("done", 1, 1)
    make_customer(person("OPA"))
    for number in range(3):
        assert delivering.claim(LATER + timedelta(hours=1 + number)) is not None
    work(LATER + timedelta(hours=9))
    assert (Run.objects.latest("pk").status, Task.objects.count()) == ("failed", 1)


def test_a_run_is_carried_out_once_whoever_comes_again() -> None:
    seller = person("SLS")
    make_rule(actions=[task_for(seller.user_id)])
    make_customer(person("OPA"))
    run = Run.objects.get()

    first, again = (carry_out_run(run_id=run.pk, actor=SYSTEM, at=LATER) for _ in range(2))

    assert (first is not None, again, Task.objects.count()) == (True, None, 1)


def test_rules_of_one_event_judge_the_record_as_the_event_left_it() -> None:
    seller, clerk = person("SLS"), person("OPA")
    make_rule(
        name="先",
        conditions=[FROM_EXHIBITION],
        actions=[{"code": "parties.set_field", "field": "source", "value": "网络"}],
    )
    make_rule(name="后", conditions=[FROM_EXHIBITION], actions=[task_for(seller.user_id)])
    make_rule(
        name="不符",
        conditions=[{"field": "source", "ask": "one_of", "allowed": "网络"}],
        actions=[task_for(seller.user_id)],
    )
    customer = from_exhibition(clerk)

    work()

    assert [status for status, _text in outcomes()] == ["done", "done", "skipped"]
    customer.refresh_from_db()
    assert (customer.source_id, Task.objects.count()) == (source_id(), 1)


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        ({"field": "source", "ask": "one_of", "allowed": "展会, 网络"}, True),
        ({"field": "source", "ask": "one_of", "allowed": "展会"}, False),
        ({"field": "source", "ask": "one_of", "allowed": "展会", "is_not": True}, True),
        ({"field": "remark", "ask": "filled"}, True),
        ({"field": "website", "ask": "filled"}, False),
        ({"field": "website", "ask": "filled", "is_not": True}, True),
        ({"field": "remark", "ask": "range", "maximum": "3"}, False),
        ({"field": "remark", "ask": "format", "expression": "展位.*"}, True),
        ({"field": "website", "ask": "format", "preset": "web"}, False),
    ],
)
def test_conditions_are_judged_like_rules_for_entries_and_nothing_is_not_a_fit(
    condition: dict[str, Any], fits: bool
) -> None:
    make_rule(conditions=[condition], actions=[task_for(person("SLS").user_id)])
    make_customer(person("OPA"), remark="展位三号")

    work()

    assert Task.objects.count() == int(fits)


def test_a_date_that_is_reached_sets_the_rule_going_once_and_again_for_another_date() -> None:
    field = make_field("expires", "date", label="合同到期")
    clerk, seller = person("OPA"), person("SLS")
    make_rule(date_field=f"parties.customer/custom-{field.code}", offset_days=-3, actions=[task_for(seller.user_id)])
    soon, late = make_customer(clerk), make_customer(clerk)

    def expires(customer: Customer, day: date) -> None:
        edit_customer(customer_id=customer.pk, changes={}, custom={field.code: day.isoformat()}, actor=clerk, at=NOON)

    expires(soon, date(2026, 9, 23))
    expires(late, date(2026, 10, 30))
    made = [queue_dates(actor=SYSTEM, at=NOON + number * DAY) for number in (0, 1, 2, 2, 3)]
    work(NOON + 3 * DAY)
    expires(soon, date(2026, 9, 25))
    again = queue_dates(actor=SYSTEM, at=NOON + 4 * DAY)
    work(NOON + 4 * DAY)

    assert (made, again) == ([0, 0, 1, 0, 0], 1)
    assert [task.source_id for task in Task.objects.all()] == [soon.pk, soon.pk]
    assert list(Run.objects.order_by("pk").values_list("occasion", flat=True)) == ["2026-09-23", "2026-09-25"]


def test_a_test_run_tells_what_would_happen_and_leaves_nothing() -> None:
    seller, admin = person("SLS"), person("ADM")
    rule = exhibition_rule(seller, is_on=False)
    customer, other = from_exhibition(person("OPA")), make_customer(person("OPA"))
    before = (Customer.objects.get(pk=customer.pk).owner_id, AuditEntry.objects.count(), OutboxEvent.objects.count())

    dry = run_rule_on.dry_run(rule_id=rule.pk, record_id=customer.pk, actor=admin, at=LATER).result
    unfit = run_rule_on.dry_run(rule_id=rule.pk, record_id=other.pk, actor=admin, at=LATER).result

    assert (dry.status, "联系展会客户" in dry.outcome, unfit.status) == ("done", True, "skipped")
    after = (Customer.objects.get(pk=customer.pk).owner_id, AuditEntry.objects.count(), OutboxEvent.objects.count())
    assert after == before
    assert (Run.objects.count(), Task.objects.count(), Turn.objects.count(), Notice.objects.count()) == (0, 0, 0, 0)
    with pytest.raises(NotFound):
        run_rule_on.dry_run(rule_id=rule.pk, record_id=10**9, actor=admin, at=LATER)
    done = run_rule_on(rule_id=rule.pk, record_id=customer.pk, actor=admin, at=LATER)
    assert (done.status, Task.objects.count(), Run.objects.count()) == ("done", 1, 1)


def test_a_field_is_set_a_plan_made_and_a_team_told_by_the_real_operations() -> None:
    seller, second, clerk = person("SLS"), person("SLS"), person("OPA")
    team = team_of(seller, second)
    actions = [
        {"code": "parties.set_field", "field": "remark", "value": "展会来的"},
        {"code": "activities.create_plan", "title": "首次联系", "plan_type": plan_type_id(), "who": "owner", "days": 2},
        {"code": "notices.notify", "text": "新客户 {记录}", "who": "team", "team": str(team)},
    ]
    make_rule(conditions=[FROM_EXHIBITION], actions=actions)
    customer = from_exhibition(clerk)

    work()

    assert outcomes()[0][0] == "done", outcomes()
    assert Customer.objects.get().remark == "展会来的"
    plan = Plan.objects.get()
    assert (plan.title, plan.responsible_id, plan.planned_at) == ("首次联系", clerk.user_id, LATER + 2 * DAY)
    told = Notice.objects.filter(kind="automation.told").order_by("user_id")
    assert [notice.user_id for notice in told] == sorted([seller.user_id, second.user_id])
    assert (told[0].text, told[0].url) == (f"新客户 {customer.number} {customer.name}", f"/customers/{customer.pk}/")


def test_what_is_deleted_meanwhile_is_left_alone() -> None:
    make_rule(actions=[task_for(person("SLS").user_id)])
    customer = make_customer(person("OPA"))
    Customer.objects.filter(pk=customer.pk).update(deleted_at=NOON)

    work()

    assert outcomes() == [("skipped", "记录已不存在，或已结束")]


def test_verify_names_an_event_that_the_rule_never_saw() -> None:
    rule = make_rule(actions=[task_for(person("SLS").user_id)], at=now() - DAY)
    make_customer(person("OPA"), at=now())
    event = OutboxEvent.objects.get(name="parties.customer_created")
    assert list(each_event_has_its_runs()) == []

    Run.objects.all().delete()

    assert list(each_event_has_its_runs()) == [f"rule {rule.name} has no run for event {event.pk}"]


def test_the_event_that_ends_a_record_is_acted_on() -> None:
    boss = person("OPA")
    make_rule(event="parties.customer_invalidated", actions=[task_for(boss.user_id)])
    customer = make_customer(boss)

    invalidate_customer(customer_id=customer.pk, reason="停业", actor=SYSTEM, at=NOON)
    work()

    assert [status for status, _text in outcomes()] == ["done"]
    assert Task.objects.get().source_id == customer.pk
