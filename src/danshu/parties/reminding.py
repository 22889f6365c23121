"""Customers whose next contact is due: who is responsible for them is reminded once a working day (CUS-019, COL-009)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.clock import business_date, company_zone
from danshu.parties.follow_up import FollowUp
from danshu.parties.models import Customer
from danshu.reminders.sources import Facts, ReminderRule, Wanted, office_has_opened, reminder_rule


def contacts_due(at: datetime) -> Iterator[Wanted]:
    """One for each person with customers whose contact is due today or overdue; one statement."""
    if not office_has_opened(at):
        return
    today = business_date(at)
    begin = datetime.combine(today, time.min, tzinfo=company_zone())
    due = Customer.objects.alive().filter(
        is_valid=True, owner__isnull=False, owner__is_active=True, contact_due_at__lt=begin + timedelta(days=1)
    )
    late = Count("pk", filter=Q(contact_due_at__lt=begin))
    rows = due.order_by().values_list("owner_id").annotate(number=Count("pk"), overdue=late).order_by("owner_id")
    for owner_id, number, overdue in rows:
        yield Wanted(person_id=owner_id, key=today.isoformat(), facts={"today": number - overdue, "overdue": overdue})


def _words(facts: Facts) -> str:
    if not facts["overdue"]:
        return _("今天该跟进的客户 %(today)s 家") % facts
    if not facts["today"]:
        return _("超期未跟进的客户 %(overdue)s 家") % facts
    return _("今天该跟进的客户 %(today)s 家，另有超期未跟进 %(overdue)s 家") % facts


def _url(facts: Facts) -> str:
    """The person's own list, of those that are late if there are any."""
    state = FollowUp.OVERDUE if facts["overdue"] else FollowUp.SOON
    return f"{reverse('parties:customer_list')}?view=0&tab=mine&follow_up={state.value}&sort=follow_up"


reminder_rule(
    ReminderRule(
        code="parties.follow_up_due",
        label=gettext_lazy("客户该跟进了"),
        wanted=contacts_due,
        text=_words,
        url=_url,
        replaces=True,
    )
)
