"""Splitting an order: how many of which line become an order of their own, and what that does (ORD-021)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.composing.operations.split_order import split_order
from danshu.composing.permissions import COMPOSE
from danshu.composing.presetting import short_quantities
from danshu.composing.rules import require_splittable
from danshu.composing.web.dialog import Foreseen, foresee, refuse, status_of
from danshu.kit.clock import now
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.money import ZERO
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.loading import order_lines
from danshu.sales.queries import order_by_number
from danshu.sales.records import Order, OrderLine
from danshu.sales.splitting import Division, divide
from danshu.sales.web.forms import day_of, number_of
from danshu.sales.web.statuses import ORDER_STATUSES
from danshu.ui.messages import done
from danshu.ui.normalise import plain_number
from danshu.ui.responses import go, render_page


@dataclass(slots=True)
class Row:
    """A line and how many of it go, as typed."""

    line: OrderLine
    typed: str = ""
    free: Decimal | None = None
    problem: str = ""

    @property
    def goes(self) -> Decimal:
        """The typed quantity; nothing typed is none."""
        found: Decimal | None = number_of(self.typed) if self.typed else None
        return found or ZERO

    @property
    def stays(self) -> Decimal:
        """What is left."""
        return max(Decimal(self.line.quantity) - self.goes, ZERO)


@dataclass(slots=True)
class Sheet:
    """What was entered."""

    order: Order
    rows: list[Row]
    wanted: str = ""
    reason: str = ""
    version: int | None = None
    problems: list[FieldProblem] = field(default_factory=list)

    @property
    def taken(self) -> dict[int, Decimal]:
        """Line id -> how many go."""
        return {row.line.pk: row.goes for row in self.rows if row.goes}

    @property
    def wanted_date(self) -> date | None:
        """The day of the new order; None keeps the order's."""
        return day_of(self.wanted) if self.wanted else None

    @property
    def division(self) -> Division | None:
        """The amounts of both, as long as the quantities make sense."""
        if any(row.problem or not ZERO <= row.goes <= row.line.quantity for row in self.rows):
            return None
        return divide(self.order, [row.line for row in self.rows], self.taken)

    def input(self) -> dict[str, Any]:
        """What the operation takes."""
        return {"order_id": self.order.pk, "quantities": self.taken, "wanted_date": self.wanted_date,
                "reason": self.reason, "version": self.version}  # fmt: skip


@allowed_to(COMPOSE)
def split(request: ActorRequest, number: str) -> HttpResponse:
    """GET: the lines, `?preset=stock` with what is missing filled in; POST: look at the consequences, or split."""
    order = order_by_number(request.actor, number, COMPOSE)
    sheet = _read(request, order)
    if request.method != "POST":
        require_splittable(order, [row.line for row in sheet.rows], request.actor)
    if not sheet.taken and request.method != "POST":
        return _show(request, sheet, Foreseen())
    foreseen = foresee(request, lambda: _trial(request, sheet), entered=(sorted(sheet.taken.items()), sheet.wanted))
    looking = request.method != "POST" or "look" in request.POST
    if not looking and foreseen.may_be_done:
        return _split(request, sheet, foreseen)
    for row in sheet.rows:
        row.problem = row.problem or foreseen.problems.get(f"line-{row.line.pk}", "")
    status = 200 if looking else status_of(foreseen)
    return _show(request, sheet, foreseen, status=status, changed=not looking and foreseen.is_possible)


def _trial(request: ActorRequest, sheet: Sheet) -> Any:
    if sheet.problems:
        raise FieldErrors(sheet.problems)
    return split_order.dry_run(**sheet.input(), actor=request.actor, at=now())


def _split(request: ActorRequest, sheet: Sheet, foreseen: Foreseen) -> HttpResponse:
    try:
        new = split_order.keyed(foreseen.token)(**sheet.input(), actor=request.actor, at=now())
    except DomainError as refusal:
        refuse(foreseen, refusal)
        return _show(request, sheet, foreseen, status=refusal.status)
    facts = {"number": sheet.order.number, "new": new.number}
    done(request, _("订单 %(number)s 已拆分，新订单 %(new)s") % facts)
    return go(request, reverse("sales:order", args=[new.number]))


def _read(request: ActorRequest, order: Order) -> Sheet:
    lines, given = order_lines(order), request.POST
    free = short_quantities(order, lines)
    preset = request.method != "POST" and request.GET.get("preset") == "stock"
    rows = []
    for line in lines:
        short = free.get(line.pk)
        typed = f"{short.normalize():f}" if preset and short else plain_number(given.get(f"line-{line.pk}", "").strip())
        rows.append(Row(line, typed, free=line.quantity - short if short is not None else None))
    version = given.get("version", "")
    sheet = Sheet(order, rows, given.get("wanted_date", "").strip(), given.get("reason", "").strip()[:500],
                  int(version) if version.isdecimal() and len(version) < 10 else order.version)  # fmt: skip
    for row in rows:
        if row.typed and number_of(row.typed) is None:
            row.problem = _("请填写数字")
            sheet.problems.append(FieldProblem(f"line-{row.line.pk}", "number", row.problem))
    if sheet.wanted and sheet.wanted_date is None:
        sheet.problems.append(FieldProblem("wanted_date", "day", _("日期应写成 2026-09-18 这样")))
    return sheet


def _show(
    request: ActorRequest, sheet: Sheet, foreseen: Foreseen, *, status: int = 200, changed: bool = False
) -> HttpResponse:
    context = {
        "sheet": sheet, "order": sheet.order, "foreseen": foreseen, "changed": changed, "division": sheet.division,
        "state": ORDER_STATUSES[sheet.order.status], "back_url": reverse("sales:order", args=[sheet.order.number]),
        "any_short": any(row.free is not None and row.free < row.line.quantity for row in sheet.rows),
    }  # fmt: skip
    return render_page(request, "composing/split.html", context, status=status)
