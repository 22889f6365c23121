"""Dealings on the customer's page: composer, one timeline, what is planned next (CUS-008, CUS-025, CUS-030)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.activities.models import Communication
from danshu.activities.permissions import EDIT_PLANS, RECORD_CONTACT, SEND_MAIL, VIEW_COMMUNICATIONS
from danshu.activities.queries import communications_of, open_plans_of, type_choices, usual_type
from danshu.activities.web.shown import ICONS, LATE, communication_url, plan_status, plan_url
from danshu.dictionaries.queries import shown
from danshu.kit.actor import Actor
from danshu.notices.statuses import MESSAGE_STATUSES
from danshu.parties.panels import CustomerRef, Panel, register
from danshu.parties.queries import contact_choices
from danshu.parties.sharing import may
from danshu.ui.detail import Action, Card, Link
from danshu.ui.formats import datetime_text

SHOWN = 50
PLANS_SHOWN = 5


def acts(actor: Actor, customer: CustomerRef) -> Sequence[Action]:
    """Write to him, plan the next contact."""
    made = []
    if customer.is_valid and _may(actor, EDIT_PLANS, customer):
        url = reverse("activities:customer_plan_new", args=[customer.id])
        made.append(Action(label=_("新建计划"), url=url, icon="calendar-event"))
    if customer.is_valid and _may(actor, SEND_MAIL, customer):
        url = reverse("activities:mail", args=[customer.id])
        made.append(Action(label=_("发邮件"), url=url, icon="mail", menu=True))
    return made


def _may(actor: Actor, permission: str, customer: CustomerRef) -> bool:
    """True when the permission reaches him: he may only be shared."""
    return may(actor, permission, customer_id=customer.id, unit_id=customer.unit_id, owner_id=customer.owner_id)


def count(actor: Actor, customer: CustomerRef) -> int:
    """How many records of his exist for the actor."""
    return communications_of(actor, customer.id).count()


def content(actor: Actor, customer: CustomerRef) -> Mapping[str, Any]:
    """The composer, and for the tab the latest records."""
    may_record = customer.is_valid and _may(actor, RECORD_CONTACT, customer)
    return {
        "customer": customer, "composer": _composer(customer) if may_record else None,
        "entries": lambda: [_entry(record) for record in communications_of(actor, customer.id, limit=SHOWN)],
        "more_url": f"{reverse('activities:communication_list')}?customer={customer.id}",
    }  # fmt: skip


def _composer(customer: CustomerRef) -> dict[str, Any]:
    usual = usual_type(customer.id)
    types = [(pk, label) for pk, label, _counts in type_choices()]
    return {
        "url": reverse("activities:record", args=[customer.id]), "token": str(uuid.uuid4()), "types": types,
        "usual": usual or (types[0][0] if types else None), "contacts": contact_choices(customer.id),
    }  # fmt: skip


def cards(actor: Actor, customer: CustomerRef) -> Sequence[Card]:
    """What is planned, the next one first."""
    links = [
        Link(
            label=plan.title, url=plan_url(plan), note=f"{datetime_text(plan.planned_at)} {plan.responsible.full_name}",
            status=plan_status(plan),
        )
        for plan in open_plans_of(actor, customer.id, PLANS_SHOWN)
    ]  # fmt: skip
    url = f"{reverse('activities:plan_list')}?tab=all&customer={customer.id}"
    return [Card(title=_("计划"), links=links, more_url=url, more_label=_("全部"), empty=_("没有安排下一次联系"))]


def said(actor: Actor, customer: CustomerRef, limit: int) -> Sequence[Mapping[str, Any]]:
    """What was said, for the one timeline."""
    return [_entry(record) for record in communications_of(actor, customer.id, limit=limit)]


def _entry(record: Communication) -> dict[str, Any]:
    who = f" · {record.contact.name}" if record.contact else ""
    status = MESSAGE_STATUSES[record.message.status] if record.message else LATE if record.is_late else None
    return {
        "when": record.happened_at, "who": record.responsible.full_name, "action": f"{shown(record.type)}{who}",
        "kind": "note", "icon": ICONS.get(record.form, "note"), "url": communication_url(record), "changes": [],
        "text": record.content, "status": status,
    }  # fmt: skip


register(
    Panel(
        code="communications", label=gettext_lazy("交流记录"), permission=VIEW_COMMUNICATIONS, order=5, actions=acts,
        count=count, cards=cards, template="activities/customer_tab.html", summary="activities/composer.html",
        context=content, timeline=said,
    )
)  # fmt: skip
