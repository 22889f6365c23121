"""Whether a customer should be contacted: in time, soon, overdue (CUS-019)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.clock import business_date, company_zone
from danshu.kit.words import with_count
from danshu.ui.statuses import Status

SOON_DAYS = 3


class FollowUp(models.TextChoices):
    """States of a customer with a follow-up frequency."""

    FINE = "fine", gettext_lazy("按时")
    SOON = "soon", gettext_lazy("即将到期")
    OVERDUE = "overdue", gettext_lazy("已超期")


def state_filter(state: str, at: datetime) -> Q:
    """Customers in this state on the company's day of a moment."""
    today = datetime.combine(business_date(at), time.min, tzinfo=company_zone())
    later = datetime.combine(business_date(at) + timedelta(days=SOON_DAYS + 1), time.min, tzinfo=company_zone())
    return {
        FollowUp.OVERDUE: Q(contact_due_at__lt=today),
        FollowUp.SOON: Q(contact_due_at__gte=today, contact_due_at__lt=later),
        FollowUp.FINE: Q(contact_due_at__gte=later),
    }[FollowUp(state)]


def days_left(due_at: datetime, at: datetime) -> int:
    """Days until the contact is due; negative when it is overdue."""
    return (business_date(due_at) - business_date(at)).days


def state_of(due_at: datetime | None, at: datetime) -> FollowUp | None:
    """The state of a customer; None without a frequency."""
    if due_at is None:
        return None
    left = days_left(due_at, at)
    return FollowUp.OVERDUE if left < 0 else FollowUp.SOON if left <= SOON_DAYS else FollowUp.FINE


def shown_state(due_at: datetime | None, at: datetime) -> Status | None:
    """The state with its days, as pages show it; None without a frequency."""
    if due_at is None:
        return None
    left, state = days_left(due_at, at), state_of(due_at, at)
    if state == FollowUp.OVERDUE:
        return Status(with_count("超期 %(days)s 天", "days") % {"days": -left}, "bad", "")
    if left == 0:
        return Status(_("今天到期"), "warn", "")
    text = with_count("%(days)s 天后到期", "days") % {"days": left}
    return Status(text, "warn", "") if state == FollowUp.SOON else Status(text, "ok", "full")
