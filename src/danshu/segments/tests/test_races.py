"""Two things at the same moment: a count stays the number of members (FI-05)."""

from __future__ import annotations

import pytest

from danshu.parties.tests.test_races import at_once
from danshu.pool.tests.factories import NOON, SYSTEM, Team, build_team
from danshu.segments.models import Member
from danshu.segments.operations.add_members import add_members
from danshu.segments.operations.follow_customer import follow_customer
from danshu.segments.operations.recompute_segment import recompute_segment
from danshu.segments.tests.factories import condition, count_of, drifts, keys_of, segment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("CUS-012", "FI-05")]


@pytest.fixture
def team() -> Team:
    return build_team()


def test_customers_put_in_by_several_people_at_once_are_in_it_once(team: Team) -> None:
    found, keys = segment(name="展会名单", is_dynamic=False), [team.customer().pk for _n in range(6)]
    outcomes = at_once(
        *(
            lambda part=part: add_members(segment_id=found.pk, customer_ids=part, actor=team.operator, at=NOON)
            for part in (keys[:4], keys[2:], keys)
        )
    )
    assert outcomes == {"done": 3}
    assert (keys_of(found), count_of(found), drifts()) == (set(keys), 6, [])


def test_a_recount_and_events_at_once_agree(team: Team) -> None:
    found, rows = segment(condition("city", "has", "杭州")), [team.customer(city="杭州市") for _n in range(4)]
    assert Member.objects.count() == 0
    outcomes = at_once(
        lambda: recompute_segment(segment_id=found.pk, actor=SYSTEM, at=NOON),
        *(
            lambda pk=row.pk: follow_customer(customer_id=pk, groups=("customer",), actor=SYSTEM, at=NOON)
            for row in rows[:3]
        ),
    )
    assert outcomes == {"done": 4}
    assert (keys_of(found), count_of(found), drifts()) == ({row.pk for row in rows}, 4, [])
