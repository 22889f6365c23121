"""Pages of automatic rules, the API, and who may use them (SYS-029)."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from danshu.activities.tests.test_rest import send
from danshu.automation.models import Rule, Run
from danshu.automation.operations.define_rule import define_rule
from danshu.automation.operations.edit_rule import edit_rule
from danshu.automation.operations.retry_run import retry_run
from danshu.automation.operations.set_actions import set_actions
from danshu.automation.operations.set_conditions import set_conditions
from danshu.automation.operations.switch_rule import switch_rule
from danshu.automation.queries import runs as runs_of_all
from danshu.automation.tests.conftest import SignIn
from danshu.automation.tests.factories import (
    FROM_EXHIBITION,
    LATER,
    NOON,
    SYSTEM,
    exhibition_rule,
    make_customer,
    make_rule,
    person,
    source_id,
    task_for,
    team_of,
    work,
)
from danshu.automation.web.shown import rule_url
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError, FieldErrors, NotFound
from danshu.parties.permissions import VIEW_CUSTOMERS
from danshu.tasks.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-029")]


def text_of(response: Any) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.fixture
def admin() -> Actor:
    return person("ADM", name="示例管理员")


def post(client: Client, url: str, **given: Any) -> Any:
    """Send a form as its page begins it."""
    form = client.get(url).context["form"]
    start = {"form_token": form.token, "version": str(form.seen_version or "")}
    return client.post(url, start | given)


def test_an_administrator_builds_tries_and_switches_on_the_example_of_the_specification(
    admin: Actor, sign_in: SignIn
) -> None:
    seller = person("SLS", name="示例李四")
    team, client = team_of(seller), sign_in(admin)
    customer = make_customer(person("OPA"), source=source_id("exhibition"))
    made = post(client, reverse("automation:add"), name="展会客户", trigger="event", event="parties.customer_created")
    rule = Rule.objects.get()
    url = reverse("automation:rule", args=[rule.pk])
    assert (made.status_code, made["Location"], rule.host) == (303, url, "parties.customer")
    assert "还没有动作" in text_of(client.get(url))
    condition = reverse("automation:condition_new", args=[rule.pk])
    assert post(client, condition, field="source", ask="one_of", allowed="展会").status_code == 303
    owner = reverse("automation:action_new", args=[rule.pk, "parties.assign_owner"])
    assert post(client, owner, who="team", team=str(team)).status_code == 303
    task = reverse("automation:action_new", args=[rule.pk, "tasks.create_task"])
    assert post(client, task, title="联系 {记录}", who="owner", days="1", priority="high").status_code == 303
    shown = text_of(client.get(url))
    assert "客户来源：展会" in shown
    assert "负责人改为「示例团队」的下一位" in shown
    assert "任务「联系 {记录}」交给记录的负责人，1 天内完成" in shown

    trial = text_of(client.get(f"{reverse('automation:trial', args=[rule.pk])}?record={customer.pk}"))

    assert ("负责人改为 示例李四" in trial, "什么都不会真的改变" in trial, Task.objects.count()) == (True, True, 0)
    dialog = client.get(reverse("automation:switch", args=[rule.pk]))
    sent = {"digest": dialog.context["digest"], "form_token": dialog.context["form_token"]}
    assert client.post(reverse("automation:switch", args=[rule.pk]), sent).status_code == 303
    rule.refresh_from_db()
    assert (rule.is_on, rule.keeper_id) == (True, admin.user_id)
    fresh = make_customer(person("OPA"), source=source_id("exhibition"))
    work(rule.on_since)
    fresh.refresh_from_db()
    assert (fresh.owner_id, Task.objects.get().source_id) == (seller.user_id, fresh.pk)
    assert "已执行" in text_of(client.get(url))
    assert fresh.name in text_of(client.get(reverse("automation:run_list")))


def test_a_rule_that_is_on_is_not_changed_and_parts_are_taken_away_one_by_one(admin: Actor, sign_in: SignIn) -> None:
    seller = person("SLS")
    rule = exhibition_rule(seller)
    client = sign_in(admin)
    remove, condition = (reverse(f"automation:{part}_remove", args=[rule.pk, 1]) for part in ("action", "condition"))

    def shown() -> dict[str, str]:
        found = re.search(r'name="version" value="(\d+)"', client.get(rule_url(rule)).content.decode())
        return {"version": found[1] if found else ""}

    assert client.post(remove, {"version": str(rule.version)}).status_code == 409
    switch_rule(rule_id=rule.pk, is_on=False, actor=SYSTEM, at=NOON)

    assert client.post(remove, shown()).status_code == 303
    assert client.post(condition, shown()).status_code == 303
    assert client.post(condition, shown()).status_code == 404

    rule.refresh_from_db()
    assert ([each["code"] for each in rule.actions], rule.conditions) == (["tasks.create_task"], [])
    edit = reverse("automation:action_edit", args=[rule.pk, 1])
    assert post(client, edit, title="改题", who="owner", days="3", priority="low").status_code == 303
    rule.refresh_from_db()
    assert (rule.actions[0]["title"], rule.actions[0]["days"]) == ("改题", 3)


@pytest.mark.spec("COM-012")
def test_what_another_administrator_has_moved_is_not_taken_away_in_its_stead(admin: Actor, sign_in: SignIn) -> None:
    seller, client = person("SLS"), sign_in(admin)
    actions = [task_for(seller.user_id, title=title) for title in ("第一", "第二", "第三")]
    rule = make_rule(actions=actions, conditions=[FROM_EXHIBITION, FROM_EXHIBITION], is_on=False)
    seen = {"version": str(rule.version)}
    action, condition = (reverse(f"automation:{part}_remove", args=[rule.pk, 1]) for part in ("action", "condition"))
    assert client.post(action, seen).status_code == 303  # the other one: the second action is the first now

    answers = [client.post(action, seen), client.post(condition, seen), client.post(action)]

    assert [answer.status_code for answer in answers] == [409, 409, 409]
    rule.refresh_from_db()
    assert ([each["title"] for each in rule.actions], len(rule.conditions)) == (["第二", "第三"], 2)


@pytest.mark.spec("ACC-023")
def test_the_log_tells_of_records_in_the_readers_scope_alone(admin: Actor, sign_in: SignIn) -> None:
    unit, clerk = make_unit(), person("OPA")
    seller = person("SLS", unit=unit)
    make_rule(actions=[task_for(seller.user_id)])
    mine, foreign = make_customer(seller, name="示例我的"), make_customer(clerk, name="示例外人")
    work()
    own, runs = seller.scope(VIEW_CUSTOMERS), {run.subject_id: run for run in Run.objects.all()}
    reader = replace(admin, grants={**admin.grants, VIEW_CUSTOMERS: own}, user_id=seller.user_id)

    assert set(runs_of_all(admin).values_list("subject_id", flat=True)) == {mine.pk, foreign.pk}
    assert list(runs_of_all(reader).values_list("subject_id", flat=True)) == [mine.pk]
    with pytest.raises(NotFound):
        retry_run(run_id=runs[foreign.pk].pk, actor=reader, at=NOON)
    blind = replace(admin, grants={code: scope for code, scope in admin.grants.items() if code != VIEW_CUSTOMERS})
    assert list(runs_of_all(blind)) == []


def wrong(call: Any) -> dict[str, str]:
    """The fields that a call refuses; nothing is stored."""
    before = list(Rule.objects.values())
    with pytest.raises(FieldErrors) as caught:
        call()
    assert list(Rule.objects.values()) == before
    return {problem.field: problem.code for problem in caught.value.problems}


@pytest.mark.spec("COM-008")
def test_what_is_wrong_with_a_rule_stands_beside_its_field(admin: Actor) -> None:
    def define(**values: Any) -> Any:
        return lambda: define_rule(values=values, actor=admin, at=NOON)

    assert wrong(define(name="", trigger="event", event="no.such")) == {"name": "required", "event": "unknown"}
    assert wrong(define(name="长" * 51, trigger="x")) == {"name": "too_long", "trigger": "unknown"}
    days = define(name="x", trigger="date", date_field="parties.customer/name", offset_days=400)
    assert wrong(days) == {"date_field": "unknown", "offset_days": "range"}
    rule = make_rule(actions=[task_for(person("SLS").user_id)], is_on=False)
    with pytest.raises(DomainError) as taken:
        define(name="示例规则", trigger="event", event="parties.customer_created")()
    assert taken.value.code == "automation_name_taken"

    def condition(**given: Any) -> Any:
        return lambda: set_conditions(rule_id=rule.pk, conditions=[given], actor=admin, at=NOON)

    assert wrong(condition(field="nothing", ask="filled")) == {"field": "unknown"}
    assert wrong(condition(field="source", ask="")) == {"ask": "unknown"}
    assert wrong(condition(field="source", ask="one_of", allowed="火星")) == {"allowed": "unknown"}
    assert wrong(condition(field="source", ask="one_of", allowed="")) == {"allowed": "required"}
    assert wrong(condition(field="remark", ask="format", expression="(")) == {"expression": "invalid"}
    assert wrong(condition(field="source", ask="range", minimum="1")) == {"ask": "misfit"}

    def action(**given: Any) -> Any:
        return lambda: set_actions(rule_id=rule.pk, actions=[given], actor=admin, at=NOON)

    assert wrong(action(code="no.such")) == {"code": "unknown"}
    assert wrong(action(code="tasks.create_task", who="person", days="x")) == {
        "person": "unknown", "title": "required", "days": "range",
    }  # fmt: skip
    assert wrong(action(code="parties.set_field", field="name", value="x")) == {"field": "unknown"}
    assert wrong(action(code="parties.set_field", field="source", value="火星")) == {"value": "unknown"}
    assert wrong(action(code="parties.set_field", field="source", value="")) == {"value": "required"}


@pytest.mark.spec("COM-012")
def test_stale_pages_and_rules_without_actions_are_refused(admin: Actor) -> None:
    rule = define_rule(values={"name": "空", "trigger": "event", "event": "sales.OrderApproved"}, actor=admin, at=NOON)
    for call, code in (
        (lambda: switch_rule(rule_id=rule.pk, is_on=True, actor=admin, at=NOON), "automation_without_action"),
        (lambda: edit_rule(rule_id=rule.pk, values={"name": "x"}, version=9, actor=admin, at=NOON), "edit_conflict"),
    ):
        with pytest.raises(DomainError) as caught:
            call()
        assert caught.value.code == code
    rule.refresh_from_db()
    assert (rule.is_on, rule.name) == (False, "空")


@pytest.mark.spec("ACC-021", "ACC-023")
def test_auditors_look_and_others_are_refused(sign_in: SignIn) -> None:
    rule = exhibition_rule(person("SLS"))
    url = reverse("automation:rule", args=[rule.pk])
    auditor, seller = sign_in(person("AUD")), sign_in(person("SLS"))
    assert auditor.get(url).status_code == 200
    assert auditor.get(reverse("automation:trial", args=[rule.pk])).status_code == 403
    assert "停用" not in [str(button.label) for button in auditor.get(url).context["page"].actions]
    for name in ("automation:rule_list", "automation:run_list"):
        assert (auditor.get(reverse(name)).status_code, seller.get(reverse(name)).status_code) == (200, 403)


@pytest.mark.spec("COM-004")
def test_runs_that_were_refused_run_again_from_the_list(admin: Actor, sign_in: SignIn) -> None:
    from danshu.identity.models import User

    gone = person("SLS")
    make_rule(actions=[task_for(gone.user_id)])
    User.objects.filter(pk=gone.user_id).update(is_active=False)
    make_customer(person("OPA"))
    work()
    run = Run.objects.get()
    assert run.status == "refused"
    User.objects.filter(pk=gone.user_id).update(is_active=True)

    answer = sign_in(admin).post(
        reverse("automation:run_list"), {"batch": "retry", "ids": [run.pk], "tab": "troubled", "form_token": "r-1"}
    )

    assert answer.status_code == 200
    run.refresh_from_db()
    assert run.status == "waiting"
    work(run.due_at)
    assert Task.objects.count() == 1


@pytest.mark.spec("COM-020")
def test_the_lists_ask_as_often_for_one_row_as_for_many(
    admin: Actor, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    seller = person("SLS")
    client = sign_in(admin)
    make_rule(actions=[task_for(seller.user_id)])
    make_customer(person("OPA"))
    work()
    counted = {}
    for name in ("automation:rule_list", "automation:run_list"):
        client.get(reverse(name))
        with django_assert_max_num_queries(20) as queries:
            client.get(reverse(name))
        counted[name] = len(queries)
    for number in range(9):
        make_rule(name=f"规则{number}", actions=[task_for(seller.user_id)])
    make_customer(person("OPA"))
    work(LATER)
    with django_assert_max_num_queries(counted["automation:run_list"]):
        client.get(reverse("automation:run_list"))


@pytest.mark.spec("SYS-030")
def test_rules_and_runs_through_the_api(admin: Actor, sign_in: SignIn) -> None:
    rule = exhibition_rule(person("SLS"))
    make_customer(person("OPA"))
    work()
    client = sign_in(admin)
    found = send(client, "GET", "/automations").json()["items"][0]
    assert (found["id"], found["trigger_text"], found["conditions_text"]) == (rule.pk, "新建了客户", "客户来源：展会")
    runs = send(client, "GET", f"/automation-runs?automation_id={rule.pk}&status=skipped").json()["items"]
    assert [run["outcome"] for run in runs] == ["条件不符：客户来源：展会"]
    path = f"/automations/{rule.pk}"
    assert send(client, "POST", f"{path}/switch", {"is_on": False, "version": 99}).status_code == 409
    assert send(client, "POST", f"{path}/switch", {"is_on": False}).json()["is_on"] is False
    assert send(client, "GET", path).json()["is_on"] is False
    assert send(client, "GET", "/automations/999999").status_code == 404
    assert send(sign_in(person("SLS")), "GET", "/automations").status_code == 403
