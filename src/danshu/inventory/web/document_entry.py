"""Entering and editing stock orders by keyboard (INV-006)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.inventory.errors import StockShort
from danshu.inventory.models import StockDocument
from danshu.inventory.models.document import Direction
from danshu.inventory.operations.confirm_stock_document import confirm_stock_document
from danshu.inventory.operations.create_stock_document import create_stock_document
from danshu.inventory.operations.edit_stock_document import edit_stock_document
from danshu.inventory.permissions import CONFIRM_DOCUMENT, CREATE_DOCUMENT
from danshu.inventory.rules import line_problems
from danshu.inventory.screens import document_by_number
from danshu.inventory.web.document_forms import DocumentForm, entries, lines_spec, show_items, stored_head, stored_lines
from danshu.kit.clock import now
from danshu.kit.errors import DomainError, EditConflict, FieldErrors
from danshu.kit.keys import key_of
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.forms import posted
from danshu.ui.grid import Grid, GridSpec, Line, parse, preview_response
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


@dataclass
class Sheet:
    """The form with its lines, and what the server says about them."""

    direction: str
    form: DocumentForm
    spec: GridSpec
    lines: list[Line]
    document: StockDocument | None = None
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The page's name."""
        if self.document is not None:
            return _("修改 %(number)s") % {"number": self.document.number}
        return _("新建入库单") if self.direction == Direction.IN else _("新建出库单")

    def show(self) -> None:
        """Fill in what the server knows of the chosen items."""
        given = self.form.data if self.form.is_bound else self.form.initial
        show_items(self.lines, key_of(given.get("warehouse")))

    def place(self, refusal: DomainError) -> None:
        """Put what was refused beside its line or field, else at the top."""
        if isinstance(refusal, FieldErrors):
            for problem in refusal.problems:
                self._place_one(problem.field, problem.text)
        elif isinstance(refusal, StockShort):
            self._place_gaps(refusal)
        else:
            self._place_one(refusal.field, str(refusal))

    def _place_one(self, name: str, text: str) -> None:
        parts = name.split("-", 2)
        if parts[0] == "lines" and len(parts) == 3 and int(parts[1]) < len(self.lines):
            self.lines[int(parts[1])].refuse(parts[2], text)
        elif name in self.form.fields:
            self.form.add_error(name, text)
        else:
            self.problems.append(("lines", text))

    def _place_gaps(self, refusal: StockShort) -> None:
        for gap in refusal.gaps:
            wanting = [line for line in self.lines if line.values.get("item") == str(gap.item_id)]
            for line in wanting:
                line.refuse("quantity", gap.text)
            if not wanting:
                self.problems.append(("lines", gap.text))


def _read(request: ActorRequest, direction: str, document: StockDocument | None = None) -> Sheet:
    spec = lines_spec(direction, sees_cost=request.actor.can("catalog.cost.view"))
    data = posted(request)
    if data is not None:
        form = DocumentForm(data, direction=direction, actor=request.actor)
        return Sheet(direction, form, spec, parse(request.POST, spec), document)
    if document is not None:
        form = DocumentForm(direction=direction, actor=request.actor, initial=stored_head(document))
        return Sheet(direction, form, spec, stored_lines(list(document.lines.select_related("item"))), document)
    return Sheet(direction, DocumentForm(direction=direction, actor=request.actor), spec, [])


def _answer(request: ActorRequest, sheet: Sheet) -> HttpResponse:
    sheet.show()
    bad = sheet.form.errors or sheet.problems or any(line.bad_fields for line in sheet.lines)
    status = 409 if sheet.form.conflict else 422 if request.method == "POST" and bad else 200
    grid = Grid(sheet.spec, sheet.lines)
    context: dict[str, Any] = {
        "sheet": sheet, "form": sheet.form, "grid": grid, "title": sheet.title, "document": sheet.document,
        "can_confirm": request.actor.can(CONFIRM_DOCUMENT),
    }  # fmt: skip
    return render_page(request, "inventory/document_entry.html", context, status=status)


def _save(request: ActorRequest, sheet: Sheet) -> HttpResponse:
    """Store the sheet through the operations; every refusal comes back to the page with the entries kept."""
    if not sheet.form.is_valid():  # one wrong field keeps nobody from hearing what is wrong with the lines
        for problem in line_problems(entries(sheet.lines), sheet.direction):
            sheet.place(FieldErrors([problem]))
        return _answer(request, sheet)
    confirming = "confirm" in request.POST
    try:
        document = _store(request, sheet, confirming=confirming)
    except EditConflict as refusal:
        sheet.form.conflict = refusal
    except DomainError as refusal:
        sheet.place(refusal)
    else:
        said = _("%(number)s 已确认，库存已更新") if confirming else _("%(number)s 已保存为草稿")
        done(request, said % {"number": document.number})
        return go(request, reverse("inventory:document", args=[document.number]))
    return _answer(request, sheet)


def _store(request: ActorRequest, sheet: Sheet, *, confirming: bool) -> StockDocument:
    form, actor, at = sheet.form, request.actor, now()
    head, lines = form.head(), entries(sheet.lines)
    if sheet.document is None:
        return create_stock_document.keyed(form.token)(
            direction=sheet.direction, **head, lines=lines, confirm=confirming, actor=actor, at=at
        )
    document = edit_stock_document.keyed(form.token)(
        document_id=sheet.document.pk, version=form.seen_version, **head, lines=lines, actor=actor, at=at
    )
    if confirming:
        confirm_stock_document.keyed(f"{form.token}:confirm")(document_id=document.pk, actor=actor, at=at)
    return document


def _known(direction: str) -> str:
    if direction not in Direction.values:
        raise Http404
    return direction


@allowed_to(CREATE_DOCUMENT)
def document_new(request: ActorRequest, direction: str) -> HttpResponse:
    """GET: an empty sheet; POST: save as draft, or confirm at once."""
    sheet = _read(request, _known(direction))
    if request.method != "POST" or "recalculate" in request.POST:
        return _answer(request, sheet)
    return _save(request, sheet)


@allowed_to(CREATE_DOCUMENT)
def document_edit(request: ActorRequest, number: str) -> HttpResponse:
    """GET: the draft; POST: save it, or save and confirm."""
    document = document_by_number(request.actor, number, CREATE_DOCUMENT)
    sheet = _read(request, document.direction, document)
    if request.method != "POST" or "recalculate" in request.POST:
        return _answer(request, sheet)
    return _save(request, sheet)


@require_POST
@allowed_to(CREATE_DOCUMENT)
def document_preview(request: ActorRequest, direction: str) -> HttpResponse:
    """POST while typing: names, units and what is available; stores nothing."""
    sheet = _read(request, _known(direction))
    sheet.show()
    return preview_response(request, sheet.spec, sheet.lines, parts={})
