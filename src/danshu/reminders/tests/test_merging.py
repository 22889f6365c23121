"""Reminders follow a customer that is taken into another one, and come back with it (CUS-003)."""

from __future__ import annotations

import pytest

from danshu.kit.refs import SourceRef
from danshu.parties.operations.merge_customers import merge_customers
from danshu.parties.operations.unmerge_customers import unmerge_customers
from danshu.parties.tests.factories import make_customer
from danshu.parties.tests.factories import person as seller_of
from danshu.reminders.models import Reminder
from danshu.reminders.tests.factories import NOON, make_reminder, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-003", "COL-009")]


def test_a_reminder_follows_its_customer_there_and_back() -> None:
    boss = seller_of("ADM", unit=make_unit())
    survivor, loser = make_customer(boss), make_customer(boss)
    row = make_reminder(boss, source=SourceRef("parties.customer", loser.pk))

    merge_customers(survivor_id=survivor.pk, loser_id=loser.pk, reason="同一家公司", actor=boss, at=NOON)
    assert Reminder.objects.get().source == SourceRef("parties.customer", survivor.pk)

    unmerge_customers(customer_id=loser.pk, reason="并错了", actor=boss, at=NOON)
    row.refresh_from_db()
    assert row.source == SourceRef("parties.customer", loser.pk)
