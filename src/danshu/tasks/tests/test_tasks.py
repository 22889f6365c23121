"""Tasks from being given to being confirmed (COL-005)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from danshu.access.handover import estate_of, hand_over
from danshu.audit.models import AuditEntry
from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.kit.context import Context, active
from danshu.kit.errors import DomainError, FieldErrors, NotFound
from danshu.kit.refs import SourceRef
from danshu.notices.models import Notice
from danshu.outbox.models import OutboxEvent
from danshu.parties.operations.change_owner import change_owner
from danshu.parties.tests.factories import make_customer
from danshu.parties.tests.factories import person as seller_of
from danshu.tasks.lifecycle import TaskStatus
from danshu.tasks.models import Task
from danshu.tasks.operations.accept_task import accept_task
from danshu.tasks.operations.assign_task import assign_task
from danshu.tasks.operations.cancel_task import cancel_task
from danshu.tasks.operations.confirm_task import confirm_task
from danshu.tasks.operations.create_task import create_task
from danshu.tasks.operations.edit_task import edit_task
from danshu.tasks.operations.finish_task import finish_task
from danshu.tasks.operations.note_progress import note_progress
from danshu.tasks.operations.remind_tasks import remind_tasks
from danshu.tasks.operations.reopen_task import reopen_task
from danshu.tasks.operations.return_task import return_task
from danshu.tasks.tests.factories import DAY, NOON, make_task, make_unit, person

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COL-005")]
HOUR = timedelta(hours=1)
SYSTEM = Actor.system()


def told(actor: Actor) -> list[str]:
    """The kinds of the notices under somebody's bell, in their order."""
    return list(Notice.objects.filter(user_id=actor.user_id).order_by("pk").values_list("kind", flat=True))


def refusal(call: Callable[[], Any]) -> str:
    """The code of a refusal, with a proof that nothing changed."""
    before = list(Task.objects.order_by("pk").values())
    with pytest.raises(DomainError) as caught:
        call()
    assert list(Task.objects.order_by("pk").values()) == before
    return caught.value.code


def problems(call: Callable[[], Any]) -> dict[str, str]:
    """The fields that a call refuses, with their codes."""
    with pytest.raises(FieldErrors) as caught:
        call()
    return {problem.field: problem.code for problem in caught.value.problems}


@pytest.mark.spec("COM-007", "COM-017")
def test_a_task_reaches_the_person_and_those_who_take_part_and_nobody_else() -> None:
    giver, worker, helper, stranger = (person() for _ in range(4))

    row = make_task(
        giver, worker, participants=[helper.user_id, helper.user_id], priority="high", description="三家门店"
    )

    assert (row.status, row.giver_id, row.giver_name) == (TaskStatus.OPEN, giver.user_id, giver.name)
    assert (row.priority, row.due_at, row.source_kind) == ("high", NOON + 2 * DAY, "")
    assert list(row.participants.values_list("pk", flat=True)) == [helper.user_id]
    assert (told(giver), told(worker), told(helper)) == ([], ["tasks.given"], ["tasks.joined"])
    entry = AuditEntry.objects.get(subject_kind="tasks.task", subject_id=row.pk)
    assert (entry.action, entry.changes["title"]) == ("tasks.create_task", [None, "核对陈列照片"])
    seen = [who for who in (giver, worker, helper, stranger) if Task.objects.visible_to(who, "tasks.task.view")]
    assert seen == [giver, worker, helper]


def test_somebody_without_a_unit_can_be_given_a_task_and_somebody_who_left_cannot() -> None:
    giver, without_unit, gone = person(), person(), person()
    User.objects.filter(pk=gone.user_id).update(is_active=False)

    assert make_task(giver, without_unit).responsible_id == without_unit.user_id

    assert problems(lambda: make_task(giver, gone)) == {"responsible": "unknown"}
    assert Task.objects.count() == 1


@pytest.mark.spec("COM-008")
def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_stored() -> None:
    giver = person()
    entry = {
        "title": " ", "responsible": None, "due_at": NOON - HOUR, "remind_at": NOON + 4000 * DAY, "priority": "urgent",
        "description": "长" * 2001, "participants": [10**12],
    }  # fmt: skip

    found = problems(lambda: create_task(entry=entry, actor=giver, at=NOON))

    assert found == {
        "title": "required", "responsible": "required", "due_at": "past", "remind_at": "range", "priority": "unknown",
        "description": "too_long", "participants": "unknown",
    }  # fmt: skip
    assert (Task.objects.count(), Notice.objects.count()) == (0, 0)
    long = {"title": "题" * 101, "responsible": giver.user_id}
    assert problems(lambda: create_task(entry=long, actor=giver, at=NOON)) == {"title": "too_long"}
    assert create_task(entry=long | {"title": "题" * 100}, actor=giver, at=NOON).pk


