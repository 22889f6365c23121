"""Operations of the review of customers: approved, refused, withdrawn, submitted again."""

from __future__ import annotations

from danshu.parties.operations.create_customer import create_customer
from danshu.parties.operations.delete_customer import delete_customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.tests.factories import entries
from danshu.vetting.models import Review
from danshu.vetting.operations.approve_review import approve_review
from danshu.vetting.operations.refuse_review import refuse_review
from danshu.vetting.operations.submit_entry import submit_entry
from danshu.vetting.operations.withdraw_review import withdraw_review
from danshu.vetting.tests.factories import House, build_house, change, level, reviewing
from tests.faults.crash import AT, Scenario, scenario

REASON = "示例理由"


def _changed() -> tuple[House, Review]:
    """A level, a name and a tax number that wait."""
    reviewing()
    house = build_house()
    customer = house.customer(at=AT)
    return house, change(customer, house.seller, reason=REASON, level=level("A"), name="示例改名商行")


def _entered() -> tuple[House, Review]:
    reviewing(entry=True)
    house = build_house()
    house.customer(at=AT)
    return house, Review.objects.get()


@scenario("vetting.approve_review")
def _approve() -> Scenario:
    house, found = _changed()
    return lambda: approve_review(review_id=found.pk, reason=REASON, actor=house.manager, at=AT)


@scenario("vetting.approve_review", name="deletion")
def _approve_deletion() -> Scenario:
    reviewing()
    house = build_house()
    customer = house.customer(at=AT, contacts=[{"name": "孙七", "mobile": "13800000001"}])
    delete_customer(customer_id=customer.pk, reason=REASON, actor=house.manager, at=AT)
    found = Review.objects.get()
    return lambda: approve_review(review_id=found.pk, actor=house.operator, at=AT)


@scenario("vetting.approve_review", name="entry")
def _approve_entry() -> Scenario:
    house, found = _entered()
    return lambda: approve_review(review_id=found.pk, actor=house.manager, at=AT)


@scenario("parties.edit_customer", name="reviewed")
def _edit() -> Scenario:
    reviewing()
    house = build_house()
    customer = house.customer(at=AT)
    changes = {"level": level("A"), "remark": "示例备注"}
    return lambda: edit_customer(customer_id=customer.pk, changes=changes, reason=REASON, actor=house.seller, at=AT)


@scenario("parties.create_customer", name="reviewed")
def _create() -> Scenario:
    reviewing(entry=True)
    house, values = build_house(), entries(name="示例新桥商行", licence_number="")
    return lambda: create_customer(values=values, actor=house.seller, at=AT)


@scenario("parties.delete_customer", name="reviewed")
def _delete() -> Scenario:
    reviewing()
    house = build_house()
    customer = house.customer(at=AT)
    return lambda: delete_customer(customer_id=customer.pk, reason=REASON, actor=house.manager, at=AT)


@scenario("vetting.refuse_review")
def _refuse() -> Scenario:
    house, found = _changed()
    return lambda: refuse_review(review_id=found.pk, reason=REASON, actor=house.manager, at=AT)


@scenario("vetting.withdraw_review")
def _withdraw() -> Scenario:
    house, found = _changed()
    return lambda: withdraw_review(review_id=found.pk, reason=REASON, actor=house.seller, at=AT)


@scenario("vetting.submit_entry")
def _submit() -> Scenario:
    house, found = _entered()
    refuse_review(review_id=found.pk, reason=REASON, actor=house.manager, at=AT)
    return lambda: submit_entry(customer_id=found.customer_id, reason=REASON, actor=house.seller, at=AT)
