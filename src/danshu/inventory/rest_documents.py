"""Stock-in and stock-out orders through the API (INV-006, SYS-030)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from ninja import Query, Router, Schema, Status
from pydantic import Field

from danshu.inventory.models import StockDocument
from danshu.inventory.operations.confirm_stock_document import confirm_stock_document
from danshu.inventory.operations.create_stock_document import create_stock_document
from danshu.inventory.operations.edit_stock_document import edit_stock_document
from danshu.inventory.operations.reverse_stock_document import reverse_stock_document
from danshu.inventory.operations.void_stock_document import void_stock_document
from danshu.inventory.permissions import (
    CONFIRM_DOCUMENT,
    CREATE_DOCUMENT,
    REVERSE_DOCUMENT,
    VIEW_DOCUMENT,
)
from danshu.inventory.rules import LineEntry
from danshu.inventory.screens import document_by_number, document_rows
from danshu.kit.actor import Actor
from danshu.kit.api_fields import api_names
from danshu.kit.clock import now
from danshu.kit.rest import (
    KEY_REQUIRED,
    Input,
    OneLine,
    Page,
    PageQuery,
    allowed_to,
    idempotency_key,
    page,
    responses,
)
from danshu.kit.web import ActorRequest

documents = Router(tags=["stock documents"])
KEY = 2**62
api_names("stock-documents", {"item": "item_id", "warehouse": "warehouse_id", "handler": "handler_id"})
COST = "catalog.cost.view"
DocumentKind = Literal["purchase", "production", "return", "transfer", "sale", "opening", "other"]


class LineIn(Input):
    """One line; unit_cost in base currency, for goods that come in."""

    item_id: int = Field(gt=0, le=KEY)
    quantity: Decimal = Field(max_digits=12, decimal_places=3)
    batch: OneLine = Field("", max_length=50)
    unit_cost: Decimal | None = Field(None, max_digits=12, decimal_places=4)
    remark: str = Field("", max_length=200)


class DocumentIn(Input):
    """A stock order as entered."""

    type: DocumentKind
    warehouse_id: int = Field(gt=0, le=KEY)
    lines: list[LineIn] = Field(max_length=500)
    source_text: OneLine = Field("", max_length=60)
    handler_id: int | None = Field(None, gt=0, le=KEY)
    remark: str = Field("", max_length=500)

    def head(self) -> dict[str, Any]:
        """What the operations take, with the lines."""
        return self.dict(include={"type", "warehouse_id", "source_text", "handler_id", "remark"}) | {
            "lines": [LineEntry(**line.dict()) for line in self.lines]
        }


class NewDocument(DocumentIn):
    """A new stock order; `confirm` posts it at once (needs that right too)."""

    direction: Literal["in", "out"]
    confirm: bool = False


class EditedDocument(DocumentIn):
    """A changed draft with the version that was read."""

    version: int = Field(ge=1, le=2**31 - 1)


class Step(Input):
    """A step of the life cycle; `version` or `seen_status` protect against acting on what has changed."""

    version: int | None = Field(None, ge=1, le=2**31 - 1)
    seen_status: str | None = Field(None, max_length=20)


class Reason(Step):
    """A step that needs its reason."""

    reason: str = Field(max_length=500)


class LineOut(Schema):
    """A stored line; unit_cost only for those who may see cost."""

    position: int
    item_id: int
    quantity: Decimal
    batch: str
    unit_cost: Decimal | None
    remark: str


class DocumentOut(Schema):
    """A stock order without its lines."""

    id: int
    number: str
    direction: str
    type: str
    status: str
    warehouse_id: int
    source_text: str
    remark: str
    created_by_name: str
    created_at: datetime
    confirmed_at: datetime | None
    reverses_id: int | None
    version: int


class DocumentDetailOut(DocumentOut):
    """A stock order with its lines."""

    lines: list[LineOut]


class DocumentQuery(PageQuery):
    """Filters of the list."""

    direction: Literal["", "in", "out"] = ""
    status: str = Field("", max_length=20)
    warehouse_id: int | None = Field(None, gt=0, le=KEY)


def detail(document: StockDocument, actor: Actor) -> dict[str, Any]:
    """The answer with lines."""
    head = {name: getattr(document, name) for name in DocumentOut.model_fields}
    names = ("position", "item_id", "quantity", "batch", "remark")
    sees_cost = actor.can(COST)
    lines = [
        {name: getattr(line, name) for name in names} | {"unit_cost": line.unit_cost if sees_cost else None}
        for line in document.lines.order_by("position")
    ]
    return head | {"lines": lines}


@documents.get("/stock-documents", response=responses(Page[DocumentOut]))
@allowed_to(VIEW_DOCUMENT)
def list_documents(request: ActorRequest, query: Query[DocumentQuery]) -> dict[str, Any]:
    """Stock orders in scope, newest first."""
    rows = document_rows(request.actor)
    given = query.dict(include={"direction", "status", "warehouse_id"})
    return page(rows.filter(**{name: value for name, value in given.items() if value}), query)


@documents.post("/stock-documents", response=responses(DocumentDetailOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(CREATE_DOCUMENT)
def create(request: ActorRequest, payload: NewDocument) -> Status[dict[str, Any]]:
    """Create a stock order; repeating the request with its key answers with the same one."""
    create_keyed = create_stock_document.keyed(idempotency_key(request))
    document = create_keyed(
        direction=payload.direction, confirm=payload.confirm, **payload.head(), actor=request.actor, at=now()
    )
    return Status(201, detail(document, request.actor))


@documents.get("/stock-documents/{number}", response=responses(DocumentDetailOut))
@allowed_to(VIEW_DOCUMENT)
def read(request: ActorRequest, number: str) -> dict[str, Any]:
    """One stock order."""
    return detail(document_by_number(request.actor, number), request.actor)


@documents.put("/stock-documents/{number}", response=responses(DocumentDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(CREATE_DOCUMENT)
def edit(request: ActorRequest, number: str, payload: EditedDocument) -> dict[str, Any]:
    """Replace the content of a draft."""
    document = document_by_number(request.actor, number, CREATE_DOCUMENT)
    edit_keyed = edit_stock_document.keyed(idempotency_key(request))
    edited = edit_keyed(
        document_id=document.pk, version=payload.version, **payload.head(), actor=request.actor, at=now()
    )
    return detail(edited, request.actor)


@documents.post(
    "/stock-documents/{number}/confirmation", response=responses(DocumentDetailOut), openapi_extra=KEY_REQUIRED
)
@allowed_to(CONFIRM_DOCUMENT)
def confirm(request: ActorRequest, number: str, payload: Step) -> dict[str, Any]:
    """Post a draft: its stock moves, all lines or none."""
    document = document_by_number(request.actor, number, CONFIRM_DOCUMENT)
    confirm_keyed = confirm_stock_document.keyed(idempotency_key(request))
    done = confirm_keyed(document_id=document.pk, **payload.dict(), actor=request.actor, at=now())
    return detail(done, request.actor)


@documents.post("/stock-documents/{number}/voiding", response=responses(DocumentDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(CREATE_DOCUMENT)
def void(request: ActorRequest, number: str, payload: Reason) -> dict[str, Any]:
    """Give up a draft."""
    document = document_by_number(request.actor, number, CREATE_DOCUMENT)
    void_keyed = void_stock_document.keyed(idempotency_key(request))
    return detail(void_keyed(document_id=document.pk, **payload.dict(), actor=request.actor, at=now()), request.actor)


@documents.post(
    "/stock-documents/{number}/reversal", response=responses(DocumentDetailOut, 201), openapi_extra=KEY_REQUIRED
)
@allowed_to(REVERSE_DOCUMENT)
def reverse(request: ActorRequest, number: str, payload: Reason) -> Status[dict[str, Any]]:
    """Take a confirmed one back; the answer is the counter-document."""
    document = document_by_number(request.actor, number, REVERSE_DOCUMENT)
    reverse_keyed = reverse_stock_document.keyed(idempotency_key(request))
    counter = reverse_keyed(document_id=document.pk, **payload.dict(), actor=request.actor, at=now())
    return Status(201, detail(counter, request.actor))
