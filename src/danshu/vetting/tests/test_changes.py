"""Changes of identity data wait for a reviewer; everybody keeps seeing the old values (CUS-006)."""

from __future__ import annotations

import pytest

from danshu.kit.errors import EditConflict, FieldErrors, IllegalTransition, NotFound, StaleState
from danshu.kit.findings import Blocked
from danshu.parties.errors import InvalidRecord
from danshu.parties.models import Customer, InvoiceProfile
from danshu.parties.operations.change_owner import change_owner
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.invalidate_customer import invalidate_customer
from danshu.parties.operations.share_customer import share_customer
from danshu.vetting.errors import NotSubmittedByYou, Overtaken, OwnSubmission, ReviewPending
from danshu.vetting.models import Review
from danshu.vetting.operations.approve_review import approve_review
from danshu.vetting.operations.refuse_review import refuse_review
from danshu.vetting.operations.withdraw_review import withdraw_review
from danshu.vetting.permissions import DECIDE, DECIDE_OWN, VIEW
from danshu.vetting.queries import to_decide
from danshu.vetting.tests.factories import NOON, House, allowed, change, fresh, level, reviewing, told

pytestmark = [pytest.mark.django_db, pytest.mark.reviewed, pytest.mark.spec("CUS-006")]


def state(customer: Customer) -> tuple[int | None, str, str, bool]:
    """(level, legal representative, what waits, usable)."""
    row = fresh(customer)
    return row.level_id, row.legal_representative, row.awaits_review, row.is_vetted


def test_as_delivered_a_changed_level_waits_and_the_rest_of_the_same_save_counts(house: House) -> None:
    customer = house.customer()

    edited = edit_customer(
        customer_id=customer.pk, changes={"level": level("A"), "remark": "新备注"}, reason="采购翻倍", actor=house.seller, at=NOON
    )  # fmt: skip

    assert edited.held_back == {"level": (level("B"), level("A"))}
    assert state(customer) == (level("B"), "示例林三", "change", True)
    assert fresh(customer).remark == "新备注"
    found = Review.objects.get()
    assert (found.deed, found.status, found.before, found.after) == (
        "change", "awaiting", {"level": level("B")}, {"level": level("A")},
    )  # fmt: skip
    assert (found.reason, found.applicant_name) == ("采购翻倍", "李四")
    assert told(house.manager) == [f"李四 申请修改客户 {customer} 的资料，请审核"]
    assert told(house.operator) == told(house.manager)
    assert told(house.stranger) == []


def test_approved_values_count_and_the_applicant_is_told(house: House) -> None:
    customer = house.customer()
    found = change(customer, house.seller, level=level("A"), legal_representative="示例陈一")

    approve_review(review_id=found.pk, reason="同意", actor=house.manager, at=NOON)

    assert state(customer) == (level("A"), "示例陈一", "", True)
    found.refresh_from_db()
    assert (found.status, found.decided_by_name, found.decision_reason, found.is_own) == (
        "approved", "王经理", "同意", False,
    )  # fmt: skip
    assert told(house.seller) == [f"客户 {customer} 的资料修改已通过审核并生效"]
    assert not to_decide(house.manager).exists()


def test_refused_values_leave_the_customer_as_it_was(house: House) -> None:
    customer = house.customer()
    found = change(customer, house.seller)
    with pytest.raises(FieldErrors):
        refuse_review(review_id=found.pk, reason=" ", actor=house.manager, at=NOON)
    assert state(customer) == (level("B"), "示例林三", "change", True)

    refuse_review(review_id=found.pk, reason="采购额不够", actor=house.manager, at=NOON)

    assert state(customer) == (level("B"), "示例林三", "", True)
    assert told(house.seller) == [f"客户 {customer} 的资料修改没有通过审核：采购额不够"]


def test_invoice_data_waits_as_well(house: House) -> None:
    customer = house.customer()
    edit_customer(
        customer_id=customer.pk, changes={}, invoice={"tax_number": "91110000600037341L", "bank": "示例银行"},
        actor=house.seller, at=NOON,
    )  # fmt: skip
    profile = InvoiceProfile.objects.get(customer=customer)
    assert (profile.tax_number, profile.bank) == ("", "示例银行")
    found = Review.objects.get()
    assert found.after == {"invoice_tax_number": "91110000600037341L"}

    approve_review(review_id=found.pk, actor=house.manager, at=NOON)

    profile.refresh_from_db()
    assert (profile.tax_number, profile.bank) == ("91110000600037341L", "示例银行")


