"""The sheet of a change being entered: form, lines, and what the trial of the real operation says about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from danshu.amendments.lifecycle import Aspect
from danshu.amendments.models import Amendment
from danshu.amendments.operations.propose_amendment import propose_amendment
from danshu.amendments.rules import passes_at_once
from danshu.amendments.web.forms import AmendmentForm, grid_of, stored_terms
from danshu.amendments.web.shown import Compared, compared
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.errors import DomainError, EditConflict, FieldErrors
from danshu.kit.findings import Blocked
from danshu.kit.keys import key_of
from danshu.kit.web import ActorRequest
from danshu.sales.loading import order_lines
from danshu.sales.records import Order, OrderLine
from danshu.sales.sight import kinds_seen
from danshu.sales.web.forms import item_names, stored_lines
from danshu.sales.web.sheet import with_notes
from danshu.ui.forms import Problem, posted
from danshu.ui.grid import Grid, Line, parse


@dataclass
class ChangeSheet:
    """What somebody wants, and what would become of it."""

    form: AmendmentForm
    lines: list[Line]
    order: Order
    stored: Sequence[OrderLine]
    amendment: Amendment | None = None
    effects: Sequence[Effect] = ()
    refusal: DomainError | None = None
    problems: list[tuple[str, str]] = field(default_factory=list)
    at_once: bool = False

    @property
    def conflict(self) -> EditConflict | None:
        """Somebody else changed the order meanwhile."""
        return self.refusal if isinstance(self.refusal, EditConflict) else None

    @property
    def is_bad(self) -> bool:
        """True when something must be mended before it can be proposed."""
        return bool(self.form.errors or self.problems or any(line.bad_fields for line in self.lines))

    def compared(self) -> Compared | None:
        """Both versions side by side, as far as the entries make one."""
        if self.amendment is None:
            return None
        shipped = {line.pk: line.shipped_quantity for line in self.stored}
        return compared(self.amendment.before, self.amendment.after, seen=kinds_seen(self.order), shipped=shipped)

    def context(self) -> dict[str, Any]:
        """Everything the page and its parts need."""
        grid = Grid(grid_of(self.order.number), self.lines)
        self.form.further = [Problem(target, "", text) for target, text in [*self.problems, *grid.problems()]]
        stops = self.refusal.findings if isinstance(self.refusal, Blocked) else ()
        return {
            "sheet": self, "form": self.form, "grid": grid, "order": self.order, "compared": self.compared(),
            "effects": self.effects, "stops": stops, "refusal": None if stops or self.conflict else self.refusal,
            "needs": needs(self.amendment) if self.amendment and not self.at_once else [], "at_once": self.at_once,
            "amendment": self.amendment, "currency": self.order.currency, "stored": self.stored,
            "title": _("变更订单 %(number)s") % {"number": self.order.number},
            "noted": any(line.values.get("remark") or line.values.get("wanted_date") for line in self.lines),
        }  # fmt: skip


def needs(amendment: Amendment) -> list[str]:
    """What has to be approved, in words."""
    words = [str(Aspect(code).label) for code in amendment.aspects]
    return [*words, *([_("主管审批")] if amendment.conditions else [])] or [_("审核人确认")]


def read_sheet(request: ActorRequest, order: Order) -> ChangeSheet:
    """The posted entries, or the order as it is."""
    stored, data = order_lines(order), posted(request)
    if data is None:
        form = AmendmentForm(actor=request.actor, order=order, initial=stored_terms(order))
        return ChangeSheet(form, stored_lines(stored), order, stored)
    form = AmendmentForm(data, actor=request.actor, order=order)
    lines = with_notes(parse(request.POST, grid_of(order.number)), request.POST)
    return ChangeSheet(form, lines, order, stored)


def examine(sheet: ChangeSheet, request: ActorRequest) -> None:
    """Try the real operation and take everything back: what would differ, what it would do, what stops it."""
    _show_items(sheet)
    if not sheet.form.is_bound:
        return
    sheet.form.errors.pop("reason", None)
    if sheet.form.errors:
        return
    try:
        _try(sheet, request, trial=True)
    except FieldErrors as refusal:
        _place(sheet, refusal)
    except DomainError as refusal:
        sheet.refusal = refusal
        try:
            _try(sheet, request, trial=False)
        except DomainError:
            return
        sheet.effects = ()


def _try(sheet: ChangeSheet, request: ActorRequest, *, trial: bool) -> None:
    outcome = propose_amendment.dry_run(
        order_id=sheet.order.pk, proposal=sheet.form.proposal(sheet.lines), reason="—", trial=trial,
        actor=request.actor, at=now(),
    )  # fmt: skip
    sheet.amendment, sheet.effects = outcome.result, outcome.effects
    sheet.at_once = passes_at_once(sheet.order, outcome.result, request.actor)
    for line, after in zip(sheet.lines, outcome.result.after["lines"], strict=True):
        line.shown = {"name": after["name"], "unit": after["unit"], "amount": f"{Decimal(after['amount']):,.2f}",
                      "price": after["unit_price"], "discount": after["discount_rate"]}  # fmt: skip


def refuse(sheet: ChangeSheet, refusal: DomainError) -> None:
    """Put what the operation refused beside what it concerns."""
    if isinstance(refusal, FieldErrors):
        _place(sheet, refusal)
        return
    sheet.refusal = refusal
    if isinstance(refusal, EditConflict):
        sheet.form.conflict = refusal
    elif not isinstance(refusal, Blocked):
        sheet.problems.append(("form", str(refusal)))


def _place(sheet: ChangeSheet, refusal: FieldErrors) -> None:
    for problem in refusal.problems:
        prefix, _dash, rest = problem.field.partition("-")
        index, _dash, column = rest.partition("-")
        if prefix == "lines" and index.isdecimal() and int(index) < len(sheet.lines):
            sheet.lines[int(index)].refuse(column, problem.text)
        elif (name := problem.field.removesuffix("_id")) in sheet.form.fields:
            sheet.form.add_error(name, problem.text)
        else:
            sheet.problems.append((problem.field, problem.text))


def _show_items(sheet: ChangeSheet) -> None:
    items = item_names(sheet.lines)
    for line in sheet.lines:
        item = items.get(key_of(line.values.get("item")) or 0)
        if item is not None:
            line.shown = {"name": item.name, "unit": item.unit, "amount": line.shown.get("amount", "")}
