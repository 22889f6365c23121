"""Pages of contacts (CUS-020)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.audit.queries import history
from danshu.custom_fields.web.part import custom_pairs
from danshu.files.web.part import attachments, note_form, with_notes
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties import permissions as rights
from danshu.parties import queries
from danshu.parties.errors import InvalidRecord
from danshu.parties.fields import CONTACT_FIELDS
from danshu.parties.operations.add_contact import add_contact
from danshu.parties.operations.delete_contact import delete_contact
from danshu.parties.operations.edit_contact import edit_contact
from danshu.parties.operations.invalidate_contact import invalidate_contact
from danshu.parties.operations.set_primary_contact import set_primary_contact
from danshu.parties.panels import contact_cards
from danshu.parties.web.forms import PartForm
from danshu.parties.web.lists import CUSTOMERS
from danshu.parties.web.part_lists import CONTACTS
from danshu.parties.web.shown import INVALID, shown_value
from danshu.reminders.web.part import reminder_card
from danshu.tasks.web.part import task_card
from danshu.ui.detail import Action, Card, DetailPage, Link
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import neighbours
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


@allowed_to(rights.VIEW_CONTACTS)
def contact(request: ActorRequest, pk: int) -> HttpResponse:
    """One contact with all its fields and history."""
    record: Any = queries.contact(request.actor, pk)
    customer_url = reverse("parties:customer", args=[record.customer_id])
    pairs: list[tuple[Any, Any]] = [
        (field.label, shown_value(field, record)) for field in CONTACT_FIELDS.values() if field.name != "name"
    ]
    custom = custom_pairs("parties.contact", request.actor, record, sees_contact_data=record.sees_contact_data)
    pairs += [pair for _section, group in custom for pair in group]
    page = DetailPage(
        title=record.name,
        status=None if record.is_valid else INVALID,
        tags=[_("主要")] if record.is_primary else [],
        subtitle=record.customer.name,
        actions=_actions(request, record),
        cards=[
            Card(
                title=_("客户"), links=[Link(label=record.customer.name, url=customer_url, note=record.customer.number)]
            ),
            *contact_cards(request.actor, pk),
            task_card(request.actor, "parties.contact", pk),
            reminder_card(request.actor, "parties.contact", pk),
        ],
        parts=[attachments(request, "parties.contact", pk, is_open=record.is_valid)],
        say=note_form(request, "parties.contact", pk, is_open=record.is_valid),
        timeline=with_notes("parties.contact", pk, history("parties.contact", pk)),
        breadcrumb=[(CONTACTS.title, reverse("parties:contact_list")), (record.customer.name, customer_url)],
        neighbours=neighbours(request, CONTACTS, request.actor, record, _url),
    )
    return render_page(request, "parties/contact.html", {"page": page, "pairs": pairs})


@allowed_to(rights.EDIT_CONTACTS)
def contact_new(request: ActorRequest, pk: int) -> HttpResponse:
    """Add a contact to a customer."""
    customer = queries.customer(request.actor, pk, permission=rights.EDIT_CONTACTS)
    form = PartForm(posted(request), actor=request.actor, table=CONTACT_FIELDS)
    url = reverse("parties:customer", args=[pk])

    def save() -> str:
        made = add_contact.keyed(form.token)(
            customer_id=pk, values=form.part_values(), custom=form.custom_values(), actor=request.actor, at=now()
        )
        done(request, _("联系人 %(name)s 已添加") % {"name": made.name})
        return url

    return form_page(
        request, form, save, title=_("新建联系人"), back_url=url, context={"breadcrumb": _path(customer, url)}
    )


@allowed_to(rights.EDIT_CONTACTS)
def contact_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a contact."""
    record = queries.contact(request.actor, pk)
    if not record.is_valid:
        raise InvalidRecord(label=record.name)
    form = PartForm(
        posted(request), actor=request.actor, table=CONTACT_FIELDS, record=record,
        initial={"version": record.version},
    )  # fmt: skip

    def save() -> str:
        edit_contact.keyed(form.token)(
            contact_id=pk,
            changes=form.part_values(),
            custom=form.custom_values(),
            version=form.seen_version,
            actor=request.actor,
            at=now(),
        )
        done(request, _("联系人 %(name)s 已保存") % {"name": record.name})
        return _url(record)

    return form_page(
        request, form, save, title=_("修改联系人"), back_url=_url(record),
        context={"breadcrumb": _path(record.customer, reverse("parties:customer", args=[record.customer_id]))},
    )  # fmt: skip