def test_the_parameters_say_what_waits(house: House) -> None:
    from danshu.parameters.operations.change_parameters import change_parameters
    from danshu.vetting.tests.factories import SYSTEM

    customer = house.customer()
    change_parameters(changes={"customer_review_fields": "name"}, reason="测试", actor=SYSTEM, at=NOON)
    edit_customer(customer_id=customer.pk, changes={"level": level("A")}, actor=house.seller, at=NOON)
    assert state(customer) == (level("A"), "示例林三", "", True)

    reviewing(change=False)
    edit_customer(customer_id=customer.pk, changes={"name": "示例新名称"}, actor=house.seller, at=NOON)
    assert fresh(customer).name == "示例新名称"
    assert not Review.objects.exists()


def test_the_next_save_of_the_applicant_joins_his_own_change(house: House) -> None:
    customer = house.customer()
    first = change(customer, house.seller, level=level("A"))
    second = change(customer, house.seller, level=level("C"), legal_representative="示例陈一")

    assert second.pk == first.pk
    assert second.after == {"level": level("C"), "legal_representative": "示例陈一"}
    assert second.before == {"level": level("B"), "legal_representative": "示例林三"}
    with pytest.raises(EditConflict):
        approve_review(review_id=first.pk, version=first.version, actor=house.manager, at=NOON)
    assert state(customer) == (level("B"), "示例林三", "change", True)
    # a save that touches nothing reviewed leaves the change alone
    edit_customer(
        customer_id=customer.pk, changes={"level": level("B"), "remark": "电话已核对"}, actor=house.seller, at=NOON
    )
    second.refresh_from_db()
    assert second.after["level"] == level("C")


def test_somebody_else_is_refused_with_who_waits_and_may_change_the_rest(house: House) -> None:
    customer = house.customer()
    change(customer, house.seller)
    before = fresh(customer).version

    with pytest.raises(ReviewPending) as told_why:
        edit_customer(
            customer_id=customer.pk, changes={"level": level("C"), "remark": "乙"}, actor=house.manager, at=NOON
        )
    assert "李四" in str(told_why.value)
    assert (fresh(customer).remark, fresh(customer).version) == ("", before)

    edit_customer(customer_id=customer.pk, changes={"remark": "乙"}, actor=house.manager, at=NOON)
    assert fresh(customer).remark == "乙"


def test_a_value_changed_since_stops_the_approval(house: House) -> None:
    customer = house.customer()
    found = change(customer, house.seller, level=level("A"))
    reviewing(change=False)
    edit_customer(customer_id=customer.pk, changes={"level": level("C")}, actor=house.manager, at=NOON)

    with pytest.raises(Overtaken) as why:
        approve_review(review_id=found.pk, actor=house.manager, at=NOON)

    assert "客户级别" in str(why.value)
    assert state(customer) == (level("C"), "示例林三", "change", True)
    # what was not part of it does not stop it
    other = house.customer()
    reviewing()
    waits = change(other, house.seller, level=level("A"))
    edit_customer(customer_id=other.pk, changes={"remark": "另一项"}, actor=house.manager, at=NOON)
    approve_review(review_id=waits.pk, actor=house.manager, at=NOON)
    assert (fresh(other).level_id, fresh(other).remark) == (level("A"), "另一项")


@pytest.mark.spec("ACC-023")
def test_nobody_reviews_what_he_submitted_unless_his_role_says_so(house: House) -> None:
    customer = house.customer()
    found = change(customer, house.manager)
    for act in (approve_review, refuse_review):
        with pytest.raises(OwnSubmission):
            act(review_id=found.pk, reason="自己的", actor=house.manager, at=NOON)
    assert not to_decide(house.manager).exists()
    assert [row.pk for row in to_decide(house.operator)] == [found.pk]
    assert state(customer) == (level("B"), "示例林三", "change", True)

    trusted = allowed(house.manager, DECIDE_OWN)
    approve_review(review_id=found.pk, actor=trusted, at=NOON)

    found.refresh_from_db()
    assert (found.status, found.is_own, fresh(customer).level_id) == ("approved", True, level("A"))


