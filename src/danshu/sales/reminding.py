"""Orders on account whose term ends: who is responsible for the order is reminded once (COL-009)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.clock import business_date
from danshu.kit.refs import SourceRef
from danshu.reminders.sources import Facts, ReminderRule, Wanted, office_has_opened, reminder_rule
from danshu.sales.lifecycle import CONFIRMED, PaymentState, PaymentTerms
from danshu.sales.models import OPEN_AMOUNT, Order
from danshu.sales.models.waiting import OWED_AGAIN
from danshu.ui.formats import date_text, money_text

BACK = timedelta(days=10)  # terms that ended on days off, or while no job ran
LONGEST_TERM = timedelta(days=400)
OPEN_STATES = (PaymentState.UNPAID, PaymentState.PAYING, PaymentState.PARTLY_PAID)


def payments_due(at: datetime) -> Iterator[Wanted]:
    """Each order on account with an open amount whose term ended today or within the last ten days; one statement."""
    if not office_has_opened(at):
        return
    today = business_date(at)
    rows = Order.objects.filter(
        Q(payment_state__in=OPEN_STATES) | OWED_AGAIN, status__in=CONFIRMED, payment_terms=PaymentTerms.ON_ACCOUNT, owner__isnull=False,
        order_date__gte=today - LONGEST_TERM,
    ).annotate(owed=OPEN_AMOUNT).filter(owed__gt=0)  # fmt: skip
    columns = ("pk", "number", "owner_id", "approved_at", "payment_terms_days", "owed", "currency")
    for pk, number, owner_id, approved_at, days, owed, currency in rows.values_list(*columns).order_by("pk"):
        due = business_date(approved_at + timedelta(days=days))
        if today - BACK <= due <= today:
            facts = {"number": number, "due": due.isoformat(), "amount": str(owed), "currency": currency}
            yield Wanted(person_id=owner_id, key=f"{pk}:{due}", facts=facts, source=SourceRef("sales.order", pk))


def _words(facts: Facts) -> str:
    amount = money_text(Decimal(facts["amount"]), facts["currency"])
    told = {"number": facts["number"], "due": date_text(date.fromisoformat(facts["due"])), "amount": amount}
    return _("订单 %(number)s 的账期 %(due)s 到期，未收 %(amount)s") % told


reminder_rule(ReminderRule(code="sales.payment_due", label=gettext_lazy("账期到期"), wanted=payments_due, text=_words))
