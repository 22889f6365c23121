"""New customers are for communications only until they passed; nothing is deleted before (CUS-006)."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.activities.tests.factories import make_record
from danshu.kit.errors import EditConflict, FieldErrors
from danshu.parties.models import Customer
from danshu.parties.operations.add_contact import add_contact
from danshu.parties.operations.delete_customer import delete_customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.restore_customer import restore_customer
from danshu.recycling.errors import StillHeld
from danshu.sales.models import Order
from danshu.sales.operations.create_order import create_order
from danshu.vetting.errors import ReviewPending, VettedAlready
from danshu.vetting.models import Review
from danshu.vetting.operations.approve_review import approve_review
from danshu.vetting.operations.refuse_review import refuse_review
from danshu.vetting.operations.submit_entry import submit_entry
from danshu.vetting.operations.withdraw_review import withdraw_review
from danshu.vetting.tests.factories import NOON, House, fresh, level, reviewing, told

pytestmark = [pytest.mark.django_db, pytest.mark.reviewed, pytest.mark.spec("CUS-006")]


@pytest.fixture
def entries(house: House) -> House:
    """Entries are reviewed as well."""
    reviewing(entry=True)
    return house


def test_as_delivered_a_new_customer_counts_at_once(house: House) -> None:
    customer = house.customer()
    assert (customer.is_vetted, customer.awaits_review, Review.objects.count()) == (True, "", 0)


def test_a_new_customer_waits_and_is_for_communications_only(entries: House) -> None:
    customer = entries.customer()
    found = Review.objects.get()

    assert (fresh(customer).is_vetted, fresh(customer).awaits_review, found.deed) == (False, "entry", "entry")
    assert told(entries.manager) == [f"李四 提交新客户 {customer}，请审核"]
    make_record(customer, entries.seller)
    add_contact(customer_id=customer.pk, values={"name": "示例张三"}, actor=entries.seller, at=NOON)
    # his own fields are reviewed as a whole: a change does not wait by itself
    edit_customer(customer_id=customer.pk, changes={"level": level("A")}, actor=entries.seller, at=NOON)
    assert (fresh(customer).level_id, Review.objects.count()) == (level("A"), 1)


@pytest.mark.spec("ORD-004")
def test_no_order_for_a_new_customer_until_it_passed(office: Any) -> None:
    customer_id = office.entry().customer_id
    Customer.objects.filter(pk=customer_id).update(is_vetted=False, awaits_review="entry")
    found = Review.objects.create(
        customer_id=customer_id, deed="entry", applicant_name="甲", applied_at=NOON, created_at=NOON,
        updated_at=NOON,
    )  # fmt: skip
    with pytest.raises(FieldErrors) as why:
        create_order(entry=office.entry(), submit=True, actor=office.clerk, at=NOON)
    assert [(problem.field, problem.code) for problem in why.value.problems] == [("customer", "not_vetted")]
    assert not Order.objects.exists()

    from danshu.kit.actor import Actor

    approve_review(review_id=found.pk, actor=Actor.system(), at=NOON)

    create_order(entry=office.entry(), submit=True, actor=office.clerk, at=NOON)
    assert Order.objects.count() == 1


def test_an_approved_entry_is_of_what_the_reviewer_saw(entries: House) -> None:
    customer = entries.customer()
    found, seen = Review.objects.get(), fresh(customer).version
    edit_customer(customer_id=customer.pk, changes={"name": "示例改名商行"}, actor=entries.seller, at=NOON)
    with pytest.raises(EditConflict):
        approve_review(review_id=found.pk, customer_version=seen, actor=entries.manager, at=NOON)
    assert not fresh(customer).is_vetted

    approve_review(review_id=found.pk, customer_version=fresh(customer).version, actor=entries.manager, at=NOON)

    assert (fresh(customer).is_vetted, fresh(customer).awaits_review) == (True, "")
    assert told(entries.seller) == [f"新客户 {fresh(customer)} 已通过审核，可以下单"]


def test_a_refused_entry_is_corrected_and_submitted_again(entries: House) -> None:
    customer = entries.customer()
    first = Review.objects.get()
    refuse_review(review_id=first.pk, reason="名称不全", actor=entries.manager, at=NOON)
    assert (fresh(customer).is_vetted, fresh(customer).awaits_review) == (False, "")
    assert told(entries.seller) == [f"新客户 {customer} 没有通过审核：名称不全"]
    with pytest.raises(FieldErrors):
        submit_entry(customer_id=customer.pk, reason="长" * 501, actor=entries.seller, at=NOON)

    again = submit_entry(customer_id=customer.pk, reason="已补全", actor=entries.seller, at=NOON)

    assert fresh(customer).awaits_review == "entry"
    with pytest.raises(VettedAlready):
        submit_entry(customer_id=customer.pk, actor=entries.seller, at=NOON)
    approve_review(review_id=again.pk, actor=entries.manager, at=NOON)
    assert fresh(customer).is_vetted
    with pytest.raises(VettedAlready):
        submit_entry(customer_id=customer.pk, actor=entries.seller, at=NOON)


def test_a_withdrawn_entry_stays_for_communications(entries: House) -> None:
    customer = entries.customer()
    withdraw_review(review_id=Review.objects.get().pk, actor=entries.seller, at=NOON)
    assert (fresh(customer).is_vetted, fresh(customer).awaits_review) == (False, "")


def test_nothing_is_deleted_before_the_review(house: House) -> None:
    customer = house.customer()

    assert delete_customer(customer_id=customer.pk, reason="重复录入", actor=house.manager, at=NOON) is None

    assert (fresh(customer).deleted_at, fresh(customer).awaits_review) == (None, "deletion")
    found = Review.objects.get()
    assert (found.deed, found.reason) == ("deletion", "重复录入")
    with pytest.raises(ReviewPending):
        delete_customer(customer_id=customer.pk, reason="再来", actor=house.manager, at=NOON)
    with pytest.raises(ReviewPending):
        edit_customer(customer_id=customer.pk, changes={"level": level("A")}, actor=house.manager, at=NOON)


def test_a_refused_deletion_leaves_the_customer_untouched_and_tells_the_applicant(house: House) -> None:
    customer = house.customer()
    before = (
        Customer.objects.filter(pk=customer.pk).values("name", "level_id", "is_valid", "deleted_at", "remark").get()
    )
    delete_customer(customer_id=customer.pk, reason="重复录入", actor=house.manager, at=NOON)

    refuse_review(review_id=Review.objects.get().pk, reason="还有往来", actor=house.operator, at=NOON)

    after = Customer.objects.filter(pk=customer.pk).values(*before).get()
    assert (after, fresh(customer).awaits_review) == (before, "")
    assert told(house.manager) == [f"删除客户 {customer} 的申请没有通过：还有往来"]


def test_an_approved_deletion_goes_to_the_bin_and_comes_back_whole(house: House) -> None:
    customer = house.customer()
    delete_customer(customer_id=customer.pk, reason="重复录入", actor=house.manager, at=NOON)

    approve_review(review_id=Review.objects.get().pk, actor=house.operator, at=NOON)

    assert not Customer.objects.filter(pk=customer.pk).exists()
    assert told(house.manager)[-1] == f"删除客户 {customer} 的申请已通过，客户在回收站"
    reviewing(deletion=False)
    restore_customer(customer_id=customer.pk, actor=house.operator, at=NOON)
    assert (fresh(customer).awaits_review, Review.objects.get().status) == ("", "approved")


def test_a_waiting_change_holds_a_customer_that_may_be_deleted_at_once(house: House) -> None:
    customer = house.customer()
    edit_customer(customer_id=customer.pk, changes={"level": level("A")}, actor=house.seller, at=NOON)
    reviewing(deletion=False)
    with pytest.raises(StillHeld) as why:
        delete_customer(customer_id=customer.pk, reason="重复录入", actor=house.manager, at=NOON)
    assert "待审核的客户资料" in str(why.value)
    assert fresh(customer).awaits_review == "change"


def test_who_never_passed_goes_without_a_review(entries: House) -> None:
    customer = entries.customer()
    assert delete_customer(customer_id=customer.pk, reason="录错", actor=entries.manager, at=NOON) is not None
    assert not Customer.objects.filter(pk=customer.pk).exists()
    restore_customer(customer_id=customer.pk, actor=entries.operator, at=NOON)
    assert (fresh(customer).is_vetted, fresh(customer).awaits_review) == (False, "")
    assert Review.objects.get().status == "withdrawn"
