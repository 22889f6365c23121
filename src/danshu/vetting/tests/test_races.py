"""Two people at the same moment: one decision, one truth (FI-05)."""

from __future__ import annotations

import pytest

from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.tests.test_races import at_once
from danshu.vetting.models import Review
from danshu.vetting.operations.approve_review import approve_review
from danshu.vetting.operations.refuse_review import refuse_review
from danshu.vetting.operations.withdraw_review import withdraw_review
from danshu.vetting.tests.factories import NOON, House, build_house, change, fresh, level
from danshu.vetting.verification import customers_say_what_waits

pytestmark = [
    pytest.mark.django_db(transaction=True), pytest.mark.reviewed, pytest.mark.spec("FI-05", "CUS-006"),
]  # fmt: skip


@pytest.fixture
def house() -> House:
    return build_house()


def test_a_review_is_decided_once(house: House) -> None:
    customer = house.customer()
    found = change(customer, house.seller)
    outcomes = at_once(
        lambda: approve_review(review_id=found.pk, actor=house.manager, at=NOON),
        lambda: approve_review(review_id=found.pk, actor=house.operator, at=NOON),
        lambda: refuse_review(review_id=found.pk, reason="不够", actor=house.operator, at=NOON),
    )
    assert outcomes == {"done": 1, "illegal_transition": 2}
    found.refresh_from_db()
    assert fresh(customer).level_id == level("A" if found.status == "approved" else "B")
    assert list(customers_say_what_waits()) == []


def test_an_approval_and_the_next_save_of_the_applicant_leave_one_truth(house: House) -> None:
    """Either the reviewer is told that it changed, or what comes later waits anew: nothing counts that nobody saw."""
    customer = house.customer()
    found = change(customer, house.seller, level=level("A"))
    outcomes = at_once(
        lambda: approve_review(review_id=found.pk, version=found.version, actor=house.manager, at=NOON),
        lambda: edit_customer(
            customer_id=customer.pk, changes={"legal_representative": "示例陈一"}, actor=house.seller, at=NOON
        ),
    )
    row, waiting = fresh(customer), Review.objects.get(status="awaiting")
    assert row.legal_representative == "示例林三"
    if outcomes == {"done": 2}:  # approved first
        assert (row.level_id, waiting.after) == (level("A"), {"legal_representative": "示例陈一"})
    else:
        assert outcomes == {"done": 1, "edit_conflict": 1}
        assert row.level_id == level("B")
        assert waiting.after == {"level": level("A"), "legal_representative": "示例陈一"}
    assert list(customers_say_what_waits()) == []


def test_two_people_who_submit_at_once_have_one_review(house: House) -> None:
    customer = house.customer()
    outcomes = at_once(
        lambda: change(customer, house.seller, level=level("A")),
        lambda: change(customer, house.manager, level=level("C")),
    )
    assert outcomes == {"done": 1, "vetting_pending": 1}
    assert Review.objects.count() == 1


def test_an_approval_and_a_withdrawal_exclude_each_other(house: House) -> None:
    customer = house.customer()
    found = change(customer, house.seller)
    outcomes = at_once(
        lambda: approve_review(review_id=found.pk, actor=house.manager, at=NOON),
        lambda: withdraw_review(review_id=found.pk, actor=house.seller, at=NOON),
    )
    assert outcomes == {"done": 1, "illegal_transition": 1}
    found.refresh_from_db()
    assert fresh(customer).level_id == level("A" if found.status == "approved" else "B")
