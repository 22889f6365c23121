"""Entering and editing an order by keyboard; totals and checks come from the server while typing (ORD-004)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.kit.clock import now
from danshu.kit.errors import DomainError, EditConflict, FieldErrors
from danshu.kit.findings import Blocked, Finding
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.drafting import OrderDraft
from danshu.sales.loading import order_lines
from danshu.sales.models import Order
from danshu.sales.operations.create_order import create_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.permissions import CREATE_ORDER, EDIT_ORDER
from danshu.sales.preparation import prepare_order
from danshu.sales.queries import order_by_number
from danshu.sales.rules import SUBMIT, OrderFacts, evaluate
from danshu.sales.web.forms import (
    CHECKS,
    LINES,
    OrderForm,
    chosen_customer,
    item_names,
    stored_head,
    stored_lines,
)
from danshu.ui.forms import posted
from danshu.ui.grid import Grid, Line, LineMessage, Remedy, parse, preview_response
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


@dataclass
class Sheet:
    """The form with its lines, and what the server says about them."""

    form: OrderForm
    lines: list[Line]
    order: Order | None = None
    draft: OrderDraft | None = None
    findings: Sequence[Finding] = ()
    refusal: DomainError | None = None
    problems: list[tuple[str, str]] = field(default_factory=list)
    conflict: EditConflict | None = None

    def context(self, request: ActorRequest) -> dict[str, Any]:
        """Everything the entry page and its parts need."""
        customer_id = self.form.data.get("customer") if self.form.is_bound else self.form.initial.get("customer")
        chosen = int(str(customer_id)) if str(customer_id or "").isdigit() else None
        ticked = self.form.data if self.form.is_bound else {}
        stored = self.order.checklist if self.order else {}
        checks = [(name, label, bool(ticked.get(f"checklist-{name}")) or bool(stored.get(name)))
                  for name, label in CHECKS]  # fmt: skip
        return {
            "sheet": self, "form": self.form, "grid": Grid(LINES, self.lines), "order": self.order,
            "draft": self.draft, "findings": self.findings, "customer": chosen_customer(request.actor, chosen),
            "checks": checks, "title": self.title, "line_count": len(self.lines),
        }  # fmt: skip

    @property
    def title(self) -> str:
        if self.order is None:
            return _("新建销售订单")
        return _("修改订单 %(number)s") % {"number": self.order.number}


def read_sheet(request: ActorRequest, order: Order | None = None) -> Sheet:
    """The posted form and lines, or the stored ones, or an empty form."""
    data = posted(request)
    if data is not None:
        return Sheet(OrderForm(data, actor=request.actor), parse(request.POST, LINES), order)
    if order is not None:
        return Sheet(
            OrderForm(actor=request.actor, initial=stored_head(order)), stored_lines(order_lines(order)), order
        )
    initial = {"customer": request.GET.get("customer", ""), "channel": "staff"}
    return Sheet(OrderForm(actor=request.actor, initial=initial), [])


def examine(sheet: Sheet, request: ActorRequest) -> None:
    """Price and check what is on the sheet; problems are put at their lines and fields, nothing is stored."""
    show_items(sheet)
    if not sheet.form.is_valid():
        return
    entry = sheet.form.entry(sheet.lines)
    try:
        sheet.draft = prepare_order(entry, actor=request.actor, at=now(), keep_customer=sheet.order is not None)
    except FieldErrors as refusal:
        place(sheet, refusal)
    except DomainError as refusal:
        sheet.refusal = refusal
    else:
        facts = OrderFacts(draft=sheet.draft, stage=SUBMIT, actor=request.actor, at=now(), order=sheet.order)
        sheet.findings = evaluate(facts)
        show_amounts(sheet)
        for finding in sheet.findings:
            place_finding(sheet, finding)


def show_items(sheet: Sheet) -> None:
    """Names and units of the chosen items."""
    items = item_names(sheet.lines)
    for line in sheet.lines:
        item = items.get(int(line.values["item"])) if line.values.get("item", "").isdigit() else None
        if item is not None:
            line.shown = {"name": item.name, "unit": item.unit, "amount": ""}


def show_amounts(sheet: Sheet) -> None:
    """What the server computed for each line."""
    if sheet.draft is None:
        return
    for line, drafted, amounts in zip(sheet.lines, sheet.draft.lines, sheet.draft.totals.lines, strict=True):
        line.shown = {
            "name": drafted.item.name, "unit": drafted.item.unit, "amount": f"{amounts.amount:,.2f}",
            "price": f"{drafted.unit_price.normalize():f}", "discount": f"{drafted.entry.discount_rate.normalize():f}",
        }  # fmt: skip


def place(sheet: Sheet, refusal: FieldErrors) -> None:
    """Put each problem beside its field or line."""
    for problem in refusal.problems:
        line, column = _line_of(sheet, problem.field)
        if line is not None:
            line.refuse(column, problem.text)
        elif problem.field in sheet.form.fields:
            sheet.form.add_error(problem.field, problem.text)
        else:
            sheet.problems.append((f"id_{problem.field}", problem.text))


def place_finding(sheet: Sheet, finding: Finding) -> None:
    """A finding about a line is also shown under it."""
    line, column = _line_of(sheet, finding.field)
    if line is None:
        return
    remedies = [Remedy(label=finding.fix_label, values={column: finding.fix_url})] if finding.fix_label else []
    tone = "bad" if finding.severity == "block" else "warn"
    line.messages.append(LineMessage(text=finding.text, tone=tone, field=column, remedies=remedies))


def _line_of(sheet: Sheet, name: str) -> tuple[Line | None, str]:
    prefix, _dash, rest = name.partition("-")
    position, _dash, column = rest.partition("-")
    if prefix == "lines" and position.isdigit() and int(position) < len(sheet.lines):
        return sheet.lines[int(position)], column
    return None, ""


def answer(request: ActorRequest, sheet: Sheet) -> HttpResponse:
    """The entry page: 422 with errors, 409 on a conflict."""
    bad = sheet.form.errors or sheet.problems or sheet.refusal or any(line.bad_fields for line in sheet.lines)
    status = 409 if sheet.conflict else 422 if request.method == "POST" and bad else 200
    return render_page(request, "sales/entry.html", sheet.context(request), status=status)


def save(request: ActorRequest, sheet: Sheet) -> HttpResponse:
    """Store the sheet through the operations; every refusal comes back to the page with the entries kept."""
    if not sheet.form.is_valid():
        show_items(sheet)
        return answer(request, sheet)
    submitting = "submit" in request.POST
    entry, form, actor, at = sheet.form.entry(sheet.lines), sheet.form, request.actor, now()
    try:
        if sheet.order is None:
            order = create_order.keyed(form.token)(entry=entry, submit=submitting, actor=actor, at=at)
        else:
            order = edit_order.keyed(form.token)(
                order_id=sheet.order.pk, entry=entry, version=form.seen_version, actor=actor, at=at
            )
            if submitting:
                order = submit_order(order_id=order.pk, actor=actor, at=at)
    except FieldErrors as refusal:
        examine(sheet, request)
        if not any(line.bad_fields for line in sheet.lines) and not sheet.form.errors:
            place(sheet, refusal)
    except Blocked as refusal:
        examine(sheet, request)
        sheet.problems += [(f"id_{f.field}" if f.field else "checks", f.text) for f in refusal.findings]
    except EditConflict as refusal:
        sheet.conflict = sheet.form.conflict = refusal
    except DomainError as refusal:
        examine(sheet, request)
        sheet.refusal = refusal
        sheet.problems.append(("form", str(refusal)))
    else:
        said = _("订单 %(number)s 已提交审核") if submitting else _("订单 %(number)s 已保存")
        done(request, said % {"number": order.number})
        return go(request, reverse("sales:order", args=[order.number]))
    return answer(request, sheet)


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
    """GET: the stored order; POST: save it, or save and submit."""
    order = order_by_number(request.actor, number, EDIT_ORDER)
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
    context = sheet.context(request)
    parts = dict.fromkeys(("sales/totals.html", "sales/checks.html", "sales/customer_facts.html"), context)
    return preview_response(request, LINES, sheet.lines, parts=parts)


@allowed_to(CREATE_ORDER)
def customer_facts(request: ActorRequest) -> HttpResponse:
    """GET: terms, addresses and contact of a chosen customer."""
    key = request.GET.get("customer", "")
    customer = chosen_customer(request.actor, int(key)) if key.isdigit() else None
    return render_page(request, "sales/customer_facts.html", {"customer": customer})
