"""How dealings look on pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.activities.lifecycle import OPEN_PLANS, PlanStatus
from danshu.activities.models import Communication, Plan
from danshu.kit.clock import now
from danshu.ui.statuses import Status, Statuses

# icon:phone icon:map-pin icon:mail icon:message icon:brand-wechat icon:file-text icon:users icon:messages icon:note
ICONS = {
    "phone": "phone", "visit": "map-pin", "email": "mail", "sms": "message", "messenger": "message-circle",
    "letter": "file-text", "meeting": "users", "chat": "messages", "other": "note",
}  # fmt: skip
PLAN_STATUSES = Statuses(
    {
        "planned": Status(PlanStatus.PLANNED.label, "info", ""),
        "in_progress": Status(PlanStatus.IN_PROGRESS.label, "prog", "half"),
        "done": Status(PlanStatus.DONE.label, "ok", "full"),
        "cancelled": Status(PlanStatus.CANCELLED.label, "neutral", "x"),
        "overdue": Status(pgettext_lazy("计划", "已逾期"), "bad", ""),
    }
)
LATE = Status(_("补录"), "warn", "")


def is_overdue(plan: Plan, at: datetime) -> bool:
    """True for an open plan whose time has passed (CUS-030)."""
    return plan.status in OPEN_PLANS and plan.planned_at < at


def plan_status(plan: Plan) -> Status:
    """The state as people read it: overdue is computed."""
    return PLAN_STATUSES["overdue" if is_overdue(plan, now()) else plan.status]


def communication_url(record: Communication) -> str:
    """The record's page."""
    return reverse("activities:communication", args=[record.pk])


def plan_url(plan: Plan) -> str:
    """The plan's page."""
    return reverse("activities:plan", args=[plan.pk])


def customer_url(record: Any) -> str:
    """The page of the record's customer."""
    return reverse("parties:customer", args=[record.customer_id])


def shortened(text: str, length: int = 60) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
