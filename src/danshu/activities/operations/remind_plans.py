"""Remind people of their plans."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.activities.lifecycle import OPEN_PLANS
from danshu.activities.models import Plan
from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.locks import lock_skipping
from danshu.kit.operation import operation
from danshu.notices.operations.notify import notify
from danshu.ui.formats import datetime_text

MOST = 200


@operation("activities.remind_plans", permission=SYSTEM, label=("提醒计划", "Remind of plans"))
def remind_plans(*, actor: Actor, at: datetime) -> int:
    """Put each open plan whose time has come, or comes within its lead time, under the bell of who is responsible, once.

    Returns how many plans were told, at most 200 in one run (CUS-030).
    """
    lead = ExpressionWrapper(F("remind_minutes") * Value(timedelta(minutes=1)), output_field=DurationField())
    waiting = Plan.objects.filter(status__in=OPEN_PLANS, reminded_at__isnull=True, customer__deleted_at__isnull=True)
    due = waiting.alias(told_at=ExpressionWrapper(F("planned_at") - lead, output_field=DateTimeField()))
    plans = list(lock_skipping(due.filter(told_at__lte=at).select_related("customer").order_by("pk"))[:MOST])
    for plan in plans:
        _tell(plan, at)
    Plan.objects.filter(pk__in=[plan.pk for plan in plans]).update(reminded_at=at)
    return len(plans)


def _tell(plan: Plan, at: datetime) -> None:
    def text() -> str:
        facts = {"title": plan.title, "customer": plan.customer.name, "time": datetime_text(plan.planned_at)}
        return _("计划「%(title)s」：%(customer)s，%(time)s") % facts

    url = reverse("activities:plan", args=[plan.pk])
    notify([plan.responsible_id], kind="activities.plan_due", text=text, url=url, at=at)
