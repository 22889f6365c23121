"""FI-05 for cleanups: however many clicks and workers there are, each expired record is removed and counted once."""

from __future__ import annotations

import pytest

from danshu.housekeeping.errors import NothingExpired, RanToday
from danshu.housekeeping.models import ExpiryCount
from danshu.housekeeping.operations.clean_up import clean_up
from danshu.housekeeping.tests.factories import NOON, SESSIONS, make_session
from danshu.identity.models import Session
from danshu.kit.actor import Actor
from tests.faults.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.spec("SYS-012")]
CLIENTS, SESSIONS_EXPIRED = 6, 12


@pytest.fixture(autouse=True)
def _expired() -> None:
    for _number in range(SESSIONS_EXPIRED):
        make_session(30)


def removed() -> list[int]:
    return list(ExpiryCount.objects.values_list("removed", flat=True))


def test_many_clicks_remove_and_count_each_record_once() -> None:
    result = race(CLIENTS, lambda _client: clean_up(kinds=[SESSIONS], backup="有", actor=Actor.system(), at=NOON).pk)
    assert (removed(), result.count(NothingExpired)) == ([SESSIONS_EXPIRED], CLIENTS - 1), result.names()
    assert not Session.objects.exists()


def test_many_workers_run_a_schedule_once_a_day() -> None:
    result = race(
        CLIENTS, lambda _client: clean_up(kinds=[SESSIONS], is_scheduled=True, actor=Actor.system(), at=NOON).pk
    )
    assert (removed(), result.count(RanToday)) == ([SESSIONS_EXPIRED], CLIENTS - 1), result.names()
