"""Follow-up frequency: of a level, of a customer, and when a contact is due (CUS-019)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from danshu.audit.queries import history
from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, Forbidden
from danshu.parties.dictionaries import LEVEL, SOURCE
from danshu.parties.follow_up import FollowUp, days_left, state_filter, state_of
from danshu.parties.models import Customer, LevelFrequency
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.set_level_frequency import set_level_frequency
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import NOON, make_customer, person
from danshu.parties.tests.test_pages import fields_of, text_of
from danshu.parties.verification import contacts_are_due_as_the_frequency_says

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SYSTEM = Actor.system()


def due(customer: Customer) -> datetime | None:
    return Customer.objects.get(pk=customer.pk).contact_due_at


@pytest.mark.spec("CUS-019")
def test_a_contact_is_due_by_the_customers_own_frequency_else_by_his_levels() -> None:
    owner, level = person("SLS"), id_of(LEVEL, "A")
    by_level, by_own = make_customer(owner, level=level), make_customer(owner, level=level, follow_up_days=30)
    neither = make_customer(owner)
    assert (due(by_level), due(by_own), due(neither)) == (None, NOON + 30 * DAY, None)

    assert set_level_frequency(level_id=level, days=7, actor=SYSTEM, at=NOON) == 1

    assert (due(by_level), due(by_own)) == (NOON + 7 * DAY, NOON + 30 * DAY)
    Customer.objects.filter(pk=by_level.pk).update(last_contact_at=NOON + DAY)
    assert due(by_level) == NOON + 8 * DAY
    edit_customer(customer_id=by_level.pk, changes={"level": None}, actor=owner, at=NOON)
    edit_customer(customer_id=by_own.pk, changes={"follow_up_days": None}, actor=owner, at=NOON)
    assert (due(by_level), due(by_own)) == (None, NOON + 7 * DAY)
    assert set_level_frequency(level_id=level, days=None, actor=SYSTEM, at=NOON) == 1
    assert due(by_own) is None
    assert list(contacts_are_due_as_the_frequency_says()) == []


@pytest.mark.spec("CUS-019")
def test_eight_days_after_the_last_contact_a_weekly_customer_is_overdue_by_one_day() -> None:
    last = NOON - 8 * DAY
    states = {
        7: (FollowUp.OVERDUE, -1), 8: (FollowUp.SOON, 0), 11: (FollowUp.SOON, 3), 12: (FollowUp.FINE, 4),
    }  # fmt: skip
    owner = person("SLS")
    for days, (state, left) in states.items():
        customer = make_customer(owner, follow_up_days=days, name=f"每 {days} 天")
        Customer.objects.filter(pk=customer.pk).update(last_contact_at=last)
        assert (state_of(due(customer), NOON), days_left(due(customer) or NOON, NOON)) == (state, left)
        assert [s for s in FollowUp if Customer.objects.filter(state_filter(s, NOON), pk=customer.pk)] == [state]
    assert state_of(None, NOON) is None


@pytest.mark.spec("CUS-019", "ACC-023")
def test_a_wrong_frequency_is_refused_and_only_administrators_set_one() -> None:
    level = id_of(LEVEL, "A")
    for wrong in (
        {"level_id": level, "days": 0},
        {"level_id": level, "days": 3651},
        {"level_id": id_of(SOURCE, "internet"), "days": 7},
    ):
        with pytest.raises(FieldErrors):
            set_level_frequency(**wrong, actor=SYSTEM, at=NOON)
    with pytest.raises(Forbidden):
        set_level_frequency(level_id=level, days=7, actor=person("SMG"), at=NOON)
    customer = make_customer(person("SLS"), level=level)
    assert due(customer) is None

    set_level_frequency(level_id=level, days=14, actor=person("OPA"), at=NOON)

    assert history("dictionaries.value", level)[0]["changes"] == [("跟踪频率（天）", "", "14")]


@pytest.mark.spec("CUS-019", "COM-012", "COM-013")
def test_frequencies_that_somebody_changed_meanwhile_are_not_overwritten(sign_in: SignIn) -> None:
    level, url = id_of(LEVEL, "A"), reverse("parties:frequencies")
    client = sign_in(person("OPA"))
    given = fields_of(client, url) | {f"level_{level}": "9"}
    set_level_frequency(level_id=level, days=7, actor=person("OPA", name="示例王五"), at=NOON)

    refused = client.post(url, given)

    assert (refused.status_code, "示例王五 在" in text_of(refused)) == (409, True)
    assert LevelFrequency.objects.get(level_id=level).days == 7
    again = fields_of(client, url) | {f"level_{level}": "9"}
    assert [client.post(url, again).status_code for _press in range(2)] == [303, 303]
    assert LevelFrequency.objects.get(level_id=level).days == 9
