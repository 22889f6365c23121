"""How reviews look on pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.kit.actor import shown_name
from danshu.kit.words import listed
from danshu.parties.deeds import Deed
from danshu.parties.reviewing import field_labels
from danshu.ui.statuses import Status, Statuses

STATUSES = Statuses({
    "awaiting": Status(gettext_lazy("待审核"), "warn"),
    "approved": Status(pgettext_lazy("审核", "已通过"), "ok", "full"),
    "refused": Status(pgettext_lazy("审核", "未通过"), "bad", "x"),
    "withdrawn": Status(pgettext_lazy("申请", "已撤回"), "neutral", "x"),
})  # fmt: skip


def review_url(row: Any) -> str:
    """The page of a review."""
    return reverse("vetting:review", args=[row.pk])


def customer_url(row: Any) -> str:
    """The page of its customer."""
    return reverse("parties:customer", args=[row.customer_id])


def applicant_of(row: Any) -> str:
    """Who submitted it; the system and rules in the active language."""
    return shown_name(row.applicant_name)


def what_of(row: Any) -> str:
    """Which fields change; of entries and deletions the whole customer."""
    return listed(field_labels(row.after)) if row.deed == Deed.CHANGE else _("整个客户")
