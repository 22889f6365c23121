"""Creating and editing customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.kit.clock import now
from danshu.kit.findings import Blocked, Finding, warnings
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import listed
from danshu.parties import permissions as rights
from danshu.parties import queries
from danshu.parties.errors import InvalidRecord
from danshu.parties.operations.create_customer import create_customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.reviewing import field_labels
from danshu.parties.web.forms import CustomerForm
from danshu.ui.forms import form_page, posted
from danshu.ui.messages import done, warn
from danshu.ui.responses import render_page

TEMPLATE = "parties/customer_form.html"


@allowed_to(rights.CREATE_CUSTOMERS)
def customer_new(request: ActorRequest) -> HttpResponse:
    """Add a customer with contacts and an address (CUS-002)."""
    form = CustomerForm(posted(request), actor=request.actor)

    def save() -> str:
        values, contacts = form.customer_values(), form.contacts()
        similar = _similar(request, form, contacts)
        customer = create_customer.keyed(form.token)(
            values=values, contacts=contacts, addresses=form.addresses(), invoice=form.invoice_values(),
            custom=form.custom_values(), owner_id=form.cleaned_data.get("owner"), duplicate_reason=form.cleaned_data.get("duplicate_reason", ""),
            actor=request.actor, at=now(),
        )  # fmt: skip
        facts = {"number": customer.number, "name": customer.name}
        done(request, _("客户 %(number)s %(name)s 已建立") % facts)
        if not customer.is_vetted:
            warn(request, _("新客户已提交审核；通过前只能记录往来，不能下单"))
        _warn(request, similar)
        return reverse("parties:customer", args=[customer.pk])

    return form_page(
        request, form, save, template=TEMPLATE, title=_("新建客户"), back_url=reverse("parties:customer_list"),
        context={"breadcrumb": _breadcrumb(), "findings": lambda: _blocked(form)},
    )  # fmt: skip


@allowed_to(rights.EDIT_CUSTOMERS)
def customer_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a customer (CUS-005)."""
    record = queries.customer(request.actor, pk, permission=rights.EDIT_CUSTOMERS)
    if not record.is_valid:
        raise InvalidRecord(label=record.name)
    form = CustomerForm(
        posted(request), actor=request.actor, record=record, invoice=queries.invoice_of(request.actor, pk),
        initial={"version": record.version},
    )  # fmt: skip
    url = reverse("parties:customer", args=[pk])

    def save() -> str:
        values = form.customer_values()
        similar = _similar(request, form, [], besides=pk)
        customer = edit_customer.keyed(form.token)(
            customer_id=pk, changes=values, invoice=form.invoice_values(), custom=form.custom_values(),
            version=form.seen_version,
            duplicate_reason=form.cleaned_data.get("duplicate_reason", ""),
            reason=form.cleaned_data.get("review_reason", ""), actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("客户 %(number)s %(name)s 已保存") % {"number": customer.number, "name": customer.name})
        if customer.held_back:
            fields = listed(field_labels(customer.held_back))
            warn(request, _("%(fields)s已提交审核，通过前保持原值") % {"fields": fields})
        _warn(request, similar)
        return url

    return form_page(
        request, form, save, template=TEMPLATE, title=_("修改客户"), back_url=url,
        context={"breadcrumb": [*_breadcrumb(), (record.name, url)], "findings": lambda: _blocked(form), "record": record},
    )  # fmt: skip


@require_POST
@allowed_to(rights.CREATE_CUSTOMERS)
def duplicates(request: ActorRequest) -> HttpResponse:
    """Possible duplicates of what is being typed, while it is typed (CUS-003)."""
    form = CustomerForm(request.POST, actor=request.actor)
    form.is_valid()
    found = _similar(request, form, form.contacts())
    return render_page(request, "parties/duplicates.html", {"findings": found}, partial="parties/duplicates.html")


def _similar(
    request: ActorRequest, form: CustomerForm, contacts: Sequence[dict[str, Any]], besides: int = 0
) -> list[Finding]:
    invoice = {"tax_number": form.cleaned_data.get("invoice-tax_number", "")}
    return queries.possible_duplicates(
        values=form.customer_values(),
        contacts=contacts,
        invoice=invoice,
        actor=request.actor,
        besides=besides,
        at=now(),
    )


def _warn(request: ActorRequest, findings: Sequence[Finding]) -> None:
    for finding in warnings(findings)[:3]:
        warn(request, finding.text)


def _blocked(form: CustomerForm) -> Sequence[Finding]:
    return form.refusal.findings if isinstance(form.refusal, Blocked) else ()


def _breadcrumb() -> list[tuple[str, str]]:
    return [(_("客户"), reverse("parties:customer_list"))]