@pytest.mark.spec("ACC-022")
def test_a_task_is_about_a_record_that_exists_for_the_giver() -> None:
    unit, other = make_unit(), make_unit()
    seller, stranger = seller_of("SLS", unit=unit), seller_of("SLS", unit=other)
    customer = make_customer(seller)
    about = SourceRef("parties.customer", customer.pk)

    assert make_task(seller, stranger, source=about).source == about

    for actor, source in (
        (stranger, about),
        (seller, SourceRef("parties.customer", 10**9)),
        (seller, SourceRef("no.kind", 1)),
    ):
        assert refusal(lambda actor=actor, source=source: make_task(actor, seller, source=source)) == "not_found"


def test_accepted_worked_on_finished_confirmed_each_step_is_told_and_in_the_history() -> None:
    giver, worker, helper = person(), person(), person()
    row = make_task(giver, worker, participants=[helper.user_id])

    accept_task(task_id=row.pk, actor=worker, at=NOON + HOUR)
    note_progress(task_id=row.pk, content=" 两家已核对 ", actor=helper, at=NOON + 2 * HOUR)
    finish_task(task_id=row.pk, result="三家都合格", actor=worker, at=NOON + DAY)
    done = Task.objects.get()
    confirm_task(task_id=row.pk, actor=giver, at=NOON + DAY + HOUR)

    assert (done.status, done.result, done.finished_at, done.confirmed_at) == ("done", "三家都合格", NOON + DAY, None)
    assert told(giver) == ["tasks.accepted", "tasks.noted", "tasks.done"]
    assert told(worker) == ["tasks.given", "tasks.noted", "tasks.confirmed"]
    row.refresh_from_db()
    assert (row.accepted_at, row.confirmed_at, row.version) == (NOON + HOUR, NOON + DAY + HOUR, 4)
    assert list(row.notes.values_list("content", "author_name")) == [("两家已核对", helper.name)]
    actions = AuditEntry.objects.filter(subject_kind="tasks.task").order_by("pk").values_list("action", flat=True)
    assert [action.removeprefix("tasks.") for action in actions] == [
        "create_task", "accept_task", "note_progress", "finish_task", "confirm_task",
    ]  # fmt: skip
    event = OutboxEvent.objects.get(name="tasks.task_finished")
    assert event.payload == {"giver_id": giver.user_id, "responsible_id": worker.user_id, "source": ""}


def test_the_giver_reopens_what_is_finished_and_the_responsible_person_hears_why() -> None:
    giver, worker = person(), person()
    row = make_task(giver, worker)
    finish_task(task_id=row.pk, actor=worker, at=NOON + HOUR)
    confirm_task(task_id=row.pk, actor=giver, at=NOON + 2 * HOUR)

    assert refusal(lambda: reopen_task(task_id=row.pk, reason="还差一家", actor=worker, at=NOON)) == "not_the_giver"
    assert problems(lambda: reopen_task(task_id=row.pk, reason=" ", actor=giver, at=NOON)) == {"reason": "required"}
    reopen_task(task_id=row.pk, reason="还差一家", actor=giver, at=NOON + 3 * HOUR)

    row.refresh_from_db()
    assert (row.status, row.finished_at, row.confirmed_at) == ("in_progress", None, None)
    assert told(worker)[-1] == "tasks.reopened"
    assert "还差一家" in Notice.objects.filter(user_id=worker.user_id).latest("pk").text
    assert refusal(lambda: reopen_task(task_id=row.pk, reason="再次", actor=giver, at=NOON)) == "still_open"


def test_a_returned_task_is_the_givers_again_with_the_reason() -> None:
    giver, worker = person(), person()
    row = make_task(giver, worker)
    accept_task(task_id=row.pk, actor=worker, at=NOON)

    assert refusal(lambda: return_task(task_id=row.pk, reason="不归我", actor=giver, at=NOON)) == "not_the_responsible"
    return_task(task_id=row.pk, reason="不归我管", actor=worker, at=NOON + HOUR)

    row.refresh_from_db()
    assert (row.responsible_id, row.status, row.accepted_at) == (giver.user_id, "open", None)
    assert told(giver) == ["tasks.accepted", "tasks.returned"]
    assert refusal(lambda: return_task(task_id=row.pk, reason="再退", actor=giver, at=NOON)) == "nobody_to_return_to"


