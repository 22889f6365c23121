"""How values of customers look on pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.dictionaries.queries import shown as value_label
from danshu.kit.words import listed, with_count
from danshu.parties.fields import Kind, PartyField
from danshu.parties.territories import country_name
from danshu.regions.queries import place_of
from danshu.ui.formats import date_text, datetime_text
from danshu.ui.statuses import Status

# tone and glyph of the delivered customer statuses by their stable code; others are neutral
TONES = {
    "potential": ("neutral", ""), "in_contact": ("info", ""), "quoted": ("prog", "half"), "signed": ("ok", ""),
    "in_service": ("ok", "full"), "expired": ("warn", ""), "lost": ("bad", "x"),
}  # fmt: skip
INVALID = Status(gettext_lazy("已失效"), "neutral", "x")

DISTRICT_CODE = 6  # digits


def customer_url(customer: Any) -> str:
    """The customer's page."""
    return reverse("parties:customer", args=[customer.pk])


def status_of(customer: Any) -> Status | None:
    """The customer's status; an invalidated customer says so instead."""
    if not customer.is_valid:
        return INVALID
    if customer.status is None:
        return None
    return Status(value_label(customer.status), *TONES.get(customer.status.code, ("neutral", "")))


REVIEWS = {
    "entry": gettext_lazy("新建待审"), "change": gettext_lazy("修改待审"), "deletion": gettext_lazy("删除待审"),
}  # fmt: skip


def review_of(customer: Any) -> str:
    """What waits for a review, or that a new customer did not pass his (CUS-006)."""
    if customer.awaits_review:
        return str(REVIEWS[customer.awaits_review])
    return "" if customer.is_vetted else _("未通过审核")


def tag_of(customer: Any) -> str:
    """The level beside the name, and what waits."""
    return " · ".join(filter(None, (label(customer.level), review_of(customer))))


def sees_contact_data(record: Any) -> bool:
    """Whether the actor reads the telephone numbers of this row in full (PRV-1)."""
    return bool(record.sees_contact_data)


def label(value: Any) -> str:
    """A dictionary value in words."""
    return "" if value is None else value_label(value)


def region(record: Any) -> str:
    """Country when it is not China, province, city; a repeated name once."""
    parts = [country_name(record.country) if record.country != "CN" else "", record.province, record.city]
    return " ".join(dict.fromkeys(part for part in parts if part))


def division(record: Any) -> str:
    """The names of the administrative division down to the district, which are at hand; "" without one."""
    place = place_of((record.region_id or "")[:DISTRICT_CODE])
    return place.text if place else ""


def idle_days(customer: Any) -> int | None:
    """Days since the last contact; None when there was none."""
    if customer.last_contact_at is None:
        return None
    return (timezone.localdate() - timezone.localdate(customer.last_contact_at)).days


def contact_age(customer: Any) -> str:
    """「12 天前」, or that there was no contact yet."""
    days = idle_days(customer)
    if days is None:
        return ""
    return _("今天") if days <= 0 else with_count("%(days)s 天前", "days") % {"days": days}


def shown_value(declared: PartyField, record: Any) -> Any:
    """A field as pages show it to this actor."""
    if declared.private:
        return getattr(record, f"shown_{declared.name}")
    if declared.kind is Kind.CUSTOMER:
        return getattr(record, f"{declared.name}_name")
    if declared.kind is Kind.REGION:
        place = place_of(record.region_id)
        return place.text if place else ""
    value = getattr(record, declared.name)
    if value is None or value == "":
        return ""
    if declared.kind is Kind.VALUE:
        return value_label(value)
    if declared.kind is Kind.CHOICE:
        return getattr(record, f"get_{declared.name}_display")()
    return _plain(declared.kind, value)


def _plain(kind: Kind, value: Any) -> Any:
    if kind is Kind.COUNTRY:
        return country_name(value)
    if kind is Kind.BOOLEAN:
        return _("是") if value else _("否")
    if kind is Kind.TAGS:
        return listed(value)
    if kind is Kind.MOMENT:
        return datetime_text(value)
    return date_text(value) if kind is Kind.DATE else value
