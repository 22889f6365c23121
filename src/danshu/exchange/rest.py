"""Imports and exports through the API: the same engine as the pages."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from typing import Any

from django.http import FileResponse
from ninja import Query, Router, Status

from danshu.exchange import queries
from danshu.exchange.engine.receiving import receive
from danshu.exchange.engine.session import kind_named
from danshu.exchange.errors import FileRefused
from danshu.exchange.importing import kinds_for
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.cancel_batch import cancel_batch
from danshu.exchange.operations.map_columns import ColumnMapping, map_columns
from danshu.exchange.operations.request_check import request_check
from danshu.exchange.operations.start_run import start_run
from danshu.exchange.operations.start_undo import start_undo
from danshu.exchange.operations.stop_run import stop_run
from danshu.exchange.permissions import IMPORT, UNDO
from danshu.exchange.proposing import from_content, propose_sheet
from danshu.exchange.reading.encodings import CHOICES
from danshu.exchange.reading.limits import DEFAULT
from danshu.exchange.rest_exports import router as exports_router
from danshu.exchange.rest_shapes import (
    UPLOAD,
    BatchDetailOut,
    BatchOut,
    CheckIn,
    KindOut,
    MappingIn,
    ProblemOut,
    ProblemQuery,
    StepIn,
    row_id,
)
from danshu.exchange.workbooks import write_errors
from danshu.kit.clock import now
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.rest import KEY_REQUIRED, Page, PageQuery, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest
from danshu.ui.lists.export import XLSX

router = Router(tags=["imports and exports"])
router.add_router("", exports_router)
BLOCK = 1 << 18
MULTIPART_MARGIN = 1 << 20


@router.get("/import-kinds", response=responses(list[KindOut]))
@allowed_to(IMPORT)
def kinds(request: ActorRequest) -> list[dict[str, Any]]:
    """What the caller may import."""
    return [
        {
            "code": kind.code,
            "label": str(kind.label),
            "policies": [str(policy) for policy in kind.policies],
            "fields": [
                {
                    "name": field.name,
                    "label": str(field.label),
                    "type": str(field.type),
                    "required": field.required,
                    "max_length": field.max_length,
                }
                for field in kind.fields
            ],
        }
        for kind in kinds_for(request.actor)
    ]


@router.get("/imports", response=responses(Page[BatchOut]))
@allowed_to(IMPORT)
def list_imports(request: ActorRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """Imports in scope, newest first."""
    return page(queries.batches(request.actor), query)


@router.post("/imports", response=responses(BatchDetailOut, 201), openapi_extra=UPLOAD)
@allowed_to(IMPORT)
def upload(request: ActorRequest) -> Status[dict[str, Any]]:
    """Upload a file; the answer holds its sheets and the proposed mapping."""
    key = idempotency_key(request)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > DEFAULT.upload + MULTIPART_MARGIN:
        raise FileRefused("too_big", size=length, limit=DEFAULT.upload >> 20)
    file, kind = request.FILES.get("file"), request.POST.get("kind", "")
    if file is None or not kind:
        raise FieldErrors([FieldProblem(name, "required", name) for name in ("file", "kind")])
    encoding = request.POST.get("encoding", "")
    batch = receive(
        kind,
        file.chunks(BLOCK),
        file.name or "",
        actor=request.actor,
        at=now(),
        encoding=encoding if encoding in CHOICES else "",
        key=key,
    )
    return Status(201, _detail(batch))


@router.get("/imports/{int:pk}", response=responses(BatchDetailOut))
@allowed_to(IMPORT)
def read(request: ActorRequest, pk: int) -> dict[str, Any]:
    """One import."""
    return _detail(queries.batch(request.actor, row_id(pk)))


@router.put("/imports/{int:pk}/mapping", response=responses(BatchDetailOut))
@allowed_to(IMPORT)
def put_mapping(request: ActorRequest, pk: int, payload: MappingIn) -> dict[str, Any]:
    """Decide on sheet, heading row and columns."""
    batch = queries.batch(request.actor, row_id(pk))
    decided = _decided(request, batch, payload)
    done = map_columns(batch_id=batch.pk, mapping=decided, seen=payload.version, actor=request.actor, at=now())
    return _detail(done)


@router.post("/imports/{int:pk}/check", response=responses(BatchOut, 202), openapi_extra=KEY_REQUIRED)
@allowed_to(IMPORT)
def check(request: ActorRequest, pk: int, payload: CheckIn) -> Status[ImportBatch]:
    """Start the dry run; ask for the import again until its status is "checked" or "asking"."""
    start = request_check.keyed(idempotency_key(request))
    batch_id, answers = row_id(pk), payload.answers
    return Status(202, start(batch_id=batch_id, answers=answers, seen=payload.version, actor=request.actor, at=now()))


@router.post("/imports/{int:pk}/run", response=responses(BatchOut, 202), openapi_extra=KEY_REQUIRED)
@allowed_to(IMPORT)
def run(request: ActorRequest, pk: int, payload: StepIn) -> Status[ImportBatch]:
    """Import the rows that passed the dry run, or go on after a stop."""
    start = start_run.keyed(idempotency_key(request))
    return Status(202, start(batch_id=row_id(pk), seen=payload.version, actor=request.actor, at=now()))


@router.post("/imports/{int:pk}/stop", response=responses(BatchOut), openapi_extra=KEY_REQUIRED)
@allowed_to(IMPORT)
def stop(request: ActorRequest, pk: int) -> ImportBatch:
    """Pause a running import after its chunk."""
    return stop_run.keyed(idempotency_key(request))(batch_id=row_id(pk), actor=request.actor, at=now())


@router.post("/imports/{int:pk}/cancellation", response=responses(BatchOut), openapi_extra=KEY_REQUIRED)
@allowed_to(IMPORT)
def cancel(request: ActorRequest, pk: int, payload: StepIn) -> ImportBatch:
    """Drop an import that has not run."""
    drop = cancel_batch.keyed(idempotency_key(request))
    return drop(batch_id=row_id(pk), seen=payload.version, actor=request.actor, at=now())


@router.post("/imports/{int:pk}/undo", response=responses(BatchOut, 202), openapi_extra=KEY_REQUIRED)
@allowed_to(UNDO)
def undo(request: ActorRequest, pk: int, payload: StepIn) -> Status[ImportBatch]:
    """Take the whole import back, within 24 hours."""
    start = start_undo.keyed(idempotency_key(request))
    return Status(202, start(batch_id=row_id(pk), seen=payload.version, actor=request.actor, at=now()))


@router.get("/imports/{int:pk}/problems", response=responses(list[ProblemOut]))
@allowed_to(IMPORT)
def problems(request: ActorRequest, pk: int, query: Query[ProblemQuery]) -> list[Any]:
    """Wrong cells (or warnings) in file order; ask again from the last row + 1 for more."""
    batch = queries.batch(request.actor, row_id(pk))
    return queries.problem_rows(batch, warnings=query.warnings, start=query.start, count=query.limit)[0]


@router.get("/imports/{int:pk}/errors", response=responses(None))
@allowed_to(IMPORT)
def errors(request: ActorRequest, pk: int) -> FileResponse:
    """The rows that were not imported as a workbook, with their reasons."""
    batch = queries.batch(request.actor, row_id(pk))
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_errors(batch, out)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"import-{batch.pk}-errors.xlsx", content_type=XLSX)


def _detail(batch: ImportBatch) -> dict[str, Any]:
    head = {name: getattr(batch, name) for name in BatchOut.model_fields}
    kind = kind_named(batch.kind)
    sheets = []
    for sheet in batch.sheets:
        shown = {name: sheet[name] for name in ("index", "name", "hidden", "rows", "refused")}
        usable = bool(sheet["rows"])
        headings = propose_sheet(kind, batch.sheets, sheet["index"]).headings if usable else []
        sheets.append(shown | {"headings": headings})
    return head | {"sheets": sheets}


def _decided(request: ActorRequest, batch: ImportBatch, payload: MappingIn) -> ColumnMapping:
    sheet = batch.sheet
    if payload.sheet is not None:
        sheet = next((s["index"] for s in batch.sheets if s["name"] == payload.sheet and s["rows"]), -1)
        if sheet < 0:
            raise FieldErrors([FieldProblem("sheet", "unknown", payload.sheet)])
    proposal = propose_sheet(kind_named(batch.kind), batch.sheets, sheet, payload.heading_row)
    columns = queries.columns(batch, sheet=sheet, heading_row=proposal.heading_row)
    mapping: Mapping[str, Any] = proposal.mapping
    policy = payload.policy or batch.policy
    if payload.mapping:
        content = queries.mapping_named(request.actor, batch.kind, payload.mapping).content
        mapping, policy = from_content(content, columns), payload.policy or content.get("policy") or policy
    if payload.columns is not None:
        mapping = from_content({"columns": payload.columns}, columns)
        missing = [f for f in payload.columns if f not in mapping["columns"]]
        if missing:
            raise FieldErrors([FieldProblem(f"columns.{f}", "no_such_heading", payload.columns[f]) for f in missing])
    return ColumnMapping(
        sheet=sheet,
        heading_row=proposal.heading_row,
        columns=mapping["columns"],
        constants={**mapping["constants"], **payload.constants},
        options={**mapping["options"], **payload.options},
        policy=policy,
    )
