"""The page of one import in each of its states; running, stopping."""

from __future__ import annotations

import tempfile
from typing import Any

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from danshu.exchange import queries
from danshu.exchange.engine.session import kind_named
from danshu.exchange.lifecycle import WORKING, BatchStatus
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.start_run import start_run
from danshu.exchange.operations.stop_run import stop_run
from danshu.exchange.permissions import IMPORT, UNDO
from danshu.exchange.web.checking import checked_context, records, totals
from danshu.exchange.web.statuses import BATCH_STATUSES, steps
from danshu.exchange.workbooks import write_errors
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import in_sentence
from danshu.ui.lists.export import XLSX
from danshu.ui.responses import go, render_page

S = BatchStatus
TEMPLATES = {
    S.CHECKING: "exchange/working.html",
    S.RUNNING: "exchange/working.html",
    S.UNDOING: "exchange/working.html",
    S.ASKING: "exchange/asking.html",
    S.CHECKED: "exchange/checked.html",
}


@allowed_to(IMPORT)
def batch(request: ActorRequest, pk: int) -> HttpResponse:
    """An import where it stands: columns, progress, question, dry run or result."""
    found = queries.batch(request.actor, pk)
    status = S(found.status)
    if status in (S.UPLOADED, S.MAPPED):
        return go(request, reverse("exchange:columns", args=[pk]))
    context = _context(request, found)
    if status == S.CHECKED:
        context |= checked_context(request, found)
    elif status not in (*WORKING, S.ASKING):
        context |= _result(request, found)
    return render_page(request, TEMPLATES.get(status, "exchange/result.html"), context)


def _context(request: ActorRequest, found: ImportBatch) -> dict[str, Any]:
    kind = kind_named(found.kind)
    return {
        "batch": found,
        "kind": kind,
        "title": _("导入%(kind)s") % {"kind": in_sentence(kind.label)},
        "status": BATCH_STATUSES[found.status],
        "steps": steps(found.status),
        "of": _goal(found),
        "percent": _percent(found),
    }


def _goal(found: ImportBatch) -> int:
    """What the progress runs towards: groups while checking, ready rows while running, groups while undoing."""
    if found.status == S.RUNNING:
        return int(found.counts.get("states", {}).get("ready", 0))
    if found.status == S.UNDOING:
        groups = found.counts.get("run", {}).get("groups", {})
        return int(groups.get("created", 0) + groups.get("updated", 0))
    return int(found.groups)


def _percent(found: ImportBatch) -> int:
    goal = _goal(found)
    return min(100, found.progress * 100 // goal) if goal else 0


def _result(request: ActorRequest, found: ImportBatch) -> dict[str, Any]:
    run_counts = found.counts.get("run", {})
    states = found.counts.get("states", {})
    undo = found.counts.get("undo", {})
    ended = found.status in (S.DONE, S.STOPPED, S.FAILED)
    changed = bool(run_counts.get("records") or run_counts.get("rows", {}).get("updated"))
    return {
        "rows": run_counts.get("rows", {}),
        "groups": run_counts.get("groups", {}),
        "records": records(found, run_counts.get("records", {})),
        "totals": totals(found),
        "left": sum(states.get(name, 0) for name in ("wrong", "blocked", "refused")),
        "undo": undo,
        "removed": records(found, undo.get("removed", {})),
        "restored": records(found, undo.get("restored", {})),
        "kept": queries.kept_rows(found) if undo.get("kept") else [],
        "can_undo": ended and changed and request.actor.can(UNDO),
        "can_resume": found.status in (S.STOPPED, S.FAILED),
        "reasons": [reason for reason in found.reasons if not reason["warning"]],
    }


@allowed_to(IMPORT)
def progress(request: ActorRequest, pk: int) -> HttpResponse:
    """The bar alone, asked for every second; when the work is done the page is loaded anew."""
    found = queries.batch(request.actor, pk)
    if S(found.status) not in WORKING:
        return go(request, reverse("exchange:batch", args=[pk]))
    return render_page(request, "exchange/progress.html", _context(request, found))


def seen_version(request: ActorRequest) -> int | None:
    """The version of the batch that the person was looking at."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else None


@allowed_to(IMPORT)
def run(request: ActorRequest, pk: int) -> HttpResponse:
    """Import the ready rows, or go on."""
    start_run(batch_id=pk, seen=seen_version(request), actor=request.actor, at=now())
    return go(request, reverse("exchange:batch", args=[pk]))


@allowed_to(IMPORT)
def stop(request: ActorRequest, pk: int) -> HttpResponse:
    """Pause after the chunk that is being written."""
    stop_run(batch_id=pk, actor=request.actor, at=now())
    return go(request, reverse("exchange:batch", args=[pk]))


@allowed_to(IMPORT)
def errors(request: ActorRequest, pk: int) -> FileResponse:
    """The rows that were not imported, with their reasons, to correct and import again."""
    found = queries.batch(request.actor, pk)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_errors(found, out)
    out.seek(0)
    stem = found.file_name.rpartition(".")[0] or found.file_name
    name = get_valid_filename(_("%(file)s-未导入.xlsx") % {"file": stem})
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)
