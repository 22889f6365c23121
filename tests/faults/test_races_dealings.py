"""FI-05 for dealings: a plan is carried out once, and the last contact is that of all records, whoever comes last."""

from __future__ import annotations

from datetime import timedelta

import pytest

from danshu.activities import carrying_out
from danshu.activities.errors import PlanClosed
from danshu.activities.models import Communication, Plan
from danshu.activities.operations.record_communication import record_communication
from danshu.activities.tests.factories import NOON, make_customer, make_plan, make_record, person, type_id
from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.parties.dictionaries import LEVEL
from danshu.parties.models import Customer
from danshu.parties.operations.set_level_frequency import set_level_frequency
from danshu.parties.verification import contacts_are_due_as_the_frequency_says
from tests.faults.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CLIENTS = 6


@pytest.mark.spec("CUS-030")
def test_six_people_carry_out_one_plan_and_one_record_is_made() -> None:
    owner = person("SLS")
    customer = make_customer(owner)
    plan = make_plan(customer, owner)

    def work(client: int) -> str:
        entry = {"type": type_id(), "content": f"第 {client} 次"}
        record_communication(customer_id=customer.pk, entry=entry, plan_id=plan.pk, actor=owner, at=NOON)
        return "done"

    result = race(CLIENTS, work)

    assert (result.count("done"), result.count(PlanClosed)) == (1, CLIENTS - 1), result.names()
    assert (Communication.objects.count(), Plan.objects.get().status) == (1, "done")


@pytest.mark.spec("CUS-019", "CUS-025")
def test_the_last_contact_is_the_latest_of_records_that_come_together() -> None:
    owner = person("SLS")
    customer = make_customer(owner)

    race(CLIENTS, lambda client: make_record(customer, owner, happened_at=NOON - timedelta(days=client)))

    assert Communication.objects.count() == CLIENTS
    assert Customer.objects.get().last_contact_at == NOON


@pytest.mark.spec("CUS-019")
def test_customers_who_come_while_a_frequency_is_set_are_due_by_it() -> None:
    owner, level = person("SLS"), id_of(LEVEL, "A")

    def work(client: int) -> None:
        if client == 0:
            set_level_frequency(level_id=level, days=7, actor=Actor.system(), at=NOON)
        else:
            make_customer(owner, level=level)

    result = race(CLIENTS, work)

    assert result.count(BaseException) == 0, result.names()
    assert list(contacts_are_due_as_the_frequency_says()) == []
    assert {c.contact_due_at for c in Customer.objects.all()} == {NOON + timedelta(days=7)}


@pytest.mark.spec("CUS-030")
def test_without_the_locks_several_records_carry_out_one_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the same race with the lock of the customer and the plan taken away."""

    def unlocked(customer_id: int, **_given: object) -> Customer:
        return Customer.objects.get(pk=customer_id)

    monkeypatch.setitem(record_communication.function.__globals__, "customer_for_dealing", unlocked)
    monkeypatch.setattr(carrying_out, "lock", lambda rows: rows)
    monkeypatch.setitem(record_communication.function.__globals__, "bring_up_to_date", lambda *args, **kwargs: None)
    owner = person("SLS")
    customer = make_customer(owner)
    for _turn in range(5):
        plan = make_plan(customer, owner)

        def work(client: int, plan_id: int = plan.pk) -> str:
            entry = {"type": type_id(), "content": f"第 {client} 次"}
            record_communication(customer_id=customer.pk, entry=entry, plan_id=plan_id, actor=owner, at=NOON)
            return "done"

        if race(CLIENTS, work).count("done") > 1:
            return
    pytest.fail("the race never met: it proves nothing")
