"""Stores through the API (ACC-003, SYS-030)."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Query, Router, Schema, Status
from pydantic import Field

from danshu.custom_fields.rest_shapes import Custom
from danshu.custom_fields.web.part import custom_out
from danshu.kit.actor import Actor
from danshu.kit.api_fields import api_names
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.rest import KEY_REQUIRED, Input, OneLine, Page, PageQuery, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest
from danshu.regions.queries import inside
from danshu.stores.models import Store
from danshu.stores.operations.close_store import close_store
from danshu.stores.operations.create_store import create_store
from danshu.stores.operations.delete_store import delete_store
from danshu.stores.operations.edit_store import edit_store
from danshu.stores.operations.reopen_store import reopen_store
from danshu.stores.operations.suspend_store import suspend_store
from danshu.stores.permissions import CHANGE_STORE_STATUS, CREATE_STORE, DELETE_STORE, EDIT_STORE, VIEW_STORE
from danshu.stores.queries import store_by_id, store_rows
from danshu.stores.rules import StoreValues

router = Router(tags=["stores"])
KEY = 2**62
api_names("stores", {"region": "region_id"})


class StoreOut(Schema):
    """A store. status: open takes orders, suspended does not for now, closed never again."""

    id: int
    code: str
    name: str
    status: str
    unit_id: int
    country: str
    province: str
    city: str
    district: str
    street: str
    region_id: str | None
    manager_id: int | None
    phone: str
    opening_hours: str
    warehouse_id: int | None
    remark: str
    custom: dict[str, Any]
    version: int


class StoreIn(Input):
    """A store as entered. region_id: a division (GET /divisions), which writes province, city and district."""

    code: OneLine = Field(max_length=20)
    name: OneLine = Field(max_length=50)
    unit_id: int = Field(gt=0, le=KEY)
    country: OneLine = Field("CN", max_length=50)
    province: OneLine = Field("", max_length=50)
    city: OneLine = Field("", max_length=50)
    district: OneLine = Field("", max_length=50)
    street: OneLine = Field("", max_length=200)
    region_id: OneLine | None = Field(None, max_length=9)
    manager_id: int | None = Field(None, gt=0, le=KEY)
    phone: OneLine = Field("", max_length=30)
    opening_hours: OneLine = Field("", max_length=100)
    warehouse_id: int | None = Field(None, gt=0, le=KEY)
    remark: str = Field("", max_length=500)
    custom: Custom = Field(default_factory=dict)

    def values(self) -> StoreValues:
        """What the operations take."""
        return self.dict(exclude={"version"})  # type: ignore[return-value]


class EditedStore(StoreIn):
    """A changed store with the version that was read."""

    version: int = Field(ge=1, le=2**31 - 1)


class StoreStep(Input):
    """A step in a store's life: why, and the version that was read."""

    reason: str = Field("", max_length=500)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class RemovedStore(Input):
    """The version that was read."""

    version: int | None = Field(None, ge=1, le=2**31 - 1)


class StoreQuery(PageQuery):
    """Filters of the list; name: any part of it, region: a division and all in it."""

    name: str = Field("", max_length=50)
    code: str = Field("", max_length=20)
    status: Literal["", "open", "suspended", "closed"] = ""
    unit_id: int | None = Field(None, gt=0, le=KEY)
    region: str = Field("", max_length=9)


def store_out(store: Store, actor: Actor) -> dict[str, Any]:
    """The answer's item."""
    names = [name for name in StoreOut.model_fields if name != "custom"]
    return {name: getattr(store, name) for name in names} | {"custom": custom_out("stores.store", actor, store)}


