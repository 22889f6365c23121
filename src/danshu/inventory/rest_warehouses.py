"""Warehouses through the API (INV-001, SYS-030)."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Query, Router, Schema, Status
from pydantic import Field

from danshu.inventory.models import Warehouse
from danshu.inventory.operations.create_warehouse import create_warehouse
from danshu.inventory.operations.edit_warehouse import edit_warehouse
from danshu.inventory.operations.invalidate_warehouse import invalidate_warehouse
from danshu.inventory.permissions import EDIT_WAREHOUSE, INVALIDATE_WAREHOUSE, VIEW_WAREHOUSE
from danshu.inventory.rules import WarehouseValues
from danshu.inventory.screens import warehouse_page, warehouse_rows
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.rest import KEY_REQUIRED, Input, OneLine, Page, PageQuery, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest

warehouses = Router(tags=["warehouses"])
KEY = 2**62


class WarehouseOut(Schema):
    """A warehouse."""

    id: int
    code: str
    name: str
    type: str
    unit_id: int
    keeper_id: int | None
    address: str
    phone: str
    remark: str
    is_default: bool
    is_valid: bool
    version: int


class WarehouseIn(Input):
    """A warehouse as entered."""

    code: OneLine = Field(max_length=20)
    name: OneLine = Field(max_length=50)
    type: Literal["own", "store", "virtual"] = "own"
    unit_id: int = Field(gt=0, le=KEY)
    keeper_id: int | None = Field(None, gt=0, le=KEY)
    address: OneLine = Field("", max_length=200)
    phone: OneLine = Field("", max_length=30)
    remark: str = Field("", max_length=500)
    is_default: bool = False

    def values(self) -> WarehouseValues:
        """What the operations take."""
        return self.dict(exclude={"version"})  # type: ignore[return-value]


class EditedWarehouse(WarehouseIn):
    """A changed warehouse with the version that was read."""

    version: int = Field(ge=1, le=2**31 - 1)


class Closing(Input):
    """Why a warehouse is given up."""

    reason: str = Field("", max_length=500)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


@warehouses.get("/warehouses", response=responses(Page[WarehouseOut]))
@allowed_to(VIEW_WAREHOUSE)
def list_warehouses(request: ActorRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """Warehouses in scope, also invalid ones."""
    return page(warehouse_rows(request.actor), query, by=("pk",))


@warehouses.post("/warehouses", response=responses(WarehouseOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(EDIT_WAREHOUSE)
def add_warehouse(request: ActorRequest, payload: WarehouseIn) -> Status[Warehouse]:
    """Create a warehouse; the first of its unit becomes the default."""
    create_keyed = create_warehouse.keyed(idempotency_key(request))
    return Status(201, create_keyed(values=payload.values(), actor=request.actor, at=now()))


@warehouses.get("/warehouses/{int:warehouse_id}", response=responses(WarehouseOut))
@allowed_to(VIEW_WAREHOUSE)
def read_warehouse(request: ActorRequest, warehouse_id: int) -> Warehouse:
    """One warehouse."""
    if warehouse_id > KEY:
        raise NotFound
    return warehouse_page(request.actor, warehouse_id)


@warehouses.put("/warehouses/{int:warehouse_id}", response=responses(WarehouseOut), openapi_extra=KEY_REQUIRED)
@allowed_to(EDIT_WAREHOUSE)
def change_warehouse(request: ActorRequest, warehouse_id: int, payload: EditedWarehouse) -> Warehouse:
    """Replace what was entered."""
    if warehouse_id > KEY:
        raise NotFound
    edit_keyed = edit_warehouse.keyed(idempotency_key(request))
    return edit_keyed(
        warehouse_id=warehouse_id, version=payload.version, values=payload.values(), actor=request.actor, at=now()
    )


@warehouses.post(
    "/warehouses/{int:warehouse_id}/invalidation",
    response=responses(WarehouseOut),
    openapi_extra=KEY_REQUIRED,
)
@allowed_to(INVALIDATE_WAREHOUSE)
def close_warehouse(request: ActorRequest, warehouse_id: int, payload: Closing) -> Warehouse:
    """Withdraw an empty warehouse for good."""
    if warehouse_id > KEY:
        raise NotFound
    close_keyed = invalidate_warehouse.keyed(idempotency_key(request))
    return close_keyed(warehouse_id=warehouse_id, **payload.dict(), actor=request.actor, at=now())