def test_a_task_is_passed_on_and_accepted_anew() -> None:
    giver, worker, third = person(), person(), person()
    row = make_task(giver, worker, participants=[third.user_id])
    accept_task(task_id=row.pk, actor=worker, at=NOON)

    assert refusal(
        lambda: assign_task(task_id=row.pk, responsible_id=worker.user_id or 0, actor=giver, at=NOON)
    ) == "same_responsible"  # fmt: skip
    assert refusal(
        lambda: assign_task(task_id=row.pk, responsible_id=third.user_id or 0, actor=third, at=NOON)
    ) == "not_the_giver"  # fmt: skip
    assign_task(task_id=row.pk, responsible_id=third.user_id or 0, reason="出差", actor=worker, at=NOON + HOUR)

    row.refresh_from_db()
    assert (row.responsible_id, row.status, row.participants.count()) == (third.user_id, "open", 0)
    assert (told(third), told(giver)[-1]) == (["tasks.joined", "tasks.given"], "tasks.passed_on")
    assert AuditEntry.objects.filter(action="tasks.assign_task", result="done").get().reason == "出差"
    # who passed it on has nothing to do with it any more
    assert refusal(lambda: note_progress(task_id=row.pk, content="x", actor=worker, at=NOON)) == "not_found"


def test_cancelled_is_final_for_everybody_but_the_giver() -> None:
    giver, worker, helper = person(), person(), person()
    row = make_task(giver, worker, participants=[helper.user_id])

    assert refusal(lambda: cancel_task(task_id=row.pk, reason="不做了", actor=worker, at=NOON)) == "not_the_giver"
    cancel_task(task_id=row.pk, reason="促销取消", actor=giver, at=NOON + HOUR)

    assert (told(worker)[-1], told(helper)[-1]) == ("tasks.cancelled", "tasks.cancelled")
    for call in (accept_task, finish_task):
        assert refusal(lambda call=call: call(task_id=row.pk, actor=worker, at=NOON)) == "task_closed"
    assert refusal(lambda: note_progress(task_id=row.pk, content="x", actor=worker, at=NOON)) == "task_closed"
    assert refusal(lambda: confirm_task(task_id=row.pk, actor=giver, at=NOON)) == "not_done"
    reopen_task(task_id=row.pk, reason="又要做", actor=giver, at=NOON + 2 * HOUR)
    assert Task.objects.get().status == "open"


@pytest.mark.spec("COM-012")
def test_only_the_giver_changes_what_is_asked_and_not_what_he_has_not_seen() -> None:
    giver, worker, helper = person(), person(), person()
    row = make_task(giver, worker, remind_at=NOON + HOUR)
    Task.objects.update(reminded_at=NOON)

    assert refusal(lambda: edit_task(task_id=row.pk, entry={"title": "x"}, actor=worker, at=NOON)) == "not_the_giver"
    changed = edit_task(
        task_id=row.pk, entry={"title": "核对四家", "remind_at": NOON + DAY, "participants": [helper.user_id]}, version=1,
        actor=giver, at=NOON,
    )  # fmt: skip

    assert (changed.title, changed.remind_at, changed.reminded_at, changed.version) == ("核对四家", NOON + DAY, None, 2)
    assert (told(worker)[-1], told(helper)) == ("tasks.changed", ["tasks.joined"])
    stale = refusal(lambda: edit_task(task_id=row.pk, entry={"title": "y"}, version=1, actor=giver, at=NOON))
    assert stale == "edit_conflict"
    before = AuditEntry.objects.count()
    same = edit_task(task_id=row.pk, entry={"title": "核对四家", "due_at": row.due_at}, actor=giver, at=NOON + 9 * DAY)
    assert (same.version, AuditEntry.objects.count()) == (2, before)


def test_a_task_for_oneself_needs_no_confirmation() -> None:
    me = person()
    row = make_task(me, me)

    finish_task(task_id=row.pk, actor=me, at=NOON + HOUR)

    row.refresh_from_db()
    assert (row.status, row.confirmed_at, told(me)) == ("done", NOON + HOUR, [])
    assert refusal(lambda: confirm_task(task_id=row.pk, actor=me, at=NOON)) == "already_confirmed"


