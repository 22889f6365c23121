"""One value for two people at the same moment (FI-05); without the lock the test fails."""

from __future__ import annotations

import time
from typing import Any

import pytest

from danshu.kit.actor import Actor
from danshu.parties.models import Customer
from danshu.parties.operations.create_customer import create_customer
from danshu.parties.tests.factories import NOON, entries, person
from danshu.parties.tests.test_races import at_once
from danshu.validation import uniqueness
from danshu.validation.models import Fault
from danshu.validation.operations.accept_fault import accept_fault
from danshu.validation.operations.assign_fault import assign_fault
from danshu.validation.tests.factories import ADMIN, make_rule

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("FI-05", "SYS-011")]


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between looking and writing there is time for somebody else."""
    looked = uniqueness.is_free

    def look(*given: Any, **more: Any) -> bool:
        found = looked(*given, **more)
        time.sleep(0.4)
        return found

    monkeypatch.setattr("danshu.validation.judging.is_free", look)


def both(seller: Actor) -> Any:
    make_rule("name", "unique")
    given = [entries(name="示例甲", province=province) for province in ("浙江省", "江苏省")]
    # two regions: the house's own rule lets both be
    return at_once(*(lambda values=values: create_customer(values=values, actor=seller, at=NOON) for values in given))


def test_one_unique_value_at_once_makes_one_record(slowly: None) -> None:
    outcomes = both(Actor.system())
    assert outcomes["done"] == Customer.objects.filter(name="示例甲").count() == 1
    assert outcomes["invalid"] == 1


def test_without_the_lock_there_would_be_two(slowly: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uniqueness, "lock_slot", lambda *parts: None)
    outcomes = both(Actor.system())
    assert outcomes["done"] == Customer.objects.filter(name="示例甲").count() == 2


def test_a_finding_that_is_accepted_and_assigned_at_once_is_one_of_them() -> None:
    seller, keeper = person("SLS"), person("OPA")
    create_customer(values=entries(), actor=seller, at=NOON)
    make_rule("short_name")
    key = Fault.objects.get().pk
    outcomes = at_once(
        lambda: accept_fault(fault_id=key, reason="不需要", version=1, actor=ADMIN, at=NOON),
        lambda: assign_fault(fault_id=key, assignee_id=keeper.user_id or 0, version=1, actor=ADMIN, at=NOON),
    )
    assert outcomes == {"done": 1, "edit_conflict": 1}
    assert Fault.objects.get().version == 2
