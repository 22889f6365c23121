"""The demo customers."""

from __future__ import annotations

import pytest

from danshu.kit.actor import Actor
from danshu.kit.verification import CHECKS
from danshu.parties import demo
from danshu.parties.models import Contact, Customer
from danshu.parties.tests.factories import NOON, person

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_two_hundred_customers_are_made_and_nothing_drifts() -> None:
    owners = [person("SLS").user_id or 0 for _ in range(3)]

    made = demo.build(actor=Actor.system(), at=NOON, owners=owners)

    assert (len(made), Customer.objects.count()) == (200, 200)
    assert Contact.objects.filter(is_primary=True).count() == 200
    drifts = [text for code, check in CHECKS.items() if code.startswith("parties.") for text in check.function()]
    assert drifts == []
