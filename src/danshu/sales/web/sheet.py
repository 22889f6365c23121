"""The sheet of an order being entered: form, lines, and what the server says about them (ORD-004, ORD-008)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.catalog.permissions import ITEM_CREATE
from danshu.catalog.queries import items_by_code
from danshu.currencies.queries import base_currency, in_base
from danshu.currencies.words import rate_text
from danshu.kit.clock import now
from danshu.kit.errors import DomainError, EditConflict, FieldErrors
from danshu.kit.findings import Finding, Severity
from danshu.kit.keys import key_of
from danshu.kit.web import ActorRequest
from danshu.kit.words import with_count
from danshu.sales.custom import with_stored_custom
from danshu.sales.drafting import OrderDraft, OrderEntry
from danshu.sales.editing import with_kept_contact, with_stored_prices
from danshu.sales.loading import lines_by_id, order_lines, stored_draft, stored_entry
from danshu.sales.models import Order, OrderLine
from danshu.sales.operations.create_order import TotalChanged
from danshu.sales.preparation import prepare_order
from danshu.sales.queries import order_by_number
from danshu.sales.roles import TEXTS
from danshu.sales.rules import SUBMIT, OrderFacts, evaluate
from danshu.sales.web.findings import foreseen
from danshu.sales.web.forms import (
    LINES,
    OrderForm,
    chosen_customer,
    item_names,
    number_of,
    stored_head,
    stored_lines,
)
from danshu.sales.web.locks import Locks, lock
from danshu.sales.web.statuses import ORDER_STATUSES
from danshu.sales.web.usual import copied_head, copied_lines, usual_context
from danshu.sales.words import CHECKS
from danshu.ui.formats import price_text
from danshu.ui.forms import Problem, posted
from danshu.ui.grid import Grid, Line, LineMessage, Remedy, parse

ROLE_FIELDS = ("paying_customer", "invoice_customer", *TEXTS)
# fields that wait behind a disclosure because the customer's own data serve for them
ELSEWHERE = ("delivery_region", "delivery_address", "recipient", "recipient_phone", "contact_name", "contact_phone", "contact_email",
             "contract_number")  # fmt: skip


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
    stored: Sequence[OrderLine] = ()
    locks: Locks = field(default_factory=Locks)
    copied_from: Order | None = None
    priced: Sequence[Line] = ()  # the rows of the draft's lines: all, or those without fault

    @property
    def is_partial(self) -> bool:
        """True when the draft leaves out faulty rows."""
        return self.draft is not None and len(self.priced) < len(self.lines)

    def context(self, request: ActorRequest) -> dict[str, Any]:
        """Everything the entry page and its parts need."""
        customer_id = self.form.data.get("customer") if self.form.is_bound else self.form.initial.get("customer")
        grid = Grid(LINES, self.lines, is_unpriced=self.copied_from is not None)
        customer = chosen_customer(request.actor, key_of(customer_id))
        self.form.further = [Problem(target, "", text) for target, text in [*self.problems, *grid.problems()]]
        return {
            "sheet": self, "form": self.form, "grid": grid, "order": self.order, "locks": self.locks,
            "draft": self.draft, "findings": self.findings, "customer": customer,
            "item_url": reverse("catalog:item_new") if request.actor.can(ITEM_CREATE) else "",
            "custom": [(self.form[name], span) for name, span in self.form.custom.spans()],
            "checks": self.checks(), "order_status": ORDER_STATUSES[self.order.status] if self.order else None, "title": self.title, "line_count": len(self.lines),
            "address_id": self.form.data.get("address_id", "") if self.form.is_bound else "",
            "other_open": any(name in self.form.errors for name in ELSEWHERE) if self.form.is_bound else False,
            "roles_open": self.form.is_bound and any(name in self.form.errors for name in ROLE_FIELDS),
            **usual_context(request.actor, customer, self.order),
            **_money_context(self.draft),
            "noted": any(line.values.get("remark") or line.values.get("wanted_date") for line in self.lines),
        }  # fmt: skip

    def checks(self) -> list[tuple[str, Any, bool]]:
        """The boxes of the checklist: as posted, else as stored."""
        stored = self.order.checklist if self.order and not self.form.is_bound else {}
        ticked = self.form.data if self.form.is_bound else {}
        return [(name, label, bool(ticked.get(f"checklist-{name}") or stored.get(name))) for name, label in CHECKS]

    @property
    def seen_total(self) -> Decimal | None:
        """The total that the page showed when the button was pressed; None when it showed none."""
        return number_of(self.form.data.get("seen_total", "")) if self.form.is_bound else None

    @property
    def title(self) -> str:
        if self.order is None:
            return _("新建销售订单")
        return _("修改订单 %(number)s") % {"number": self.order.number}


def _money_context(draft: OrderDraft | None) -> dict[str, Any]:
    """The total in the company's currency beside that of the order (CAT-020)."""
    base = base_currency()
    if draft is None or draft.currency == base:
        return {"base_currency": base}
    return {"base_currency": base, "rate": rate_text(draft.rate), "base_total": in_base(draft.totals.total, draft.rate)}


