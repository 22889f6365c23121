"""Entering and editing an order by keyboard; totals and checks come from the server while typing (ORD-004)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.kit.clock import now
from danshu.kit.errors import DomainError, EditConflict, FieldErrors
from danshu.kit.findings import Blocked, blocking
from danshu.kit.keys import key_of
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import clauses
from danshu.sales.editing import NotEditable, editable_fields
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import order_lines
from danshu.sales.models import Order
from danshu.sales.operations.create_order import TotalChanged, create_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.permissions import CREATE_ORDER, EDIT_ORDER
from danshu.sales.queries import order_by_number
from danshu.sales.web.forms import LINES, chosen_customer
from danshu.sales.web.price_words import prices_said
from danshu.sales.web.sheet import Sheet, confirm_total, examine, place, place_stops, read_sheet, show_items
from danshu.ui.formats import money_text
from danshu.ui.grid import preview_response
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page

# what the preview replaces while typing
PARTS = ("sales/totals.html", "sales/checks.html", "sales/customer_facts.html", "sales/delivery_method.html",
         "sales/line_notes.html", "sales/bar_total.html", "sales/usual.html")  # fmt: skip


def answer(request: ActorRequest, sheet: Sheet) -> HttpResponse:
    """The entry page: 422 with errors, 409 on a conflict."""
    bad = sheet.form.errors or sheet.problems or sheet.refusal or any(line.bad_fields for line in sheet.lines)
    status = 409 if sheet.conflict else 422 if request.method == "POST" and bad else 200
    return render_page(request, "sales/entry.html", sheet.context(request), status=status)


def save(request: ActorRequest, sheet: Sheet) -> HttpResponse:
    """Store the sheet through the operations; every refusal comes back to the page with the entries kept."""
    submitting = "submit" in request.POST
    if not sheet.form.is_valid():  # one wrong field keeps nobody from hearing what is wrong with the lines
        examine(sheet, request)
        if submitting:
            place_stops(sheet, blocking(sheet.findings))
        return answer(request, sheet)
    try:
        order = _store(request, sheet, submitting=submitting)
    except FieldErrors as refusal:
        examine(sheet, request)
        if not any(line.bad_fields for line in sheet.lines) and not sheet.form.errors:
            place(sheet, refusal)
        if submitting:
            place_stops(sheet, blocking(sheet.findings))
    except Blocked as refusal:
        examine(sheet, request)
        place_stops(sheet, refusal.findings)
    except EditConflict as refusal:
        show_items(sheet)
        sheet.conflict = sheet.form.conflict = refusal
    except TotalChanged as refusal:
        examine(sheet, request)
        confirm_total(sheet, refusal)
    except DomainError as refusal:
        examine(sheet, request)
        sheet.refusal = refusal
        sheet.problems.append(("form", str(refusal)))
    else:
        said = _("订单 %(number)s 已提交审核") if submitting else _("订单 %(number)s 已保存")
        if sheet.order is None and not submitting:
            said = _("订单创建成功：%(number)s")
        told = (said % {"number": order.number}, money_text(order.total, order.currency))
        done(request, clauses(filter(None, [" · ".join(told), prices_said(sheet.stored, order_lines(order))])))
        return go(request, reverse("sales:order", args=[order.number]))
    return answer(request, sheet)


def _store(request: ActorRequest, sheet: Sheet, *, submitting: bool) -> Order:
    form, actor, at = sheet.form, request.actor, now()
    given: dict[str, Any] = {"entry": form.entry(sheet.lines), "expected_total": sheet.seen_total}
    if sheet.order is None:
        return create_order.keyed(form.token)(**given, submit=submitting, actor=actor, at=at)
    version = form.seen_version
    return edit_order.keyed(form.token)(
        order_id=sheet.order.pk, **given, version=version, submit=submitting, takes_list_prices=True, actor=actor, at=at
    )


@allowed_to(CREATE_ORDER)
def sent_back(request: ActorRequest) -> HttpResponse:
    """One's rejected orders, as a page of the menu: a tab of the order list."""
    return go(request, f"{reverse('sales:order_list')}?tab=sent_back")


@allowed_to(CREATE_ORDER)
def order_new(request: ActorRequest) -> HttpResponse:
    """GET: an empty sheet; POST: save as draft, or submit."""
    sheet = read_sheet(request)
    if request.method != "POST":
        return answer(request, sheet)
    if "recalculate" in request.POST:
        examine(sheet, request)
        return answer(request, sheet)
    return save(request, sheet)


@allowed_to(EDIT_ORDER)
def order_edit(request: ActorRequest, number: str) -> HttpResponse:
    """GET: the stored order, locked as far as its status says (NotEditable when it ended); POST: save it, or submit."""
    order = order_by_number(request.actor, number, EDIT_ORDER)
    if request.method != "POST" and not editable_fields(order, request.actor):
        raise NotEditable(number=order.number, state=OrderStatus(order.status).label)
    sheet = read_sheet(request, order)
    if request.method != "POST" or "recalculate" in request.POST:
        examine(sheet, request)
        return answer(request, sheet)
    return save(request, sheet)


@require_POST
@allowed_to(CREATE_ORDER)
def preview(request: ActorRequest) -> HttpResponse:
    """POST while typing: line amounts, totals and checks; stores nothing."""
    sheet = read_sheet(request)
    examine(sheet, request)
    parts = dict.fromkeys(PARTS, sheet.context(request))
    return preview_response(request, LINES, sheet.lines, parts=parts)


@allowed_to(CREATE_ORDER)
def customer_facts(request: ActorRequest) -> HttpResponse:
    """GET: terms, addresses and contact of a chosen customer."""
    customer = chosen_customer(request.actor, key_of(request.GET.get("customer")))
    return render_page(request, "sales/customer_facts.html", {"customer": customer})
