"""Operations on tasks."""

from __future__ import annotations

from datetime import timedelta

from danshu.kit.actor import Actor
from danshu.kit.refs import SourceRef
from danshu.parties.tests.factories import make_customer
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
from danshu.tasks.tests.factories import make_task, person
from tests.faults.crash import ACTOR, AT, Scenario, scenario

REASON = "示例理由"


def _given() -> tuple[Task, Actor, Actor]:
    giver, worker = person(), person()
    return make_task(giver, worker, at=AT, participants=[person().user_id]), giver, worker


@scenario("tasks.create_task")
def _create() -> Scenario:
    giver, worker, helper = person("ADM"), person(), person()
    customer = make_customer(ACTOR)
    entry = {"title": "联系", "responsible": worker.user_id, "participants": [helper.user_id]}
    about = SourceRef("parties.customer", customer.pk)
    return lambda: create_task(entry=entry, source=about, actor=giver, at=AT)


@scenario("tasks.edit_task")
def _edit() -> Scenario:
    row, giver, _worker = _given()
    entry = {"title": "改题", "participants": [person().user_id], "due_at": AT + timedelta(days=9)}
    return lambda: edit_task(task_id=row.pk, entry=entry, actor=giver, at=AT)


@scenario("tasks.assign_task")
def _assign() -> Scenario:
    row, giver, _worker = _given()
    other = person()
    return lambda: assign_task(task_id=row.pk, responsible_id=other.user_id or 0, reason=REASON, actor=giver, at=AT)


@scenario("tasks.accept_task")
def _accept() -> Scenario:
    row, _giver, worker = _given()
    return lambda: accept_task(task_id=row.pk, actor=worker, at=AT)


@scenario("tasks.return_task")
def _return() -> Scenario:
    row, _giver, worker = _given()
    return lambda: return_task(task_id=row.pk, reason=REASON, actor=worker, at=AT)


@scenario("tasks.note_progress")
def _note() -> Scenario:
    row, _giver, worker = _given()
    return lambda: note_progress(task_id=row.pk, content="一半", actor=worker, at=AT)


@scenario("tasks.finish_task")
def _finish() -> Scenario:
    row, _giver, worker = _given()
    return lambda: finish_task(task_id=row.pk, result="好了", actor=worker, at=AT)


@scenario("tasks.confirm_task")
def _confirm() -> Scenario:
    row, giver, worker = _given()
    finish_task(task_id=row.pk, actor=worker, at=AT)
    return lambda: confirm_task(task_id=row.pk, actor=giver, at=AT)


@scenario("tasks.reopen_task")
def _reopen() -> Scenario:
    row, giver, worker = _given()
    finish_task(task_id=row.pk, actor=worker, at=AT)
    return lambda: reopen_task(task_id=row.pk, reason=REASON, actor=giver, at=AT)


@scenario("tasks.cancel_task")
def _cancel() -> Scenario:
    row, giver, _worker = _given()
    return lambda: cancel_task(task_id=row.pk, reason=REASON, actor=giver, at=AT)


@scenario("tasks.remind_tasks", silent=True)
def _remind() -> Scenario:
    giver, worker = person(), person()
    make_task(giver, worker, at=AT, remind_at=AT + timedelta(hours=1))
    return lambda: remind_tasks(actor=ACTOR, at=AT + timedelta(days=5))
