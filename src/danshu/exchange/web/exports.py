"""One export: its progress and its file."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from django.urls import reverse

from danshu.exchange import queries
from danshu.exchange.lifecycle import ExportStatus
from danshu.exchange.models import ExportJob
from danshu.exchange.permissions import EXPORT
from danshu.exchange.storing import path_of
from danshu.exchange.web.statuses import EXPORT_STATUSES
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.lists.export import XLSX
from danshu.ui.responses import go, render_page

TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}
WORKING = (ExportStatus.WAITING, ExportStatus.RUNNING)


def _context(job: ExportJob) -> dict[str, Any]:
    percent = min(100, job.rows * 100 // job.rows_expected) if job.rows_expected else 0
    return {
        "job": job,
        "title": job.label,
        "status": EXPORT_STATUSES[job.status],
        "working": job.status in WORKING,
        "percent": percent,
        "mine": True,
    }


@allowed_to(EXPORT)
def export(request: ActorRequest, pk: int) -> HttpResponse:
    """Where an export stands, and its file when it is done."""
    job = queries.export(request.actor, pk)
    return render_page(request, "exchange/export.html", _context(job) | {"mine": _is_mine(request, job)})


@allowed_to(EXPORT)
def progress(request: ActorRequest, pk: int) -> HttpResponse:
    """The bar alone."""
    job = queries.export(request.actor, pk)
    if job.status not in WORKING:
        return go(request, reverse("exchange:export", args=[pk]))
    return render_page(request, "exchange/export_progress.html", _context(job))


@allowed_to(EXPORT)
def download(request: ActorRequest, pk: int) -> FileResponse:
    """The file, for the person who asked for it: it holds the rows of his data scope. Raises NotFound."""
    job = queries.export(request.actor, pk)
    if not _is_mine(request, job) or job.status != ExportStatus.DONE or job.file is None:
        raise NotFound
    return FileResponse(
        path_of(job.file.digest).open("rb"),
        as_attachment=True,
        filename=job.file.label,
        content_type=TYPES[job.format],
    )


def _is_mine(request: ActorRequest, job: ExportJob) -> bool:
    return job.owner_id == request.actor.user_id
