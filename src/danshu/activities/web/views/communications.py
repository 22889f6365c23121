"""Pages of communication records (CUS-025, CUS-026)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.activities import permissions as rights
from danshu.activities import queries
from danshu.activities.errors import NotYours, TooLate
from danshu.activities.loading import require_changeable
from danshu.activities.models import Communication, Direction
from danshu.activities.operations.delete_communication import delete_communication
from danshu.activities.operations.edit_communication import edit_communication
from danshu.activities.operations.record_communication import record_communication
from danshu.activities.operations.send_mail import send_mail
from danshu.activities.web.details import communication_page
from danshu.activities.web.forms import CommunicationForm, CustomerForm, MailForm, initial_of
from danshu.activities.web.lists import COMMUNICATIONS
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.notices.words import queued_text, standing
from danshu.parties import queries as parties
from danshu.ui.detail import Action
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import render_page


@allowed_to(rights.RECORD_CONTACT)
def new(request: ActorRequest) -> HttpResponse:
    """For whom? Then the form of that customer."""
    form = CustomerForm(posted(request), actor=request.actor)
    back_url = reverse("activities:communication_list")

    def save() -> str:
        return reverse("activities:record", args=[form.values["customer"]])

    breadcrumb = [(COMMUNICATIONS.title, back_url)]
    context = {"breadcrumb": breadcrumb, "save_label": _("继续")}
    return form_page(request, form, save, title=_("记录交流"), back_url=back_url, context=context)


@allowed_to(rights.RECORD_CONTACT)
def record(request: ActorRequest, pk: int) -> HttpResponse:
    """Record a contact with this customer; ?plan= is carried out by it (CUS-030). The composer of his page posts here."""
    customer = parties.customer(request.actor, pk, permission=rights.RECORD_CONTACT)
    plan = _plan(request, pk)
    form = CommunicationForm(posted(request), actor=request.actor, customer_id=pk, initial=_start(request, pk, plan))
    url = reverse("parties:customer", args=[pk])

    def save() -> str:
        record_communication.keyed(form.token)(
            customer_id=pk, entry=form.entry, plan_id=plan.pk if plan else None, actor=request.actor, at=now()
        )
        done(request, _("与 %(name)s 的交流已记录") % {"name": customer.name})
        return url

    title = _("执行计划：%(title)s") % {"title": plan.title} if plan else _("记录交流")
    return form_page(request, form, save, title=title, back_url=url, context={"breadcrumb": _path(customer, url)})


def _plan(request: ActorRequest, customer_id: int) -> Any:
    key = request.GET.get("plan", "")
    if not key:
        return None
    found = queries.plan(request.actor, int(key)) if key.isdecimal() and len(key) <= 18 else None
    if found is None or found.customer_id != customer_id:
        raise NotFound
    return found


def _start(request: ActorRequest, customer_id: int, plan: Any) -> dict[str, Any]:
    """Now, by the person who writes, in the way the customer was reached last; a plan says more."""
    start: dict[str, Any] = {
        "happened_at": now(), "direction": Direction.OUT, "responsible": request.actor.user_id,
        "type": queries.usual_type(customer_id),
    }  # fmt: skip
    if plan is not None:
        start |= {
            "type": plan.type_id or start["type"], "contact": plan.contact_id, "place": plan.place,
            "content": "\n".join(filter(None, (plan.title, plan.content))), "duration_minutes": plan.duration_minutes,
        }  # fmt: skip
    return start


@allowed_to(rights.VIEW_COMMUNICATIONS)
def communication(request: ActorRequest, pk: int) -> HttpResponse:
    """One record with everything that was entered, its e-mail's state, its plans and its history."""
    found = queries.communication(request.actor, pk)
    page = communication_page(request, found, _actions(request, found))
    return render_page(request, "activities/communication.html", {"page": page, "record": found})


def _actions(request: ActorRequest, found: Communication) -> list[Action]:
    if not request.actor.can(rights.RECORD_CONTACT):
        return []
    try:
        require_changeable(found, actor=request.actor, at=now())
    except (NotYours, TooLate):
        return []
    edit, delete = (reverse(f"activities:communication_{act}", args=[found.pk]) for act in ("edit", "delete"))
    return [
        Action(label=_("修改"), url=edit, icon="pencil", key="E"),
        Action(label=_("删除"), url=delete, icon="trash", method="dialog", tone="danger"),
    ]


@allowed_to(rights.RECORD_CONTACT)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a record, as long as its author may."""
    found = queries.communication(request.actor, pk)
    require_changeable(found, actor=request.actor, at=now())
    form = CommunicationForm(
        posted(request), actor=request.actor, customer_id=found.customer_id, record=found, initial=initial_of(found)
    )
    url = reverse("activities:communication", args=[pk])

    def save() -> str:
        edit_communication.keyed(form.token)(
            communication_id=pk, entry=form.entry, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("交流记录已保存"))
        return url

    breadcrumb = _path(found.customer, reverse("parties:customer", args=[found.customer_id]))
    return form_page(request, form, save, title=_("修改交流记录"), back_url=url, context={"breadcrumb": breadcrumb})


@allowed_to(rights.RECORD_CONTACT)
def delete(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then take a record away."""
    found = queries.communication(request.actor, pk)

    def impact() -> Impact:
        trial = delete_communication.dry_run(communication_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("删除与 %(name)s 的交流记录？") % {"name": found.customer.name}, effects=trial.effects,
            do_label=_("删除记录"), keep_label=_("保留记录"), reason="optional", hint=_("日志里仍然可以查到"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        delete_communication.keyed(key)(communication_id=pk, reason=reason, actor=request.actor, at=now())
        done(request, _("交流记录已删除"))
        return reverse("parties:customer", args=[found.customer_id])

    return confirm(request, impact=impact, act=act, back_url=reverse("activities:communication", args=[pk]))


@allowed_to(rights.SEND_MAIL)
def mail(request: ActorRequest, pk: int) -> HttpResponse:
    """Write to a customer; the e-mail becomes a communication with its state (CUS-026)."""
    customer: Any = parties.customer(request.actor, pk, permission=rights.SEND_MAIL)
    contacts: list[Any] = [each for each in parties.contacts_of(request.actor, pk) if each.is_valid]
    readable = [(each.name, each.shown_email) for each in contacts if _readable(each.shown_email)]
    start = dict(zip(("recipient", "address"), readable[0] if readable else ("", ""), strict=True))
    if not readable and _readable(customer.shown_email):
        start["address"] = customer.shown_email
    form = MailForm(posted(request), actor=request.actor, initial=start)
    url = reverse("parties:customer", args=[pk])

    def save() -> str:
        entry = {"custom": form.custom.given(form.values)}
        send_mail.keyed(form.token)(customer_id=pk, **form.mail, entry=entry, actor=request.actor, at=now())
        done(request, queued_text(form.values["address"]))
        return url

    context = {"breadcrumb": _path(customer, url), "save_label": _("发送"), "notices": standing()}
    return form_page(
        request, form, save, template="activities/mail.html", title=_("给 %(name)s 发邮件") % {"name": customer.name},
        back_url=url, context=context,
    )  # fmt: skip


def _readable(address: str) -> bool:
    return bool(address) and "*" not in address


def _path(customer: Any, url: str) -> list[tuple[Any, str]]:
    return [(_("客户"), reverse("parties:customer_list")), (customer.name, url)]
