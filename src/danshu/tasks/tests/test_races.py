"""Two people at the same moment: one wins, the other one is told (FI-05)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from danshu.kit.actor import Actor
from danshu.notices.models import Notice
from danshu.parties.tests.test_races import at_once
from danshu.tasks.models import Task
from danshu.tasks.operations.accept_task import accept_task
from danshu.tasks.operations.cancel_task import cancel_task
from danshu.tasks.operations.finish_task import finish_task
from danshu.tasks.operations.remind_tasks import remind_tasks
from danshu.tasks.tests.factories import DAY, NOON, make_task, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("FI-05", "COL-005")]


def test_a_task_is_accepted_once() -> None:
    giver, worker = person(), person()
    row = make_task(giver, worker)

    outcomes = at_once(*(lambda: accept_task(task_id=row.pk, actor=worker, at=NOON) for _ in range(3)))

    assert outcomes == {"done": 1, "already_accepted": 2}
    assert Notice.objects.filter(user_id=giver.user_id).count() == 1


def test_finished_and_cancelled_at_once_is_one_of_the_two() -> None:
    giver, worker = person(), person()
    row = make_task(giver, worker)

    outcomes = at_once(
        lambda: finish_task(task_id=row.pk, actor=worker, at=NOON),
        lambda: cancel_task(task_id=row.pk, reason="不需要", actor=giver, at=NOON),
    )

    assert outcomes == {"done": 1, "task_closed": 1}
    assert Task.objects.get().status in ("done", "cancelled")


def test_two_jobs_remind_of_an_overdue_task_once() -> None:
    giver, worker = person(), person()
    make_task(giver, worker)
    late = NOON + 3 * DAY + timedelta(hours=1)

    at_once(*(lambda: remind_tasks(actor=Actor.system(), at=late) for _ in range(3)))

    assert Notice.objects.filter(kind="tasks.overdue", user_id=worker.user_id).count() == 1