@require_POST
@allowed_to(rights.EDIT_CONTACTS)
def primary(request: ActorRequest, pk: int) -> HttpResponse:
    """Make it the primary contact."""
    record = queries.contact(request.actor, pk)
    set_primary_contact(contact_id=pk, actor=request.actor, at=now())
    done(request, _("%(name)s 现在是主要联系人") % {"name": record.name})
    return go(request, reverse("parties:customer", args=[record.customer_id]))


@allowed_to(rights.EDIT_CONTACTS)
def invalidate(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then withdraw a contact."""
    record = queries.contact(request.actor, pk)

    def impact() -> Impact:
        trial = invalidate_contact.dry_run(contact_id=pk, reason="—", actor=request.actor, at=now())
        return Impact(
            title=_("使联系人 %(name)s 失效？") % {"name": record.name}, effects=trial.effects,
            do_label=_("使联系人失效"), keep_label=_("保留联系人"), hint=_("已有单据不受影响"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        invalidate_contact.keyed(key)(contact_id=pk, reason=reason, actor=request.actor, at=now())
        done(request, _("联系人 %(name)s 已失效") % {"name": record.name})
        return reverse("parties:customer", args=[record.customer_id])

    return confirm(request, impact=impact, act=act, back_url=_url(record))


@allowed_to(rights.DELETE_CONTACTS)
def delete(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then remove a contact that was never used."""
    record = queries.contact(request.actor, pk)

    def impact() -> Impact:
        trial = delete_contact.dry_run(contact_id=pk, reason="—", actor=request.actor, at=now())
        return Impact(
            title=_("删除联系人 %(name)s？") % {"name": record.name}, effects=trial.effects,
            do_label=_("删除联系人"), keep_label=_("保留联系人"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        delete_contact.keyed(key)(contact_id=pk, reason=reason, actor=request.actor, at=now())
        done(request, _("联系人 %(name)s 已删除") % {"name": record.name})
        return reverse("parties:customer", args=[record.customer_id])

    return confirm(request, impact=impact, act=act, back_url=_url(record))


def _actions(request: ActorRequest, record: Any) -> list[Action]:
    actor, actions = request.actor, []
    if actor.can(rights.EDIT_CONTACTS) and record.is_valid:
        actions.append(
            Action(label=_("修改"), url=reverse("parties:contact_edit", args=[record.pk]), icon="pencil", key="E")
        )
        if not record.is_primary:
            actions.append(
                Action(
                    label=_("设为主要联系人"), url=reverse("parties:contact_primary", args=[record.pk]), method="post"
                )
            )
        actions.append(
            Action(
                label=_("失效"), url=reverse("parties:contact_invalidate", args=[record.pk]), method="dialog", menu=True
            )
        )
    if actor.can(rights.DELETE_CONTACTS) and record.is_valid:
        delete_url = reverse("parties:contact_delete", args=[record.pk])
        actions.append(Action(label=_("删除"), url=delete_url, method="dialog", tone="danger", icon="trash"))
    return actions


def _url(record: Any) -> str:
    return reverse("parties:contact", args=[record.pk])


def _path(customer: Any, url: str) -> list[tuple[Any, str]]:
    return [(CUSTOMERS.title, reverse("parties:customer_list")), (customer.name, url)]