def read_sheet(request: ActorRequest, order: Order | None = None) -> Sheet:
    """The posted form and lines, or the stored ones, or an empty form."""
    data = posted(request)
    stored = order_lines(order) if order is not None else []
    if data is not None:
        form = OrderForm(data, actor=request.actor, order=order)
        locks = lock(form, order, request.actor)
        lines = with_pasted(with_notes(parse(request.POST, LINES), request.POST))
        return Sheet(form, lines, order, stored=stored, locks=locks)
    if order is not None:
        form = OrderForm(actor=request.actor, initial=stored_head(order), order=order)
        locks = lock(form, order, request.actor)
        return Sheet(form, stored_lines(stored), order, stored=stored, locks=locks)
    if copied := request.GET.get("copy", ""):
        return _copy_of(order_by_number(request.actor, copied), request)
    initial = {"customer": request.GET.get("customer", ""), "channel": "staff"}
    return Sheet(OrderForm(actor=request.actor, initial=initial), [])


def _copy_of(source: Order, request: ActorRequest) -> Sheet:
    """A new sheet with the customer, terms, items and quantities of an order; nothing is stored yet."""
    form = OrderForm(actor=request.actor, initial=copied_head(source))
    sheet = Sheet(form, copied_lines(order_lines(source)), copied_from=source)
    show_items(sheet)
    return sheet


def with_notes(lines: list[Line], data: Any) -> list[Line]:
    """The rows with the wanted date and the remark that are entered below the grid."""
    for line in lines:
        for name in ("wanted_date", "remark"):
            line.values[name] = str(data.get(f"lines-{line.index}-{name}", "") or "").strip()
    return lines


def with_pasted(lines: list[Line]) -> list[Line]:
    """Rows from a spreadsheet name their product by its code: with a quantity beside it no finder is needed."""
    pasted = [
        line for line in lines if line.values["item-text"] and line.values["quantity"] and not line.values["item"]
    ]
    found = items_by_code([line.values["item-text"] for line in pasted])
    for line in pasted:
        line.values["item"] = str(found.get(line.values["item-text"].upper(), ""))
    return lines


def examine(sheet: Sheet, request: ActorRequest) -> None:
    """Price and check what is on the sheet; problems are put at their lines and fields, nothing is stored."""
    show_items(sheet)
    sheet.priced = sheet.lines
    if sheet.order is not None and not sheet.form.is_bound:
        sheet.draft = stored_draft(sheet.order, sheet.stored, at=now())
    else:
        sheet.form.is_valid()  # what is left of a faulty form is examined all the same
        try:
            entry = _in_chosen_currency(sheet, sheet.form.entry(sheet.lines), request)
            stored = stored_entry(sheet.order, sheet.stored) if sheet.order is not None else None
            if stored is not None and sheet.order is not None:
                entry = with_stored_custom(with_kept_contact(entry, stored), sheet.order, actor=request.actor)
            sheet.draft = prepare_order(entry, actor=request.actor, at=now(), stored=stored, order=sheet.order)
        except FieldErrors as refusal:
            place(sheet, refusal)
            sheet.draft = _without_faulty_rows(sheet, entry, refusal, request, stored)
            if sheet.draft is None:
                return
        except DomainError as refusal:
            sheet.refusal = refusal
            return
    _check(sheet, sheet.draft, request)


def _in_chosen_currency(sheet: Sheet, entry: OrderEntry, request: ActorRequest) -> OrderEntry:
    """Prices that the page shows in the currency of the stored order are none in another one: the list is asked anew.

    The page says in which currency its prices are (`priced_in`); while typing only its lines name the order.
    """
    before = str(sheet.form.data.get("priced_in", ""))
    if not before or entry.currency == before:
        return entry
    stored = sheet.stored or lines_by_id(request.actor, [line.line_id for line in entry.lines if line.line_id])
    priced = with_stored_prices(entry, stored, currency=before)
    for line, old, new in zip(sheet.lines, entry.lines, priced.lines, strict=True):
        if old.unit_price is not None and new.unit_price is None:
            text = _("换了币种，单价按价格表或汇率重新计算")
            line.messages.append(LineMessage(text=text, tone="warn", field="price"))
    return priced


def _check(sheet: Sheet, draft: OrderDraft, request: ActorRequest) -> None:
    facts = OrderFacts(draft=draft, stage=SUBMIT, actor=request.actor, at=now(), order=sheet.order)
    stops = evaluate(facts)
    if sheet.is_partial:  # what concerns lines would count them without the faulty ones
        stops = [found for found in stops if not found.field.startswith("lines")]
    left_out = len(sheet.lines) - len(sheet.priced)
    sheet.findings = [*(_left_out(left_out) if left_out else ()), *stops, *foreseen(facts, stops)]
    show_amounts(sheet)
    for finding in stops:
        place_finding(sheet, finding)
    name_new_prices(sheet, draft)


