"""Several workers at the same moment: each run once, each turn of a team to somebody else (FI-05)."""

from __future__ import annotations

from collections import Counter

import pytest

from danshu.automation.models import Run
from danshu.automation.operations.carry_out_run import carry_out_run
from danshu.automation.tests.factories import LATER, NOON, SYSTEM, exhibition_rule, make_customer, person, source_id
from danshu.automation.tests.factories import work as run_due_now
from danshu.identity.tests.factories import make_unit
from danshu.parties.models import Customer
from danshu.parties.tests.test_races import at_once
from danshu.tasks.models import Task

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("FI-05", "SYS-029")]


def test_two_workers_carry_out_a_run_once() -> None:
    exhibition_rule(person("SLS"))
    make_customer(person("OPA"), source=source_id("exhibition"))
    run = Run.objects.get()

    at_once(*(lambda: carry_out_run(run_id=run.pk, actor=SYSTEM, at=LATER) for _ in range(4)))

    assert (Task.objects.count(), Run.objects.get().status) == (1, "done")


def test_several_workers_share_the_turns_of_a_team_fairly() -> None:
    unit = make_unit()
    team = [person("SLS", unit=unit) for _ in range(3)]
    exhibition_rule(*team)
    clerk = person("OPA")
    for _number in range(6):
        make_customer(clerk, source=source_id("exhibition"), at=NOON)

    at_once(*(run_due_now for _ in range(3)))
    for _again in range(3):  # what found its record in use waits a little
        Run.objects.filter(status="waiting").update(due_at=LATER, begun_at=None)
        run_due_now()

    assert Counter(Run.objects.values_list("status", flat=True)) == {"done": 6}
    assert Counter(Customer.objects.values_list("owner_id", flat=True)) == {each.user_id: 2 for each in team}
    assert Task.objects.count() == 6
