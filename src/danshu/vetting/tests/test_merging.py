"""A merge decides nothing in place of a reviewer (CUS-003, CUS-006)."""

from __future__ import annotations

import pytest

from danshu.parties.errors import MergeConflicts
from danshu.parties.operations.merge_customers import merge_customers
from danshu.parties.operations.unmerge_customers import unmerge_customers
from danshu.vetting.models import Review
from danshu.vetting.operations.approve_review import approve_review
from danshu.vetting.operations.refuse_review import refuse_review
from danshu.vetting.tests.factories import NOON, SYSTEM, House, change, fresh, level, reviewing

pytestmark = [pytest.mark.django_db, pytest.mark.reviewed, pytest.mark.spec("CUS-003", "CUS-006")]


def merge(survivor: int, loser: int) -> None:
    merge_customers(survivor_id=survivor, loser_id=loser, reason="同一家", actor=SYSTEM, at=NOON)


def test_nobody_merges_under_the_eyes_of_a_reviewer(house: House) -> None:
    keep, lose = house.customer(), house.customer()
    found = change(lose, house.seller)
    for pair in ((keep.pk, lose.pk), (lose.pk, keep.pk)):
        with pytest.raises(MergeConflicts) as why:
            merge(*pair)
        assert "待审核的客户资料" in str(why.value)
    refuse_review(review_id=found.pk, reason="同一家", actor=house.manager, at=NOON)

    merge(keep.pk, lose.pk)

    assert (fresh(lose).merged_into_id, Review.objects.get().customer_id) == (keep.pk, lose.pk)


def test_who_did_not_pass_takes_over_nobody_who_did(house: House) -> None:
    passed = house.customer()
    reviewing(entry=True)
    fresh_one = house.customer()
    refuse_review(review_id=Review.objects.get().pk, reason="名称不全", actor=house.manager, at=NOON)
    with pytest.raises(MergeConflicts):
        merge(fresh_one.pk, passed.pk)
    merge(passed.pk, fresh_one.pk)
    assert (fresh(passed).is_vetted, fresh(fresh_one).merged_into_id) == (True, passed.pk)


def test_what_a_merge_fills_in_waits_and_taking_it_back_restores_what_counted(house: House) -> None:
    keep, lose = house.customer(level=None), house.customer(level=level("A"))
    merge(keep.pk, lose.pk)
    assert (fresh(keep).level_id, fresh(keep).awaits_review) == (None, "change")
    approve_review(review_id=Review.objects.get().pk, actor=house.manager, at=NOON)
    assert fresh(keep).level_id == level("A")

    unmerge_customers(customer_id=lose.pk, reason="不是同一家", actor=SYSTEM, at=NOON)

    assert (fresh(keep).level_id, fresh(keep).awaits_review, fresh(lose).level_id) == (None, "", level("A"))
