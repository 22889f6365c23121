"""Plans: scheduling, postponing, rules that make them, reminders, hand-over."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from danshu.activities.errors import PlanClosed, SettingInvalid, SettingSwitchedOn
from danshu.activities.handlers import count_plans, hand_plans_over
from danshu.activities.models import Plan, PlanSetting
from danshu.activities.operations.cancel_plan import cancel_plan
from danshu.activities.operations.edit_plan import edit_plan
from danshu.activities.operations.generate_plans import generate_plans
from danshu.activities.operations.invalidate_setting import invalidate_setting
from danshu.activities.operations.postpone_plan import postpone_plan
from danshu.activities.operations.remind_plans import remind_plans
from danshu.activities.operations.save_setting import save_setting
from danshu.activities.operations.start_plan import start_plan
from danshu.activities.operations.switch_setting import switch_setting
from danshu.activities.tests.factories import NOON, make_customer, make_plan, make_record, make_setting, person
from danshu.activities.web.shown import plan_status
from danshu.audit.queries import history
from danshu.dictionaries.queries import id_of
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.context import Context, active
from danshu.kit.errors import FieldErrors, Forbidden, IllegalTransition, NotFound
from danshu.notices.models import Notice
from danshu.outbox.delivery import deliver_due
from danshu.parties import dictionaries as party_lists
from danshu.parties.models import Customer
from danshu.parties.operations.change_owner import change_owner
from danshu.parties.operations.invalidate_customer import invalidate_customer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SYSTEM = Actor.system()


@pytest.fixture
def seller() -> Actor:
    return person("SLS", unit=make_unit("示例华东分公司"), name="示例李四")


def fields_of(refusal: pytest.ExceptionInfo[FieldErrors]) -> list[str]:
    return [problem.field for problem in refusal.value.problems]


@pytest.mark.spec("CUS-030")
def test_the_next_contact_is_the_earliest_open_plan(seller: Actor) -> None:
    customer = make_customer(seller)

    later = make_plan(customer, seller, planned_at=NOON + 9 * DAY)
    sooner = make_plan(customer, seller, planned_at=NOON + 2 * DAY, priority="high", remind_minutes=60)

    assert (sooner.responsible_id, sooner.status, sooner.priority) == (seller.user_id, "planned", "high")
    assert Customer.objects.get().next_contact_at == NOON + 2 * DAY
    cancel_plan(plan_id=sooner.pk, reason="客户出差", actor=seller, at=NOON)
    assert Customer.objects.get().next_contact_at == NOON + 9 * DAY
    edit_plan(plan_id=later.pk, entry={"planned_at": NOON + 5 * DAY}, actor=seller, at=NOON)
    assert Customer.objects.get().next_contact_at == NOON + 5 * DAY


@pytest.mark.spec("CUS-030", "COM-008")
def test_a_plan_without_its_facts_is_refused_and_nothing_is_stored(seller: Actor) -> None:
    customer = make_customer(seller)
    with pytest.raises(FieldErrors) as refusal:
        make_plan(customer, seller, title=" ", plan_type=None, planned_at=None)
    assert fields_of(refusal) == ["title", "plan_type", "planned_at"]
    with pytest.raises(FieldErrors) as refusal:
        make_plan(customer, seller, planned_at=NOON + 4000 * DAY, priority="urgent", remind_minutes=-1)
    assert fields_of(refusal) == ["planned_at", "priority", "remind_minutes"]
    with pytest.raises(Forbidden):
        make_plan(customer, person("FNC"))
    with pytest.raises(NotFound):
        make_plan(customer, person("SLS"))
    assert (Plan.objects.count(), Customer.objects.get().next_contact_at) == (0, None)


@pytest.mark.spec("CUS-030", "COM-017")
def test_postponing_keeps_the_old_time_in_the_history_and_reminds_anew(seller: Actor) -> None:
    customer = make_customer(seller)
    plan = make_plan(customer, seller, planned_at=NOON + DAY)
    Plan.objects.update(reminded_at=NOON)

    moved = postpone_plan(plan_id=plan.pk, planned_at=NOON + 3 * DAY, reason="客户出差", actor=seller, at=NOON)

    told = history("activities.plan", plan.pk)[0]
    assert (moved.planned_at, moved.reminded_at) == (NOON + 3 * DAY, None)
    assert (told["reason"], told["changes"]) == ("客户出差", [("计划时间", "2026-09-19 12:00", "2026-09-21 12:00")])
    assert Customer.objects.get().next_contact_at == NOON + 3 * DAY
    with pytest.raises(FieldErrors) as refusal:
        postpone_plan(plan_id=plan.pk, planned_at=NOON, actor=seller, at=NOON)
    assert fields_of(refusal) == ["planned_at"]
    assert Plan.objects.get().planned_at == NOON + 3 * DAY


@pytest.mark.spec("CUS-030")
def test_a_plan_that_ended_can_only_be_viewed_and_a_started_one_not_start_again(seller: Actor) -> None:
    customer = make_customer(seller)
    plan = make_plan(customer, seller, planned_at=NOON - DAY, at=NOON - 2 * DAY)
    assert str(plan_status(plan)) == "已逾期"
    assert str(plan_status(start_plan(plan_id=plan.pk, actor=seller, at=NOON))) == "已逾期"
    with pytest.raises(IllegalTransition):
        start_plan(plan_id=plan.pk, actor=seller, at=NOON)
    with pytest.raises(FieldErrors):
        cancel_plan(plan_id=plan.pk, reason=" ", actor=seller, at=NOON)

    cancel_plan(plan_id=plan.pk, reason="不需要了", actor=seller, at=NOON)

    for act in (
        lambda: edit_plan(plan_id=plan.pk, entry={"title": "x"}, actor=seller, at=NOON),
        lambda: postpone_plan(plan_id=plan.pk, planned_at=NOON + DAY, actor=seller, at=NOON),
        lambda: cancel_plan(plan_id=plan.pk, reason="再次", actor=seller, at=NOON),
    ):
        with pytest.raises(PlanClosed):
            act()
    assert (Plan.objects.get().status, Plan.objects.get().cancel_reason) == ("cancelled", "不需要了")


@pytest.mark.spec("CUS-029")
def test_a_rule_makes_three_plans_for_a_new_customer_once_and_none_after_it_is_withdrawn(seller: Actor) -> None:
    admin = person("OPA")
    setting = make_setting(admin)
    customer = make_customer(seller)

    while deliver_due(at=NOON + DAY):
        pass

    begun = Customer.objects.get().created_at
    made = list(Plan.objects.order_by("round"))
    assert [plan.planned_at - begun for plan in made] == [DAY, 15 * DAY, 29 * DAY]
    assert {(plan.title, plan.responsible_id, plan.setting_id) for plan in made} == {
        ("新客户首次联系", seller.user_id, setting.pk)
    }
    assert Customer.objects.get().next_contact_at == begun + DAY
    again = {
        "customer_id": customer.pk,
        "occasion": made[0].occasion,
        "happened_at": begun,
        "actor": SYSTEM,
        "at": NOON,
    }
    assert generate_plans(trigger="customer_created", **again) == 0

    invalidate_setting(setting_id=setting.pk, actor=admin, at=NOON)

    assert generate_plans(trigger="customer_created", **{**again, "occasion": "other"}) == 0
    assert Plan.objects.filter(status="planned").count() == 3
    with pytest.raises(SettingInvalid):
        switch_setting(setting_id=setting.pk, is_on=True, actor=admin, at=NOON)


@pytest.mark.spec("CUS-029", "CUS-013")
def test_a_rule_for_a_status_waits_for_that_status_and_for_its_customers(seller: Actor) -> None:
    admin, named = person("OPA"), person("SLS")
    quoted, signed = id_of(party_lists.STATUS, "quoted"), id_of(party_lists.STATUS, "signed")
    level = id_of(party_lists.LEVEL, "A")
    make_setting(
        admin, trigger="status_changed", statuses=[quoted], levels=[level], repeats=1, repeat_every_days=None,
        first_after_days=3, responsible=named.user_id,
    )  # fmt: skip
    fits, other = make_customer(seller, level=level), make_customer(seller)

    for customer, status in ((fits, signed), (other, quoted), (fits, quoted)):
        make_record(customer, seller, status=status)
        while deliver_due(at=NOON + DAY):
            pass

    made = Plan.objects.get()
    assert (made.customer_id, made.responsible_id, made.planned_at) == (fits.pk, named.user_id, NOON + 3 * DAY)


@pytest.mark.spec("CUS-029")
def test_rules_are_checked_and_changed_only_while_they_are_off(seller: Actor) -> None:
    admin = person("OPA")
    with pytest.raises(FieldErrors) as refusal:
        make_setting(
            admin, title="", trigger="moon", first_after_days=None, repeats=51, levels=[1], repeat_every_days=0
        )
    assert sorted(fields_of(refusal)) == sorted([
        "title", "trigger", "first_after_days", "repeats", "levels", "repeat_every_days", "repeat_every_days",
    ])  # fmt: skip
    with pytest.raises(FieldErrors) as refusal:
        make_setting(admin, repeat_every_days=None)
    assert fields_of(refusal) == ["repeat_every_days"]
    with pytest.raises(Forbidden):
        make_setting(seller)
    assert PlanSetting.objects.count() == 0

    setting = make_setting(admin)
    with pytest.raises(SettingSwitchedOn):
        save_setting(entry={"title": "改名"}, setting_id=setting.pk, actor=admin, at=NOON)
    switch_setting(setting_id=setting.pk, is_on=False, actor=admin, at=NOON)
    changed = save_setting(entry={"title": "改名"}, setting_id=setting.pk, actor=admin, at=NOON)

    assert (changed.title, changed.first_after_days, changed.is_on) == ("改名", 1, False)


@pytest.mark.spec("CUS-029")
def test_what_happened_before_a_rule_was_switched_on_makes_no_plans(seller: Actor) -> None:
    setting = make_setting(person("OPA"), at=NOON)
    customer = make_customer(seller)

    def made(moment: datetime) -> int:
        return generate_plans(
            trigger="customer_created", customer_id=customer.pk, occasion="1", happened_at=moment, actor=SYSTEM, at=NOON
        )

    assert (made(NOON - timedelta(seconds=1)), Plan.objects.count()) == (0, 0)
    assert (made(NOON), setting.plans.count()) == (3, 3)


@pytest.mark.spec("CUS-029")
def test_nothing_is_planned_for_an_invalidated_customer(seller: Actor) -> None:
    make_setting(person("OPA"))
    manager = person("SMG")
    customer = make_customer(manager)
    invalidate_customer(customer_id=customer.pk, reason="停业", actor=manager, at=NOON)

    made = generate_plans(
        trigger="customer_created", customer_id=customer.pk, occasion="1", happened_at=NOON, actor=SYSTEM, at=NOON
    )

    assert (made, Plan.objects.count()) == (0, 0)


@pytest.mark.spec("CUS-030", "COL-009")
def test_a_plan_is_reminded_of_once_within_its_lead_time(seller: Actor) -> None:
    customer = make_customer(seller, name="示例青禾超市")
    make_plan(customer, seller, title="两小时前提醒", planned_at=NOON + timedelta(hours=2), remind_minutes=120)
    make_plan(customer, seller, title="还早", planned_at=NOON + timedelta(hours=2), remind_minutes=119)
    done = make_plan(customer, seller, title="已取消", planned_at=NOON)
    cancel_plan(plan_id=done.pk, reason="不用", actor=seller, at=NOON)

    assert remind_plans(actor=SYSTEM, at=NOON) == 1
    assert remind_plans(actor=SYSTEM, at=NOON) == 0

    notice = Notice.objects.get(kind="activities.plan_due")
    assert (notice.user_id, notice.text) == (seller.user_id, "计划「两小时前提醒」：示例青禾超市，09-18 14:00")
    assert notice.text_en == "Plan “两小时前提醒”: 示例青禾超市, 09-18 14:00"
    assert remind_plans(actor=SYSTEM, at=NOON + timedelta(minutes=1)) == 1


@pytest.mark.spec("CUS-014", "ACC-005")
def test_open_plans_move_with_the_customer_and_with_a_leaver() -> None:
    unit = make_unit()
    manager, old, new = person("SMG", unit=unit), person("SLS", unit=unit), person("SLS", unit=unit)
    customer, staying = make_customer(old), make_customer(old)
    plan, kept = make_plan(customer, old), make_plan(staying, old)
    ended = make_plan(customer, old)
    cancel_plan(plan_id=ended.pk, reason="不用", actor=old, at=NOON)

    def give(customer: Customer, *, moving: bool) -> None:
        change_owner(
            customer_id=customer.pk,
            owner_id=new.user_id,
            reason="调岗",
            with_open_documents=moving,
            actor=manager,
            at=NOON,
        )

    give(customer, moving=True)
    give(staying, moving=False)

    owners = dict(Plan.objects.values_list("pk", "responsible_id"))
    assert owners == {plan.pk: new.user_id, kept.pk: old.user_id, ended.pk: old.user_id}
    assert (count_plans(old.user_id), count_plans(new.user_id)) == (1, 1)
    with active(Context("tests", SYSTEM, NOON)):
        assert hand_plans_over(user_id=old.user_id, successor_id=new.user_id, actor=SYSTEM, at=NOON) == 1
    assert (count_plans(old.user_id), count_plans(new.user_id)) == (0, 2)
