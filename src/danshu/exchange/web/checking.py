"""The third step: the dry run, its questions and the cells to correct."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from danshu.exchange import queries
from danshu.exchange.importing import KINDS
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.fix_cells import fix_cells
from danshu.exchange.operations.request_check import request_check
from danshu.exchange.permissions import IMPORT
from danshu.kit.clock import now
from danshu.kit.trail import kind_label
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import with_count
from danshu.ui.messages import done
from danshu.ui.responses import go

PAGE = 50
CENT = Decimal("0.01")
TABS = ("errors", "warnings", "created", "updated", "skipped")


def _version(request: ActorRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else None


@allowed_to(IMPORT)
def check(request: ActorRequest, pk: int) -> HttpResponse:
    """Try again, with the corrected cells."""
    request_check(batch_id=pk, seen=_version(request), actor=request.actor, at=now())
    return go(request, reverse("exchange:batch", args=[pk]))


@allowed_to(IMPORT)
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer what the file does not say; the dry run goes on."""
    batch = queries.batch(request.actor, pk)
    answers = {q["code"]: request.POST.get(f"answer_{q['code']}", "") for q in batch.questions}
    given = {code: value for code, value in answers.items() if value}
    request_check(batch_id=pk, answers=given, seen=_version(request), actor=request.actor, at=now())
    return go(request, reverse("exchange:batch", args=[pk]))


@allowed_to(IMPORT)
def fix(request: ActorRequest, pk: int) -> HttpResponse:
    """Take the corrected cells of one page, or replace one wrong text everywhere."""
    cells: dict[int, dict[str, str]] = {}
    for name in request.POST:
        parts, text = name.split("-", 2), request.POST.get(name, "")
        if parts[0] != "fix" or len(parts) != 3 or not parts[1].isdecimal() or len(parts[1]) > 9:
            continue
        if text != request.POST.get(f"was-{parts[1]}-{parts[2]}"):
            cells.setdefault(int(parts[1]), {})[parts[2]] = text
    replace = None
    if request.POST.get("replace_field") and request.POST.get("replace_with"):
        replace = (
            request.POST["replace_field"], request.POST.get("replace_text", ""), request.POST["replace_with"]
        )  # fmt: skip
    changed = fix_cells(
        batch_id=pk, cells=cells, replace=replace, seen=_version(request), actor=request.actor, at=now()
    )
    done(request, with_count("已改正 %(count)s 行，重新预检后生效") % {"count": changed})
    return go(request, f"{reverse('exchange:batch', args=[pk])}?{request.META.get('QUERY_STRING', '')}".rstrip("?"))


def checked_context(request: ActorRequest, batch: ImportBatch) -> dict[str, Any]:
    """What the page of the dry run shows: figures, reasons, one page of problems or examples."""
    tab = request.GET.get("tab", "")
    states = batch.counts.get("states", {})
    wrong = sum(states.get(name, 0) for name in ("wrong", "blocked", "refused"))
    tab = tab if tab in TABS else "errors" if wrong or not states.get("warned") else "warnings"
    code, field = request.GET.get("code", ""), request.GET.get("field", "")
    start = request.GET.get("start", "")
    first = int(start) if start.isdecimal() and len(start) < 10 else 0
    context: dict[str, Any] = {"tab": tab, "code": code, "field": field, "wrong": wrong, "states": states}
    context["rows"] = batch.counts.get("check", {}).get("rows", {})
    context["writes"] = sum(context["rows"].get(name, 0) for name in ("created", "updated"))
    context["groups"] = batch.counts.get("check", {}).get("groups", {})
    context["records"] = records(batch, batch.counts.get("check", {}).get("records", {}))
    context["totals"] = totals(batch)
    context["reasons"] = [r for r in batch.reasons if r["warning"] == (tab == "warnings")]
    if tab in ("errors", "warnings"):
        shown, more = queries.problem_rows(
            batch, code=code, field=field, warnings=tab == "warnings", start=first, count=PAGE
        )
        context |= {"problems": shown, "next": shown[-1].row + 1 if more and shown else 0}
        context["repeated"] = repeated(shown)
    else:
        fields = batch.mapping.get("columns", {})
        context["heads"] = [KINDS[batch.kind].field(name).label for name in fields]
        context["samples"] = queries.sample_rows(batch, tab, PAGE)
    return context


def repeated(shown: list[queries.ShownProblem]) -> list[queries.ShownProblem]:
    """Wrong texts that stand more than once on the page and have a suggestion: to be replaced in one go."""
    seen: dict[tuple[str, str], int] = {}
    for problem in shown:
        seen[problem.field, problem.text] = seen.get((problem.field, problem.text), 0) + 1
    kept: dict[tuple[str, str], queries.ShownProblem] = {}
    for problem in shown:
        if problem.text and problem.suggestions and seen[problem.field, problem.text] > 1:
            kept.setdefault((problem.field, problem.text), problem)
    return list(kept.values())


def records(batch: ImportBatch, counts: dict[str, int]) -> list[tuple[str, int]]:
    """Records by kind, named as people name them."""
    names = KINDS[batch.kind].records
    return [(str(names.get(kind) or kind_label(kind)), count) for kind, count in counts.items()]


def totals(batch: ImportBatch) -> list[tuple[str, str]]:
    """The sums of the kind with their labels."""
    labels = KINDS[batch.kind].totals
    return [(str(labels.get(name, name)), _exact(Decimal(amount))) for name, amount in batch.totals.items()]


def _exact(amount: Decimal) -> str:
    """Two decimals, more only where the sum has more: it must be comparable with the sheet's."""
    cents = amount.quantize(CENT)
    return f"{cents if cents == amount else amount.normalize():,f}"