def _left_out(count: int) -> Iterator[Finding]:
    yield Finding("partial", Severity.WARN, with_count("%(count)s 行还没填好，下面的检查没有算它") % {"count": count})


def _without_faulty_rows(
    sheet: Sheet, entry: OrderEntry, refusal: FieldErrors, request: ActorRequest, stored: OrderEntry | None
) -> OrderDraft | None:
    """The draft of the rows without fault, so that one slip does not blank every amount; None without such rows."""
    fields = [problem.field.split("-") for problem in refusal.problems]
    if any(len(parts) < 3 or parts[0] != "lines" for parts in fields):
        return None
    faulty = {int(parts[1]) for parts in fields}
    sheet.priced = [line for index, line in enumerate(sheet.lines) if index not in faulty]
    kept = [line for index, line in enumerate(entry.lines) if index not in faulty]
    if not kept:
        return None
    try:
        return prepare_order(
            replace(entry, lines=kept), actor=request.actor, at=now(), stored=stored, order=sheet.order
        )
    except DomainError:
        return None


def name_new_prices(sheet: Sheet, draft: OrderDraft) -> None:
    """Say beside a stored line that its list price has changed since it was entered (ORD-006)."""
    agreed = {str(line.pk): line for line in sheet.stored if line.price_source != "manual"}
    for line, drafted in zip(sheet.priced, draft.lines, strict=True):
        before = agreed.get(line.values.get("id", ""))
        if before is None or before.item_id != drafted.item.id or drafted.list_price == before.list_price:
            continue
        if drafted.unit_price == before.unit_price:
            price = f"{drafted.list_price.normalize():f}"
            text = _("价格表在保存后改为 %(price)s，本行仍是 %(stored)s") % {
                "price": price, "stored": f"{before.unit_price.normalize():f}",
            }  # fmt: skip
            remedy = Remedy(label=_("改为 %(price)s") % {"price": price}, values={"price": price})
            line.messages.append(LineMessage(text=text, tone="warn", field="price", remedies=[remedy]))


def confirm_total(sheet: Sheet, refusal: TotalChanged) -> None:
    """Show the new total; pressing the button again confirms it."""
    sheet.problems.append(("totals", str(refusal)))


def show_items(sheet: Sheet) -> None:
    """Names and units of the chosen items."""
    items = item_names(sheet.lines)
    for line in sheet.lines:
        item = items.get(key_of(line.values.get("item")) or 0)
        if item is not None:
            line.values["item-text"] = item.code  # a row that was handed over names it in other words
            line.shown = {"name": item.name, "unit": item.unit, "amount": line.shown.get("amount", "")} | _named(line)


def _named(line: Line) -> dict[str, str]:
    """The product's key for a row that was pasted with its code alone."""
    return {"item": line.values["item"]} if line.values["item"] else {}


def show_amounts(sheet: Sheet) -> None:
    """What the server computed for each line."""
    if sheet.draft is None:
        return
    for line, drafted, amounts in zip(sheet.priced, sheet.draft.lines, sheet.draft.totals.lines, strict=True):
        line.shown = {
            "name": drafted.item.name, "unit": drafted.item.unit, "amount": f"{amounts.amount:,.2f}",
            "price": price_text(drafted.unit_price), "discount": f"{drafted.entry.discount_rate.normalize():f}",
            **_named(line),
        }  # fmt: skip


def place(sheet: Sheet, refusal: FieldErrors) -> None:
    """Put each problem beside its field or line."""
    for problem in refusal.problems:
        line, column = _line_of(sheet, problem.field)
        if line is not None:
            line.refuse(column, problem.text)
        elif problem.field in sheet.form.fields:
            if problem.field not in sheet.form.errors:  # its own mistake comes first
                sheet.form.add_error(problem.field, problem.text)
        else:
            sheet.problems.append((f"id_{problem.field}", problem.text))


def place_stops(sheet: Sheet, findings: Sequence[Finding]) -> None:
    """What stops the submission: beside its field, or only in the summary; lines carry theirs already."""
    for finding in findings:
        if finding.field in sheet.form.fields:
            if finding.field not in sheet.form.errors:
                sheet.form.add_error(finding.field, finding.text)
        elif _line_of(sheet, finding.field)[0] is None:
            sheet.problems.append((f"id_{finding.field}" if finding.field else "checks", finding.text))


def place_finding(sheet: Sheet, finding: Finding) -> None:
    """A finding about a line is also shown under it."""
    line, column = _line_of(sheet, finding.field)
    if line is None:
        return
    remedies = [Remedy(label=finding.fix_label, values={column: finding.fix_value})] if finding.fix_value else []
    tone = "bad" if finding.severity == "block" else "warn"
    line.messages.append(LineMessage(text=finding.text, tone=tone, field=column, remedies=remedies))


def _line_of(sheet: Sheet, name: str) -> tuple[Line | None, str]:
    prefix, _dash, rest = name.partition("-")
    position, _dash, column = rest.partition("-")
    if prefix == "lines" and position.isdecimal() and int(position) < len(sheet.lines):
        return sheet.lines[int(position)], column
    return None, ""
