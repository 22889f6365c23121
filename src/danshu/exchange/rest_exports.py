"""Exports through the API."""

from __future__ import annotations

from datetime import datetime

from django.http import FileResponse
from ninja import Router, Schema, Status
from pydantic import Field

from danshu.exchange import queries
from danshu.exchange.lifecycle import ExportStatus
from danshu.exchange.models import ExportJob
from danshu.exchange.operations.request_export import request_export
from danshu.exchange.permissions import EXPORT
from danshu.exchange.rest_shapes import row_id
from danshu.exchange.storing import path_of
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.rest import KEY_REQUIRED, Input, allowed_to, idempotency_key, responses
from danshu.kit.web import ActorRequest

router = Router(tags=["imports and exports"])


class ExportIn(Input):
    """What to export: a list or another export by name, its filter, its columns (empty for all)."""

    kind: str = Field(max_length=60)
    format: str = Field("xlsx", max_length=4)
    filter: dict[str, list[str]] = Field(default_factory=dict, max_length=50)
    columns: list[str] = Field(default_factory=list, max_length=200)
    purpose: str = Field("", max_length=200)


class ExportOut(Schema):
    """An export where it stands; its file is there when the status is "done"."""

    id: int
    kind: str
    label: str
    status: str
    format: str
    columns: list[str]
    rows: int
    rows_expected: int
    failure: str
    created_at: datetime
    finished_at: datetime | None


@router.post("/exports", response=responses(ExportOut, 202), openapi_extra=KEY_REQUIRED)
@allowed_to(EXPORT)
def ask_export(request: ActorRequest, payload: ExportIn) -> Status[ExportJob]:
    """Ask for an export; ask for it again until its status is "done"."""
    ask = request_export.keyed(idempotency_key(request))
    return Status(
        202,
        ask(
            kind=payload.kind,
            file_format=payload.format,
            params=payload.filter,
            columns=payload.columns,
            purpose=payload.purpose,
            actor=request.actor,
            at=now(),
        ),
    )


@router.get("/exports/{int:pk}", response=responses(ExportOut))
@allowed_to(EXPORT)
def read_export(request: ActorRequest, pk: int) -> ExportJob:
    """One export."""
    return queries.export(request.actor, row_id(pk))


@router.get("/exports/{int:pk}/file", response=responses(None))
@allowed_to(EXPORT)
def export_file(request: ActorRequest, pk: int) -> FileResponse:
    """The file, for the person who asked, until it expires."""
    job = queries.export(request.actor, row_id(pk))
    if job.owner_id != request.actor.user_id or job.status != ExportStatus.DONE or job.file is None:
        raise NotFound
    return FileResponse(path_of(job.file.digest).open("rb"), as_attachment=True, filename=job.file.label)
