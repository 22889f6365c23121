"""The review: old records that break a rule, duplicates, orphans; assignment, correction and its record (SYS-011)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from danshu.access.tests.factories import grant
from danshu.audit.queries import history
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError, FieldErrors, NotFound
from danshu.notices.models import Notice
from danshu.parties.models import Customer
from danshu.parties.operations.delete_customer import delete_customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.find_suspects import find_suspects
from danshu.parties.tests.factories import make_contact, make_customer, person
from danshu.validation.handlers import count_faults, hand_faults_over
from danshu.validation.looking import trial
from danshu.validation.models import Fault
from danshu.validation.operations.accept_fault import accept_fault
from danshu.validation.operations.assign_fault import assign_fault
from danshu.validation.operations.reopen_fault import reopen_fault
from danshu.validation.operations.review_data import review_data
from danshu.validation.operations.switch_rule import switch_rule
from danshu.validation.permissions import HANDLE_FAULTS
from danshu.validation.queries import data_of, faults, waiting_count
from danshu.validation.tests.factories import ADMIN, NOON, make_rule, the_fault

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-011")]
LATER = NOON + timedelta(days=1)


@pytest.fixture
def seller() -> Actor:
    return person("SLS", unit=make_unit(), name="示例李四")


def peopled(seller: Actor, **values: Any) -> Customer:
    """A customer that no standing check speaks of."""
    made = make_customer(seller, **values)
    make_contact(made, seller)
    return made


def states() -> list[str]:
    return list(Fault.objects.order_by("pk").values_list("state", flat=True))


def test_a_new_required_field_is_enforced_and_old_records_stand_in_the_review(seller: Actor) -> None:
    """The done-when of SYS-011."""
    old, good = peopled(seller), peopled(seller, short_name="青禾")
    rule = make_rule("short_name", on=False)
    tried = trial(data_of(rule), actor=ADMIN, today=NOON.date())
    assert (tried.count, tried.looked_at, [each.pk for each in tried.rows]) == (1, 2, [old.pk])
    assert not Fault.objects.exists()

    switch_rule(rule_id=rule.pk, is_on=True, actor=ADMIN, at=NOON)

    fault = the_fault(record_id=old.pk)
    assert (fault.state, fault.since_at, fault.responsible_id, fault.label) == ("open", NOON, seller.user_id, str(old))
    assert not Fault.objects.filter(record_id=good.pk).exists()
    with pytest.raises(FieldErrors):
        make_customer(seller)
    assert review_data(actor=ADMIN, at=LATER) == [0, 0]
    assert Fault.objects.get().since_at == NOON


def test_a_corrected_record_closes_its_finding_at_once_with_who_and_when(seller: Actor) -> None:
    old = peopled(seller)
    make_rule("short_name")
    edit_customer(customer_id=old.pk, changes={"remark": "别的"}, actor=seller, at=LATER)
    assert states() == ["open"]
    edit_customer(customer_id=old.pk, changes={"short_name": "青禾"}, actor=seller, at=LATER)
    fault = the_fault()
    assert (fault.state, fault.settled_by_name, fault.settled_at) == ("corrected", "示例李四", LATER)
    assert ("状态", "待处理", "已改正") in history("validation.fault", fault.pk)[0]["changes"]
    Customer.objects.filter(pk=old.pk).update(short_name="")
    again = LATER + timedelta(days=1)
    assert review_data(actor=ADMIN, at=again) == [1, 0]
    fault.refresh_from_db()
    assert (fault.state, fault.since_at, fault.settled_by_name) == ("open", again, "")


def test_a_correction_that_no_operation_noticed_is_noticed_by_the_review(seller: Actor) -> None:
    old = peopled(seller)
    make_rule("short_name")
    Customer.objects.filter(pk=old.pk).update(short_name="青禾")
    assert review_data(actor=ADMIN, at=LATER) == [0, 1]
    assert states() == ["corrected"]


def test_a_warning_saves_lists_the_record_and_tells_who_entered_it(seller: Actor) -> None:
    make_rule("short_name", severity="warn", message="最好写明简称")
    made = make_customer(seller)
    assert (the_fault().record_id, the_fault().state) == (made.pk, "open")
    notice = Notice.objects.get(user_id=seller.user_id)
    assert notice.text == f"已保存，但请核对：{made}：最好写明简称"
    edit_customer(customer_id=made.pk, changes={"short_name": "青禾"}, actor=seller, at=LATER)
    assert states() == ["corrected"]


def test_a_finding_is_assigned_told_and_waits_on_the_workbench(seller: Actor) -> None:
    manager = person("OPA")
    peopled(seller)
    make_rule("short_name")
    fault = the_fault()
    assert waiting_count(seller) == 1
    mate = person("SLS", unit=make_unit())
    with pytest.raises(FieldErrors) as refusal:
        assign_fault(fault_id=fault.pk, assignee_id=mate.user_id or 0, actor=manager, at=NOON)
    assert [problem.field for problem in refusal.value.problems] == ["assignee"]
    assert (states(), Notice.objects.count()) == (["open"], 0)
    assign_fault(fault_id=fault.pk, assignee_id=seller.user_id or 0, actor=manager, at=NOON)
    fault.refresh_from_db()
    assert (fault.state, fault.assignee_id, fault.assigned_at) == ("assigned", seller.user_id, NOON)
    assert [(n.user_id, n.url) for n in Notice.objects.all()] == [(seller.user_id, f"/data-review/{fault.pk}/")]
    assert (waiting_count(seller), waiting_count(manager)) == (1, 0)
    with pytest.raises(DomainError) as conflict:
        assign_fault(fault_id=fault.pk, assignee_id=seller.user_id or 0, version=1, actor=manager, at=NOON)
    assert conflict.value.code == "edit_conflict"


def test_an_accepted_finding_stays_accepted_until_it_is_reopened(seller: Actor) -> None:
    manager = person("OPA")
    peopled(seller)
    make_rule("short_name")
    fault = the_fault()
    with pytest.raises(FieldErrors):
        accept_fault(fault_id=fault.pk, reason=" ", actor=manager, at=NOON)
    accept_fault(fault_id=fault.pk, reason="个人客户没有简称", actor=manager, at=NOON)
    assert review_data(actor=ADMIN, at=LATER) == [0, 0]
    assert (the_fault().state, the_fault().reason) == ("accepted", "个人客户没有简称")
    with pytest.raises(DomainError) as settled:
        accept_fault(fault_id=fault.pk, reason="再来", actor=manager, at=NOON)
    assert settled.value.code == "fault_settled"
    reopen_fault(fault_id=fault.pk, actor=manager, at=LATER)
    assert (the_fault().state, the_fault().reason) == ("open", "")
    with pytest.raises(DomainError) as none:
        reopen_fault(fault_id=fault.pk, actor=manager, at=LATER)
    assert none.value.code == "fault_not_accepted"


def test_a_rule_that_is_switched_off_and_a_record_that_is_gone_leave_nothing_to_do(seller: Actor) -> None:
    old, other = peopled(seller), peopled(seller)
    rule = make_rule("short_name")
    delete_customer(customer_id=old.pk, reason="重复", actor=ADMIN, at=NOON)
    assert the_fault(record_id=old.pk).state == "dropped"
    switch_rule(rule_id=rule.pk, is_on=False, actor=ADMIN, at=NOON)
    assert the_fault(record_id=other.pk).state == "dropped"
    make_customer(seller)


def test_duplicates_and_orphans_stand_in_the_review(seller: Actor) -> None:
    first, second = peopled(seller, email="a@example.com"), peopled(seller, email="a@example.com")
    lonely = make_customer(seller, mobile="13900000001")
    find_suspects(actor=ADMIN, at=NOON)
    leaver = User.objects.get(pk=seller.user_id)
    review_data(actor=ADMIN, at=NOON)
    found = {(row.category, row.record_id, row.other_id) for row in Fault.objects.all()}
    assert found == {("duplicate", first.pk, second.pk), ("orphan", lonely.pk, 0)}
    assert the_fault(category="duplicate").other_label == str(second)
    User.objects.filter(pk=leaver.pk).update(is_active=False)
    review_data(actor=ADMIN, at=LATER)
    assert Fault.objects.filter(source="parties.ownerless").count() == 3


def test_nobody_sees_findings_of_records_that_do_not_exist_for_him(seller: Actor) -> None:
    """Neither in the list, nor in counts, nor by its key; a pair only with both of its records (INV-Z1)."""
    other = person("SLS", unit=make_unit())
    grant(User.objects.get(pk=other.user_id), HANDLE_FAULTS)
    mine = peopled(seller, email="a@example.com")
    peopled(other, email="a@example.com")
    make_rule("short_name")
    find_suspects(actor=ADMIN, at=NOON)
    review_data(actor=ADMIN, at=NOON)
    assert [row.record_id for row in faults(seller)] == [mine.pk]
    assert faults(ADMIN).count() == 3
    assert waiting_count(other) == 1
    fault = the_fault(record_id=mine.pk, category="rule")
    from danshu.access.tests.factories import actor_of

    stranger = actor_of(User.objects.get(pk=other.user_id))
    with pytest.raises(NotFound):
        accept_fault(fault_id=fault.pk, reason="随便", actor=stranger, at=NOON)
    fault.refresh_from_db()
    assert fault.state == "open"


def test_the_tasks_of_a_leaver_go_to_the_successor(seller: Actor) -> None:
    peopled(seller)
    make_rule("short_name")
    fault = the_fault()
    assign_fault(fault_id=fault.pk, assignee_id=seller.user_id or 0, actor=ADMIN, at=NOON)
    heir = person("OPA")
    assert count_faults(seller.user_id or 0) == 1
    from danshu.kit.context import Context, active

    with active(Context("test", ADMIN, NOON)):
        moved = hand_faults_over(user_id=seller.user_id or 0, successor_id=heir.user_id or 0, actor=ADMIN, at=NOON)
    fault.refresh_from_db()
    assert (moved, fault.assignee_id) == (1, heir.user_id)
