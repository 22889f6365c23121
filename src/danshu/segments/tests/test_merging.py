"""Segments of customers that become one (CUS-003, CUS-012)."""

from __future__ import annotations

import pytest

from danshu.parties.operations.merge_customers import merge_customers
from danshu.parties.operations.unmerge_customers import unmerge_customers
from danshu.pool.tests.factories import NOON, SYSTEM, Team
from danshu.segments.operations.add_members import add_members
from danshu.segments.tests.factories import count_of, drifts, keys_of, segment

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-003", "CUS-012")]


def test_the_survivor_is_in_the_segments_of_both_and_a_separation_gives_each_his_own(team: Team) -> None:
    survivor, loser = team.customer(), team.customer()
    both, one = segment(name="两家都在", is_dynamic=False), segment(name="一家在", is_dynamic=False)
    add_members(segment_id=both.pk, customer_ids=[survivor.pk, loser.pk], actor=team.operator, at=NOON)
    add_members(segment_id=one.pk, customer_ids=[loser.pk], actor=team.operator, at=NOON)
    merge_customers(survivor_id=survivor.pk, loser_id=loser.pk, reason="同一家", actor=team.operator, at=NOON)
    assert (keys_of(both), keys_of(one)) == ({survivor.pk}, {survivor.pk})
    assert (count_of(both), count_of(one), drifts()) == (1, 1, [])
    unmerge_customers(customer_id=loser.pk, reason="不是同一家", actor=SYSTEM, at=NOON)
    assert (keys_of(both), keys_of(one)) == ({survivor.pk, loser.pk}, {loser.pk})
    assert (count_of(both), count_of(one), drifts()) == (2, 1, [])