@pytest.mark.spec("ACC-022")
def test_reviewers_decide_within_their_unit_and_applicants_see_their_own(house: House) -> None:
    customer = house.customer()
    found = change(customer, house.seller)
    with pytest.raises(NotFound):
        approve_review(review_id=found.pk, actor=house.stranger, at=NOON)
    with pytest.raises(NotFound):
        withdraw_review(review_id=found.pk, actor=house.stranger, at=NOON)
    with pytest.raises(NotSubmittedByYou):
        withdraw_review(review_id=found.pk, actor=house.manager, at=NOON)
    assert state(customer) == (level("B"), "示例林三", "change", True)
    # the customer moves to another department: the applicant still takes back what he submitted
    change_owner(
        customer_id=customer.pk, owner_id=house.stranger.user_id or 0, reason="调整", actor=house.operator, at=NOON
    )
    withdraw_review(review_id=found.pk, actor=house.seller, at=NOON)
    found.refresh_from_db()
    assert (found.status, fresh(customer).awaits_review) == ("withdrawn", "")


def test_with_whom_a_customer_is_shared_submits_like_everybody(house: House) -> None:
    customer = house.customer()
    share_customer(
        customer_id=customer.pk, with_user_id=house.colleague.user_id, level="edit", actor=house.manager, at=NOON
    )
    found = change(customer, house.colleague)
    assert (found.applicant_name, state(customer)[0]) == ("赵五", level("B"))


def test_a_decided_review_is_not_decided_again(house: House) -> None:
    customer = house.customer()
    found = change(customer, house.seller)
    refuse_review(review_id=found.pk, reason="不够", actor=house.manager, at=NOON)
    with pytest.raises(StaleState):
        approve_review(review_id=found.pk, seen_status="awaiting", actor=house.manager, at=NOON)
    for act in (approve_review, refuse_review):
        with pytest.raises(IllegalTransition):
            act(review_id=found.pk, reason="再来", actor=house.manager, at=NOON)
    assert state(customer) == (level("B"), "示例林三", "", True)


def test_a_wanted_name_that_another_customer_has_is_refused_when_it_is_submitted(house: House) -> None:
    house.customer(name="示例同名商行")
    customer = house.customer(name="示例甲商行")
    with pytest.raises(Blocked):
        change(customer, house.seller, name="示例同名商行")
    assert (Review.objects.count(), fresh(customer).awaits_review) == (0, "")


def test_a_name_that_was_taken_meanwhile_stops_the_approval(house: House) -> None:
    customer = house.customer(name="示例甲商行")
    found = change(customer, house.seller, name="示例同名商行")
    house.customer(name="示例同名商行")
    with pytest.raises(Blocked):
        approve_review(review_id=found.pk, actor=house.manager, at=NOON)
    assert (fresh(customer).name, fresh(customer).awaits_review) == ("示例甲商行", "change")


def test_an_invalidated_customer_ends_what_waits(house: House) -> None:
    customer = house.customer()
    found = change(customer, house.seller)
    invalidate_customer(customer_id=customer.pk, reason="停业", actor=house.manager, at=NOON)
    found.refresh_from_db()
    assert (found.status, found.decision_reason, fresh(customer).awaits_review) == ("refused", "客户已失效", "")
    assert told(house.seller)[-1].endswith("没有通过审核：客户已失效")
    with pytest.raises(InvalidRecord):
        edit_customer(customer_id=customer.pk, changes={"level": level("A")}, actor=house.seller, at=NOON)


def test_a_reviewer_needs_no_right_to_edit(house: House) -> None:
    from danshu.access.tests.factories import actor_of, grant
    from danshu.identity.models import User
    from danshu.identity.tests.factories import make_unit, make_user

    customer = house.customer()
    found = change(customer, house.seller)
    user: User = make_user(unit=make_unit())
    for code in (VIEW, DECIDE):
        grant(user, code)
    approve_review(review_id=found.pk, actor=actor_of(user), at=NOON)
    assert fresh(customer).level_id == level("A")
