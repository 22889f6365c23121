"""Two people at the same moment: one owner, one lock, and the other one is told (FI-05)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from danshu.activities.tests.factories import make_record
from danshu.parties.tests.test_races import at_once
from danshu.pool.models import Lock, PickRequest
from danshu.pool.operations.approve_lock import approve_lock
from danshu.pool.operations.approve_pick import approve_pick
from danshu.pool.operations.release_idle import release_idle
from danshu.pool.tests.factories import (
    NOON,
    SYSTEM,
    Team,
    applied,
    build_team,
    fresh,
    night,
    parameters,
    pick,
    release,
)
from danshu.pool.tests.test_release import clean

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("FI-05")]


@pytest.fixture
def team() -> Team:
    return build_team()


@pytest.mark.spec("CUS-017")
def test_two_direct_picks_give_exactly_one_owner(team: Team) -> None:
    parameters(pick_in_mode="direct")
    customer = team.opened()
    people = (team.colleague, team.stranger, team.manager)
    outcomes = at_once(*(lambda actor=actor: pick(customer, actor) for actor in people))
    assert outcomes == {"done": 1, "pool_customer_taken": 2}
    request = PickRequest.objects.get()
    assert (request.status, fresh(customer).owner_id) == ("approved", request.applicant_id)
    assert clean() == []


@pytest.mark.spec("CUS-017")
def test_two_approvals_give_exactly_one_owner(team: Team) -> None:
    customer = team.opened()
    keys = [pick(customer, actor).pk for actor in (team.colleague, team.stranger)]
    outcomes = at_once(*(lambda pk=pk: approve_pick(request_id=pk, actor=team.operator, at=NOON) for pk in keys))
    assert outcomes == {"done": 1, "illegal_transition": 1}
    assert sorted(PickRequest.objects.values_list("status", flat=True)) == ["approved", "refused"]
    winner = PickRequest.objects.get(status="approved").applicant_id
    assert (fresh(customer).owner_id, clean()) == (winner, [])


@pytest.mark.spec("CUS-017")
def test_two_picks_of_one_person_do_not_pass_the_limit_together(team: Team) -> None:
    parameters(pick_in_mode="direct", max_owned_customers=1)
    first, second = team.opened(), team.opened()
    outcomes = at_once(*(lambda row=row: pick(row, team.colleague) for row in (first, second)))
    assert outcomes == {"done": 1, "pool_too_many_owned": 1}


@pytest.mark.spec("CUS-018")
def test_a_lock_and_a_release_at_once_leave_one_truth(team: Team) -> None:
    customer = team.customer()
    found = applied(customer, team.seller)
    at_once(lambda: approve_lock(lock_id=found.pk, actor=team.manager, at=NOON), lambda: release(customer, team.seller))
    lock, owner_id = Lock.objects.get(), fresh(customer).owner_id
    assert (lock.status, owner_id) in (("locked", team.seller.user_id), ("refused", None))
    assert clean() == []


@pytest.mark.spec("CUS-018")
def test_two_applications_for_one_lock(team: Team) -> None:
    customer = team.customer()
    outcomes = at_once(lambda: applied(customer, team.seller), lambda: applied(customer, team.manager))
    assert outcomes == {"done": 1, "pool_lock_running": 1}


@pytest.mark.spec("CUS-016")
def test_a_contact_in_the_night_keeps_the_customer_or_comes_too_late(team: Team) -> None:
    customer = team.customer()
    night(28)
    moment = NOON + timedelta(days=31, hours=-10)
    outcomes = at_once(
        lambda: release_idle(actor=SYSTEM, at=moment), lambda: make_record(customer, team.seller, at=moment)
    )
    kept = fresh(customer).owner_id == team.seller.user_id
    assert outcomes == ({"done": 2} if kept else {"done": 1, "not_found": 1})
    assert clean() == []
