"""Entering a change of an approved order: old and new side by side, its consequences foreseen while typing (ORD-014)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.amendments.operations.propose_amendment import propose_amendment
from danshu.amendments.permissions import PROPOSE
from danshu.amendments.telling import page_of
from danshu.amendments.web.forms import grid_of
from danshu.amendments.web.sheet import ChangeSheet, examine, read_sheet, refuse
from danshu.kit.clock import now
from danshu.kit.errors import DomainError
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.amending import require_amendable
from danshu.sales.queries import order_by_number
from danshu.ui.grid import preview_response
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page

# what the preview replaces while typing
PARTS = ("amendments/compared.html", "amendments/foreseen.html", "amendments/money.html")


@allowed_to(PROPOSE)
def change_new(request: ActorRequest, number: str) -> HttpResponse:
    """GET: the order as it is, to be changed (NotAmendable when it cannot be); POST: propose, or only look."""
    order = order_by_number(request.actor, number, PROPOSE)
    if request.method != "POST":
        require_amendable(order)
    sheet = read_sheet(request, order)
    if request.method != "POST" or "recalculate" in request.POST:
        examine(sheet, request)
        return _answer(request, sheet)
    return _propose(request, sheet)


def _propose(request: ActorRequest, sheet: ChangeSheet) -> HttpResponse:
    form = sheet.form
    if not form.is_valid():
        missing = list(form.errors.get("reason", ()))
        examine(sheet, request)
        for text in missing:
            form.add_error("reason", text)
        return _answer(request, sheet)
    try:
        made = propose_amendment.keyed(form.token)(
            order_id=sheet.order.pk, proposal=form.proposal(sheet.lines), reason=form.values["reason"],
            version=form.seen_version, actor=request.actor, at=now(),
        )  # fmt: skip
    except DomainError as refusal:
        examine(sheet, request)
        if not sheet.is_bad:
            refuse(sheet, refusal)
        return _answer(request, sheet)
    said = _("变更单 %(number)s 已提交审核") if made.is_open else _("变更单 %(number)s 已生效")
    done(request, said % {"number": made.number})
    return go(request, page_of(made.number))


def _answer(request: ActorRequest, sheet: ChangeSheet) -> HttpResponse:
    bad = request.method == "POST" and (sheet.is_bad or (sheet.refusal and "recalculate" not in request.POST))
    status = 409 if sheet.conflict else 422 if bad else 200
    back = reverse("sales:order", args=[sheet.order.number])
    return render_page(request, "amendments/change.html", sheet.context() | {"back_url": back}, status=status)


@require_POST
@allowed_to(PROPOSE)
def preview(request: ActorRequest, number: str) -> HttpResponse:
    """POST while typing: both versions, money and consequences; stores nothing."""
    sheet = read_sheet(request, order_by_number(request.actor, number, PROPOSE))
    examine(sheet, request)
    return preview_response(request, grid_of(number), sheet.lines, parts=dict.fromkeys(PARTS, sheet.context()))