@router.get("/stores", response=responses(Page[StoreOut]))
@allowed_to(VIEW_STORE)
def list_stores(request: ActorRequest, query: Query[StoreQuery]) -> dict[str, Any]:
    """Stores in scope, also closed ones."""
    rows = store_rows(request.actor)
    if query.name:
        rows = rows.filter(name__icontains=query.name)
    if query.code:
        rows = rows.filter(code__iexact=query.code)
    if query.status:
        rows = rows.filter(status=query.status)
    if query.unit_id:
        rows = rows.filter(unit_id=query.unit_id)
    if query.region:
        rows = rows.filter(inside(query.region))
    return page(rows, query, by=("pk",), shape=lambda store: store_out(store, request.actor))


@router.post("/stores", response=responses(StoreOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(CREATE_STORE)
def add_store(request: ActorRequest, payload: StoreIn) -> Status[dict[str, Any]]:
    """Create an open store."""
    create_keyed = create_store.keyed(idempotency_key(request))
    made = create_keyed(values=payload.values(), actor=request.actor, at=now())
    return Status(201, store_out(made, request.actor))


@router.get("/stores/{int:store_id}", response=responses(StoreOut))
@allowed_to(VIEW_STORE)
def read_store(request: ActorRequest, store_id: int) -> dict[str, Any]:
    """One store."""
    return store_out(store_by_id(request.actor, _known(store_id)), request.actor)


@router.put("/stores/{int:store_id}", response=responses(StoreOut), openapi_extra=KEY_REQUIRED)
@allowed_to(EDIT_STORE)
def change_store(request: ActorRequest, store_id: int, payload: EditedStore) -> dict[str, Any]:
    """Replace what was entered."""
    edit_keyed = edit_store.keyed(idempotency_key(request))
    changed = edit_keyed(
        store_id=_known(store_id), version=payload.version, values=payload.values(), actor=request.actor, at=now()
    )
    return store_out(changed, request.actor)


@router.delete("/stores/{int:store_id}", response=responses(None, 204), openapi_extra=KEY_REQUIRED)
@allowed_to(DELETE_STORE)
def remove_store(request: ActorRequest, store_id: int, query: Query[RemovedStore]) -> Status[None]:
    """Delete a store that was never used."""
    delete_keyed = delete_store.keyed(idempotency_key(request))
    delete_keyed(store_id=_known(store_id), version=query.version, actor=request.actor, at=now())
    return Status(204, None)


@router.post("/stores/{int:store_id}/suspension", response=responses(StoreOut), openapi_extra=KEY_REQUIRED)
@allowed_to(CHANGE_STORE_STATUS)
def suspend(request: ActorRequest, store_id: int, payload: StoreStep) -> dict[str, Any]:
    """No orders for a while."""
    suspend_keyed = suspend_store.keyed(idempotency_key(request))
    store = suspend_keyed(store_id=_known(store_id), **payload.dict(), actor=request.actor, at=now())
    return store_out(store, request.actor)


@router.post("/stores/{int:store_id}/reopening", response=responses(StoreOut), openapi_extra=KEY_REQUIRED)
@allowed_to(CHANGE_STORE_STATUS)
def reopen(request: ActorRequest, store_id: int, payload: StoreStep) -> dict[str, Any]:
    """Take orders again."""
    reopen_keyed = reopen_store.keyed(idempotency_key(request))
    store = reopen_keyed(store_id=_known(store_id), **payload.dict(), actor=request.actor, at=now())
    return store_out(store, request.actor)


@router.post("/stores/{int:store_id}/closing", response=responses(StoreOut), openapi_extra=KEY_REQUIRED)
@allowed_to(CHANGE_STORE_STATUS)
def close(request: ActorRequest, store_id: int, payload: StoreStep) -> dict[str, Any]:
    """Close for good."""
    close_keyed = close_store.keyed(idempotency_key(request))
    store = close_keyed(store_id=_known(store_id), **payload.dict(), actor=request.actor, at=now())
    return store_out(store, request.actor)


def _known(store_id: int) -> int:
    """The key, if a record can have it. Raises NotFound."""
    if store_id > KEY:
        raise NotFound
    return store_id
