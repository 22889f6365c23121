"""The customer's page: everything before, during and after the sale in one view (CUS-008)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.audit.queries import history_of
from danshu.files.web.part import attachments, note_form, with_notes
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties import permissions as rights
from danshu.parties import queries
from danshu.parties.panels import CustomerRef, Panel, panels_for
from danshu.parties.web import shown
from danshu.parties.web.customer_page import actions, facts, notices, profile, reached
from danshu.parties.web.lists import CUSTOMERS
from danshu.reminders.web.part import reminder_card
from danshu.tasks.web.part import task_card
from danshu.ui.detail import DetailPage
from danshu.ui.lists import neighbours
from danshu.ui.responses import render_page

OVERVIEW, PROFILE, HISTORY = "", "profile", "history"
SHORT_LOG, LONG_LOG = 15, 200


@allowed_to(rights.VIEW_CUSTOMERS)
def customer(request: ActorRequest, pk: int) -> HttpResponse:
    """One customer; ?tab= is a panel of an upper module, "profile" (all fields) or "history"."""
    actor = request.actor
    record: Any = queries.customer(actor, pk)
    ref = CustomerRef(
        id=record.pk, number=record.number, name=record.name, currency=record.currency, is_valid=record.is_valid,
        owner_id=record.owner_id, unit_id=record.unit_id, tags=record.tags,
        is_vetted=record.is_vetted,
    )  # fmt: skip
    panels = panels_for(actor)
    wanted = request.GET.get("tab", OVERVIEW)
    tab = _tab(wanted, panels)
    contacts = queries.contacts_of(actor, pk)
    page = DetailPage(
        title=record.name,
        status=shown.status_of(record),
        tags=[shown.label(record.level)] if record.level else [],
        subtitle=_subtitle(record),
        actions=actions(actor, record, [a for p in panels if p.actions for a in p.actions(actor, ref)]),
        notices=[*notices(actor, record, contacts), *(n for p in panels if p.notices for n in p.notices(actor, ref))],
        facts=facts(actor, record, [f for p in panels if p.facts for f in p.facts(actor, ref)]),
        cards=[
            task_card(actor, "parties.customer", record.pk),
            reminder_card(actor, "parties.customer", record.pk),
            *(c for p in panels if p.cards for c in p.cards(actor, ref)),
        ],
        parts=[attachments(request, "parties.customer", pk, is_open=record.is_valid)] if wanted == OVERVIEW else [],
        say=note_form(request, "parties.customer", pk, is_open=record.is_valid),
        breadcrumb=[(CUSTOMERS.title, reverse("parties:customer_list"))],
        neighbours=neighbours(request, CUSTOMERS, actor, record, shown.customer_url),
    )
    context = {
        "page": page, "customer": record, "contacts": contacts, "tab": wanted, "tab_template": tab.template if tab else "",
        "tabs": _tabs(panels, wanted, ref, request), "rights": _rights(actor, record),
        **_content(request, record, ref, wanted, tab, panels, contacts),
    }  # fmt: skip
    return render_page(request, "parties/customer.html", context)


def _tab(wanted: str, panels: Sequence[Panel]) -> Panel | None:
    if wanted in (OVERVIEW, PROFILE, HISTORY):
        return None
    found = next((panel for panel in panels if panel.code == wanted and panel.template), None)
    if found is None:
        raise NotFound
    return found


def _tabs(panels: Sequence[Panel], wanted: str, ref: CustomerRef, request: ActorRequest) -> list[dict[str, Any]]:
    listed: list[tuple[str, Any, int | None]] = [(OVERVIEW, _("概览"), None)]
    shown_panels = [panel for panel in panels if panel.template]
    listed += [(p.code, p.label, p.count(request.actor, ref) if p.count else None) for p in shown_panels]
    listed += [(PROFILE, _("资料"), None), (HISTORY, _("修改记录"), None)]
    return [
        {"url": f"?tab={code}" if code else request.path, "label": label, "count": count, "current": code == wanted}
        for code, label, count in listed
    ]


def _content(
    request: ActorRequest, record: Any, ref: CustomerRef, wanted: str, tab: Panel | None,
    panels: Sequence[Panel], contacts: Sequence[Any],
) -> Mapping[str, Any]:  # fmt: skip
    actor = request.actor
    if tab is not None:
        content = tab.context(actor, ref) if tab.context else {}
        return {**content, "panel": content}
    if wanted == PROFILE:
        return {"groups": profile(actor, record, queries.invoice_of(actor, record.pk))}
    own = [("parties.customer", pk) for pk in (record.pk, *record.absorbed_keys)]
    if wanted == HISTORY:
        return {"log": history_of([*own, *(("parties.contact", contact.pk) for contact in contacts)], LONG_LOG)}
    log: list[Mapping[str, Any]] = with_notes("parties.customer", record.pk, history_of(own, SHORT_LOG))
    for panel in panels:
        log += panel.timeline(actor, ref, SHORT_LOG) if panel.timeline else []
    blocks = {p.code: p.context(actor, ref) if p.context else {} for p in panels if p.summary or p.aside}
    return {
        "log": sorted(log, key=lambda entry: entry["when"], reverse=True)[:SHORT_LOG],
        "addresses": queries.addresses_of(actor, record.pk),
        "summaries": [{"template": p.summary, **blocks[p.code]} for p in panels if p.summary],
        "asides": [{"template": p.aside, **blocks[p.code]} for p in panels if p.aside],
    }


def _subtitle(record: Any) -> str:
    parts = [
        record.number,
        shown.label(record.category) or shown.label(record.industry),
        shown.region(record),
        _("%(year)s 年建档") % {"year": record.created_at.year},
        _("负责人 %(name)s") % {"name": record.owner_name} if record.owner_name else _("没有负责人"),
    ]
    return " · ".join(part for part in parts if part)


def _rights(actor: Any, record: Any) -> dict[str, bool]:
    can = reached(actor, record)
    return {
        "edit": can(rights.EDIT_CUSTOMERS),
        "contacts": can(rights.EDIT_CONTACTS),
        "see_contacts": can(rights.VIEW_CONTACTS),
        "credit": can(rights.SET_CREDIT),
        "see_credit": can(rights.SEE_CREDIT),
        "reveal": can(rights.REVEAL_CONTACT_DATA),
    }
