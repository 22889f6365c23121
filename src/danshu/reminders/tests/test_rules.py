"""Reminders that rules of the house set (COL-009)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from danshu.notices.models import Notice
from danshu.parties.reminding import contacts_due
from danshu.parties.tests.factories import make_customer
from danshu.parties.tests.factories import person as seller_of
from danshu.reminders.models import Reminder
from danshu.reminders.operations.raise_reminders import raise_reminders
from danshu.reminders.queries import reminder as reminder_of
from danshu.reminders.sources import RULES
from danshu.reminders.tests.factories import DAY, NOON, SYSTEM, contact_due, make_unit, show
from danshu.sales.models import Order
from danshu.sales.reminding import payments_due
from danshu.sales.tests.world import World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COL-009")]
NIGHT = timedelta(hours=12)  # after noon: midnight of the company


def raised(at: Any) -> int:
    return raise_reminders(actor=SYSTEM, at=at)


@pytest.mark.spec("CUS-019")
def test_follow_ups_that_are_due_remind_their_owner_once_a_working_day() -> None:
    seller, calm = seller_of("SLS", unit=make_unit()), seller_of("SLS", unit=make_unit())
    today, late, later = (make_customer(seller).pk for _ in range(3))
    contact_due(make_customer(calm).pk, NOON + 90 * DAY)
    for pk, due in ((today, NOON), (late, NOON - 9 * DAY), (later, NOON + 2 * DAY)):
        contact_due(pk, due)

    # NOON is a Friday; the rule rests at night and at weekends
    assert [raised(NOON - NIGHT), raised(NOON), raised(NOON), raised(NOON + DAY)] == [0, 1, 0, 0]

    row = Reminder.objects.get()
    assert (row.person_id, row.rule, row.status) == (seller.user_id, "parties.follow_up_due", "waiting")
    assert row.words == "今天该跟进的客户 1 家，另有超期未跟进 1 家"
    assert (show(NOON), Notice.objects.get().text) == (1, f"提醒：{row.words}")
    # on Monday all three are late, and the reminder of Friday is included in the new one
    assert raised(NOON + 3 * DAY) == 1
    old, new = Reminder.objects.order_by("pk")
    assert (old.status, new.status, new.words) == ("stopped", "waiting", "超期未跟进的客户 3 家")


def test_an_order_on_account_reminds_its_owner_when_its_term_ends(office: World) -> None:
    order, paid, prepaid = (office.approved(line(office.soap, 2)) for _ in range(3))
    Order.objects.filter(pk__in=[order.pk, paid.pk]).update(
        payment_terms="on_account", payment_terms_days=30, owner_id=office.clerk.user_id
    )
    Order.objects.filter(pk=paid.pk).update(paid_amount=Order.objects.get(pk=paid.pk).total, payment_state="paid")
    due = NOON + 31 * DAY  # approved on a Friday; its term of 30 days ends on a Sunday

    assert list(payments_due(NOON + 27 * DAY)) == []
    assert (list(payments_due(NOON + 30 * DAY)), len(list(payments_due(due)))) == ([], 1)
    assert [raised(due), raised(due), raised(due + DAY)] == [1, 0, 0]
    row = Reminder.objects.get(rule="sales.payment_due")
    amount = Order.objects.get(pk=order.pk).open_amount
    assert (row.person_id, row.source_id, Decimal(row.facts["amount"])) == (office.clerk.user_id, order.pk, amount)
    seen = reminder_of(office.clerk, row.pk)
    assert f"订单 {order.number} 的账期 2026-10-18 到期" in seen.words
    assert seen.about is not None
    assert prepaid.number not in seen.words


def test_every_rule_has_words_and_asks_nothing_at_night() -> None:
    assert set(RULES) >= {"parties.follow_up_due", "sales.payment_due"}
    assert [list(rule.wanted(NOON - NIGHT)) for rule in RULES.values()] == [[] for _ in RULES]
    assert list(contacts_due(NOON + DAY)) == []


def test_a_rule_costs_the_same_however_much_it_wants(django_assert_num_queries: Any) -> None:
    seller = seller_of("SLS", unit=make_unit())
    for _ in range(3):
        contact_due(make_customer(seller).pk, NOON - DAY)

    with django_assert_num_queries(3):
        assert len(list(contacts_due(NOON))) == 1