@pytest.mark.spec("ACC-022", "ACC-023")
def test_a_manager_decides_about_the_tasks_of_his_unit_only() -> None:
    unit, other = make_unit(), make_unit()
    giver, worker = person(unit=unit), person(unit=unit)
    manager, stranger = person("SMG", unit=unit), person("SMG", unit=other)
    row = make_task(giver, worker)

    assert refusal(lambda: finish_task(task_id=row.pk, actor=stranger, at=NOON)) == "not_found"
    assign_task(task_id=row.pk, responsible_id=manager.user_id or 0, reason="请假", actor=manager, at=NOON)

    assert Task.objects.get().responsible_id == manager.user_id


@pytest.mark.spec("COL-009")
def test_a_reminder_comes_once_and_an_overdue_task_every_day_until_it_is_done() -> None:
    giver, worker = person(), person()
    row = make_task(giver, worker, remind_at=NOON + HOUR)

    assert remind_tasks(actor=SYSTEM, at=NOON) == 0
    assert [remind_tasks(actor=SYSTEM, at=NOON + HOUR) for _ in range(2)] == [1, 0]
    assert told(worker) == ["tasks.given", "tasks.reminder"]

    late = NOON + 2 * DAY + HOUR
    assert [remind_tasks(actor=SYSTEM, at=moment) for moment in (late, late + HOUR, late + DAY)] == [1, 0, 1]
    assert (told(worker)[2:], told(giver)) == (["tasks.overdue", "tasks.overdue"], ["tasks.overdue"])
    finish_task(task_id=row.pk, actor=worker, at=late + DAY)
    assert remind_tasks(actor=SYSTEM, at=late + 5 * DAY) == 0


@pytest.mark.spec("ACC-005")
def test_the_open_tasks_of_a_leaver_go_to_his_successor() -> None:
    giver, leaver, successor = person(), person(), person()
    opened, closed = make_task(giver, leaver), make_task(giver, leaver)
    finish_task(task_id=closed.pk, actor=leaver, at=NOON)
    assert [(each.kind.code, each.count) for each in estate_of(leaver.user_id or 0)] == [("tasks.task", 1)]

    with active(Context("test", SYSTEM, NOON)):
        hand_over(leaver.user_id or 0, successor.user_id or 0, actor=SYSTEM, at=NOON + HOUR)

    opened.refresh_from_db()
    closed.refresh_from_db()
    assert (opened.responsible_id, closed.responsible_id) == (successor.user_id, leaver.user_id)


@pytest.mark.spec("CUS-014")
@pytest.mark.parametrize("with_open_documents", [True, False])
def test_open_tasks_about_a_customer_move_to_its_new_owner_unless_they_are_to_stay(with_open_documents: bool) -> None:
    unit = make_unit()
    seller, next_one, manager = seller_of("SLS", unit=unit), seller_of("SLS", unit=unit), seller_of("SMG", unit=unit)
    customer = make_customer(seller)
    about = SourceRef("parties.customer", customer.pk)
    his, others = make_task(manager, seller, source=about), make_task(manager, manager, source=about)

    change_owner(
        customer_id=customer.pk, owner_id=next_one.user_id or 0, reason="换区", with_open_documents=with_open_documents,
        actor=manager, at=NOON,
    )  # fmt: skip

    his.refresh_from_db()
    others.refresh_from_db()
    assert his.responsible_id == (next_one if with_open_documents else seller).user_id
    assert others.responsible_id == manager.user_id


def test_a_task_of_a_rule_has_no_giver_and_needs_no_confirmation() -> None:
    worker = person()
    entry = {"title": "联系新客户", "responsible": worker.user_id}
    row = create_task(entry=entry, actor=SYSTEM, at=NOON)

    assert refusal(lambda: return_task(task_id=row.pk, reason="x", actor=worker, at=NOON)) == "nobody_to_return_to"
    finish_task(task_id=row.pk, actor=worker, at=NOON)

    row.refresh_from_db()
    assert (row.giver_id, row.giver_name, row.status, row.confirmed_at) == (None, "系统", "done", NOON)


def test_a_task_out_of_reach_is_as_one_that_never_was() -> None:
    row = make_task(person(), person())
    for call in (accept_task, finish_task, confirm_task):
        with pytest.raises(NotFound):
            call(task_id=row.pk, actor=person(), at=NOON)
    assert Task.objects.get().version == 1
