"""How the pool looks on pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from danshu.dictionaries.queries import shown as value_label
from danshu.kit.words import clauses
from danshu.parties.territories import country_name
from danshu.pool.lifecycle import Cause
from danshu.ui.statuses import Status, Statuses

PICK_STATUSES = Statuses({
    "applied": Status(_("申请中"), "warn"),
    "approved": Status(_("已批准"), "ok", "full"),
    "refused": Status(pgettext_lazy("申请", "已拒绝"), "bad", "x"),
    "withdrawn": Status(pgettext_lazy("申请", "已撤回"), "neutral", "x"),
})  # fmt: skip
LOCK_STATUSES = Statuses({
    "applied": Status(_("锁定待审"), "warn"),
    "locked": Status(_("已锁定"), "ok", "full"),
    "refused": Status(_("锁定被拒"), "bad", "x"),
    "ended": Status(_("锁定到期"), "neutral", "x"),
    "unlocked": Status(_("提前解锁"), "neutral", "x"),
})  # fmt: skip
OPEN_CUSTOMER = Status(_("公海"), "info")


def pool_url(row: Any) -> str:
    """The page of an open customer."""
    return reverse("pool:customer", args=[row.pk])


def pick_url(row: Any) -> str:
    """The page of an application."""
    return reverse("pool:pick", args=[row.pk])


def lock_url(row: Any) -> str:
    """The page of a lock."""
    return reverse("pool:lock", args=[row.pk])


def customer_url(row: Any) -> str:
    """The customer of a lock or an application."""
    return reverse("parties:customer", args=[row.customer_id])


def region(row: Any) -> str:
    """Country when it is not China, province, city; a repeated name once."""
    parts = [country_name(row.country) if row.country != "CN" else "", row.province, row.city]
    return " ".join(dict.fromkeys(part for part in parts if part))


def label(value: Any) -> str:
    """A dictionary value in words."""
    return "" if value is None else value_label(value)


def cause_of(row: Any) -> str:
    """Which rule, in words; nothing for a customer that never had an owner."""
    return str(Cause(row.cause).label) if row.cause else ""


def why(row: Any) -> str:
    """Why a customer lies in the pool: the rule, the reason from the list, what was written to it."""
    english = (get_language() or "").startswith("en")
    reason = (english and row.reason_name_en) or row.reason_name
    return clauses(part for part in (cause_of(row), reason, row.release_text) if part)
