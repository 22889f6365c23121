"""Two people at the same moment: exactly the allowed outcome, and the other one is told (FI-05, CC-2, CC-9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Event, Thread

import pytest
from django.db import connection, transaction

from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError
from danshu.kit.locks import lock
from danshu.kit.verification import CHECKS
from danshu.parties.dictionaries import CATEGORY
from danshu.parties.models import Contact, Customer
from danshu.parties.operations.add_contact import add_contact
from danshu.parties.operations.classify_customers import classify_customers
from danshu.parties.operations.create_customer import create_customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.set_primary_contact import set_primary_contact
from danshu.parties.tests.factories import NOON, entries, make_contact, make_customer, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("FI-05")]


@pytest.fixture
def seller() -> Actor:
    return person("SLS")


def at_once(*calls: Callable[[], object]) -> Counter[str]:
    """Run all calls behind one barrier; how often each outcome came: "done", or the refusal's code."""
    barrier, outcomes = Barrier(len(calls)), Counter[str]()

    def run(call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            call()
            outcomes["done"] += 1
        except DomainError as refusal:
            outcomes[refusal.code] += 1
        finally:
            connection.close()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


@pytest.mark.spec("CUS-003")
def test_the_same_name_at_once_makes_one_customer(seller: Actor) -> None:
    calls = [
        lambda i=i, name=name: create_customer(
            values=entries(name=name, mobile=f"1390000000{i}"), actor=seller, at=NOON
        )
        for i, name in enumerate(("示例青禾（杭州）", "示例青禾(杭州)", "示例 青禾 杭州", "示例青禾杭州"))
    ]

    outcomes = at_once(*calls)

    assert outcomes["done"] == Customer.objects.count() == 1
    assert outcomes["customer_duplicate"] + outcomes["blocked"] == 3


@pytest.mark.spec("COM-013")
def test_one_key_pressed_five_times_makes_one_customer(seller: Actor) -> None:
    given = entries()

    outcomes = at_once(*[lambda: create_customer.keyed("k")(values=given, actor=seller, at=NOON)] * 5)

    assert outcomes == Counter(done=5)
    assert Customer.objects.count() == 1


def test_customers_created_at_once_get_different_numbers(seller: Actor) -> None:
    given = [entries() for _ in range(8)]

    assert at_once(
        *(lambda values=values: create_customer(values=values, actor=seller, at=NOON) for values in given)
    ) == Counter(done=8)
    assert Customer.objects.values("number").distinct().count() == 8


@pytest.mark.spec("COM-012", "CC-9")
def test_of_two_editors_the_second_is_told(seller: Actor) -> None:
    customer = make_customer(seller)

    def edit(city: str) -> Callable[[], object]:
        return lambda: edit_customer(customer_id=customer.pk, changes={"city": city}, version=1, actor=seller, at=NOON)

    assert at_once(edit("杭州市"), edit("宁波市")) == Counter(done=1, edit_conflict=1)
    assert Customer.objects.get().version == 2


@pytest.mark.spec("CUS-020")
def test_two_primary_contacts_at_once_leave_one(seller: Actor) -> None:
    customer = make_customer(seller)
    contacts = [make_contact(customer, seller) for _ in range(4)]

    outcomes = at_once(*(lambda pk=c.pk: set_primary_contact(contact_id=pk, actor=seller, at=NOON) for c in contacts))

    assert outcomes == Counter(done=4)
    assert Contact.objects.filter(is_primary=True).count() == 1


@pytest.mark.spec("CUS-020")
def test_first_contacts_added_at_once_leave_one_primary(seller: Actor) -> None:
    customer = make_customer(seller)

    outcomes = at_once(
        *(
            lambda n=n: add_contact(customer_id=customer.pk, values={"name": f"甲{n}"}, actor=seller, at=NOON)
            for n in range(5)
        )
    )

    assert outcomes == Counter(done=5)
    assert Contact.objects.filter(is_primary=True).count() == 1
    assert [text for code, check in CHECKS.items() if code.startswith("parties.") for text in check.function()] == []


@pytest.mark.spec("CUS-011", "COM-004", "CC-13")
def test_a_customer_whom_somebody_works_on_is_left_out_of_a_batch_alone(seller: Actor) -> None:
    first, busy, last = (make_customer(seller, name=f"示例{name}") for name in "甲乙丙")
    chain = id_of(CATEGORY, "chain")
    held, free = Event(), Event()

    def work_on_it() -> None:
        try:
            with transaction.atomic():
                lock(Customer.objects.filter(pk=busy.pk)).get()
                held.set()
                free.wait(60)
        finally:
            connection.close()

    somebody = Thread(target=work_on_it)
    somebody.start()
    assert held.wait(30)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
    try:
        results = classify_customers(
            customer_ids=[first.pk, busy.pk, last.pk], category_id=chain, reason="评估", actor=seller, at=NOON
        )
    finally:
        free.set()
        somebody.join(60)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")

    assert [(row["id"], row["done"], row["code"]) for row in results] == [
        (first.pk, True, ""), (busy.pk, False, "in_use"), (last.pk, True, ""),
    ]  # fmt: skip
    assert "记录正被其他人使用" in results[1]["reason"]
    assert dict(Customer.objects.values_list("pk", "category_id")) == {first.pk: chain, busy.pk: None, last.pk: chain}
