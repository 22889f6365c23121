"""Products and categories through the API: the same operations as the pages (CAT-001 to CAT-005, SYS-030)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, cast

from django.db.models.functions import Upper
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from danshu.catalog.codes import clean_code
from danshu.catalog.dictionaries import BRAND, UNIT
from danshu.catalog.models import Item
from danshu.catalog.operations.create_item import create_item
from danshu.catalog.operations.delete_item import delete_item
from danshu.catalog.operations.edit_item import edit_item
from danshu.catalog.operations.invalidate_items import invalidate_items
from danshu.catalog.operations.set_sale_status import set_sale_status
from danshu.catalog.permissions import (
    COST_VIEW,
    ITEM_CREATE,
    ITEM_DELETE,
    ITEM_EDIT,
    ITEM_INVALIDATE,
    ITEM_SHELF,
    ITEM_VIEW,
)
from danshu.catalog.queries import branch_ids, category_tree, decimals_of, matching, with_units
from danshu.catalog.rest_pictures import router as pictures_router
from danshu.catalog.values import ItemValues
from danshu.custom_fields.rest_shapes import Custom
from danshu.custom_fields.web.part import custom_out
from danshu.dictionaries.queries import ids_by_name
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.rest import (
    KEY_OPTIONAL,
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

router = Router(tags=["products"])
router.add_router("", pictures_router)
Kind = Literal["goods", "service", "membership", "subscription", "keyword_ad", "software", "number_card"]
KEY = 2**62
NO_NUL = r"^[^\x00]*$"


class ProductFields(Input):
    """What can be said about a product. brand and unit are names of the dictionaries; tax_rate is a percentage;
    custom: values of custom fields by their codes (GET /custom-fields)."""

    custom: Custom | None = None
    barcode: OneLine | None = Field(None, max_length=50)
    category_id: int | None = Field(None, gt=0, le=KEY)
    brand: OneLine | None = Field(None, max_length=50)
    unit: OneLine | None = Field(None, max_length=50)
    model: OneLine | None = Field(None, max_length=100)
    specification: str | None = Field(None, max_length=200)
    guide_price: Decimal | None = Field(None, ge=0, max_digits=11, decimal_places=2)
    purchase_price: Decimal | None = Field(None, ge=0, max_digits=11, decimal_places=2)
    minimum_price: Decimal | None = Field(None, ge=0, max_digits=11, decimal_places=2)
    tax_rate: Decimal | None = Field(None, ge=0, le=100, decimal_places=2)
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    is_stock_managed: bool | None = None
    is_on_storefront: bool | None = None
    max_per_order: Decimal | None = Field(None, gt=0, max_digits=12, decimal_places=3)
    duration_minutes: int | None = Field(None, gt=0, le=525_600)
    needs_appointment: bool | None = None
    description: str | None = Field(None, max_length=2000)
    remark: str | None = Field(None, max_length=500)


class ProductIn(ProductFields):
    """A new product. initial_stock is booked in warehouse_id, or in the default warehouse of the caller's unit."""

    code: OneLine = Field(min_length=1, max_length=50)
    name: OneLine = Field(min_length=1, max_length=50)
    kind: Kind = "goods"
    category_id: int = Field(gt=0, le=KEY)
    sale_price: Decimal = Field(ge=0, max_digits=11, decimal_places=2)
    initial_stock: Decimal | None = Field(None, gt=0, max_digits=12, decimal_places=3)
    warehouse_id: int | None = Field(None, gt=0, le=KEY)


class ProductPatch(ProductFields):
    """Changes of a product: only what is sent changes, null empties. version: of the product that the caller saw."""

    version: int = Field(ge=1, le=2**31)
    code: OneLine | None = Field(None, min_length=1, max_length=50)
    name: OneLine | None = Field(None, min_length=1, max_length=50)
    kind: Kind | None = None
    sale_price: Decimal | None = Field(None, ge=0, max_digits=11, decimal_places=2)
    reason: str = Field("", max_length=500, pattern=NO_NUL)


class SaleStatusIn(Input):
    """Offer a product for new orders, or stop offering it."""

    is_on_sale: bool
    version: int | None = Field(None, ge=1, le=2**31)


class ItemReasonIn(Input):
    """Why; kept in the history."""

    reason: str = Field("", max_length=500, pattern=NO_NUL)


class ProductOut(Schema):
    """A product. purchase_price is null for callers who may not see purchase prices."""

    id: int
    custom: dict[str, Any]
    code: str
    name: str
    kind: str
    barcode: str
    category_id: int
    category: str
    brand: str
    unit: str
    quantity_decimals: int
    model: str
    specification: str
    sale_price: Decimal
    guide_price: Decimal | None
    purchase_price: Decimal | None
    minimum_price: Decimal | None
    tax_rate: Decimal
    currency: str
    is_stock_managed: bool
    is_on_sale: bool
    is_on_storefront: bool
    is_valid: bool
    max_per_order: Decimal | None
    duration_minutes: int | None
    needs_appointment: bool
    description: str
    remark: str
    version: int
    created_at: datetime
    updated_at: datetime


class CategoryOut(Schema):
    """A product category; path names it from the root down."""

    id: int
    name: str
    parent_id: int | None
    level: int
    path: str
    is_valid: bool


class ProductQuery(PageQuery):
    """Which products. q: keyword in code, barcode, name, model, specification, brand, or pinyin."""

    q: str = Field("", max_length=100)
    code: str = Field("", max_length=50)
    kind: Kind | None = None
    category_id: int | None = Field(None, gt=0, le=KEY, description="with everything below it")
    is_on_sale: bool | None = None
    is_valid: bool | None = True
    updated_since: datetime | None = None


def _rows() -> Any:
    return with_units(Item.objects.all()).select_related("unit", "category", "brand")


def _product(code: str) -> Item:
    """By code, ignoring case. Raises NotFound."""
    wanted = clean_code(code).upper()
    item: Item | None = _rows().annotate(key=Upper("code")).filter(key=wanted).first() if "\x00" not in wanted else None
    if item is None:
        raise NotFound()
    return item


def _shown(item: Item, actor: Actor) -> dict[str, Any]:
    names = ProductOut.model_fields.keys() - {
        "category",
        "brand",
        "unit",
        "quantity_decimals",
        "purchase_price",
        "custom",
    }
    return {
        **{name: getattr(item, name) for name in names},
        "custom": custom_out("catalog.item", actor, item),
        "category": item.category.name,
        "brand": item.brand.name if item.brand else "",
        "unit": item.unit.name if item.unit else "",
        "quantity_decimals": decimals_of(item),
        "purchase_price": item.purchase_price if actor.can(COST_VIEW) else None,
    }


def _values(sent: dict[str, Any], actor: Actor) -> ItemValues:
    """What was sent, in the words of the operations. Names become keys; an unknown name is refused beside its field."""
    values = dict(sent)
    for name, dictionary in (("brand", BRAND), ("unit", UNIT)):
        if name in values:
            values[f"{name}_id"] = _key(name, dictionary, values.pop(name))
    if "purchase_price" in values and not actor.can(COST_VIEW):
        raise FieldErrors([FieldProblem("purchase_price", "forbidden", _("没有查看和修改进价的权限"))])
    for name in ("barcode", "model", "specification", "description", "remark"):
        if name in values and values[name] is None:
            values[name] = ""
    always = ("code", "name", "kind", "category_id", "sale_price", "tax_rate", "currency", "is_stock_managed",
              "is_on_storefront", "needs_appointment")  # fmt: skip
    return cast(ItemValues, {name: v for name, v in values.items() if v is not None or name not in always})


def _key(field: str, dictionary: str, name: str | None) -> int | None:
    if not name:
        return None
    found = ids_by_name(dictionary).get(name)
    if found is None:
        raise FieldErrors([FieldProblem(field, "invalid_choice", _("资料中没有「%(name)s」") % {"name": name})])
    return found


@router.get("/products", response=responses(Page[ProductOut]), summary="List products")
@allowed_to(ITEM_VIEW)
def products(request: ActorRequest, query: Query[ProductQuery]) -> dict[str, Any]:
    """Newest first; by default only valid ones."""
    rows = _rows()
    if query.code:
        rows = rows.annotate(key=Upper("code")).filter(key=clean_code(query.code).upper().replace("\x00", ""))
    for name in ("kind", "is_on_sale", "is_valid"):
        if getattr(query, name) is not None:
            rows = rows.filter(**{name: getattr(query, name)})
    if query.category_id is not None:
        rows = rows.filter(category_id__in=branch_ids(query.category_id))
    if query.updated_since is not None:
        rows = rows.filter(updated_at__gte=query.updated_since)
    if query.q:
        rows = matching(rows, query.q.replace("\x00", ""))
    return page(rows, query, shape=lambda item: _shown(item, request.actor))


@router.get("/products/{code}", response=responses(ProductOut), summary="One product")
@allowed_to(ITEM_VIEW)
def product(request: ActorRequest, code: str) -> dict[str, Any]:
    """By its code, ignoring case."""
    return _shown(_product(code), request.actor)


@router.post("/products", response=responses(ProductOut, 201), openapi_extra=KEY_REQUIRED, summary="Create a product")
@allowed_to(ITEM_CREATE)
def create_product(request: ActorRequest, payload: ProductIn) -> Status[dict[str, Any]]:
    """Create a product, with its initial stock when it keeps one."""
    sent = payload.dict(exclude_unset=True)
    stock, warehouse = sent.pop("initial_stock", None), sent.pop("warehouse_id", None)
    custom = sent.pop("custom", None)
    run = create_item.keyed(idempotency_key(request))
    made = run(
        values=_values({"kind": payload.kind, **sent}, request.actor), custom=custom, initial_stock=stock,
        warehouse_id=warehouse, actor=request.actor, at=now(),
    )  # fmt: skip
    return Status(201, _shown(_product(made.code), request.actor))


@router.patch(
    "/products/{code}", response=responses(ProductOut), openapi_extra=KEY_OPTIONAL, summary="Change a product"
)
@allowed_to(ITEM_EDIT)
def change_product(request: ActorRequest, code: str, payload: ProductPatch) -> dict[str, Any]:
    """Change what is sent; 409 when somebody changed the product since `version`."""
    sent = payload.dict(exclude_unset=True)
    version, reason, custom = sent.pop("version"), sent.pop("reason", ""), sent.pop("custom", None)
    run = edit_item.keyed(idempotency_key(request, required=False))
    changed = run(
        item_id=_product(code).pk, version=version, values=_values(sent, request.actor), custom=custom, reason=reason,
        actor=request.actor, at=now(),
    )  # fmt: skip
    return _shown(_product(changed.code), request.actor)


@router.post(
    "/products/{code}/sale-status",
    response=responses(ProductOut),
    openapi_extra=KEY_OPTIONAL,
    summary="Put on or off sale",
)
@allowed_to(ITEM_SHELF)
def change_sale_status(request: ActorRequest, code: str, payload: SaleStatusIn) -> dict[str, Any]:
    """Offer a product for new orders, or stop offering it."""
    run = set_sale_status.keyed(idempotency_key(request, required=False))
    run(
        item_id=_product(code).pk, is_on_sale=payload.is_on_sale, version=payload.version, actor=request.actor, at=now()
    )
    return _shown(_product(code), request.actor)


@router.post(
    "/products/{code}/invalidate", response=responses(ProductOut), openapi_extra=KEY_OPTIONAL, summary="Invalidate"
)
@allowed_to(ITEM_INVALIDATE)
def invalidate_product(request: ActorRequest, code: str, payload: ItemReasonIn) -> dict[str, Any]:
    """Withdraw a product for good; old documents keep it."""
    run = invalidate_items.keyed(idempotency_key(request, required=False))
    run(item_ids=[_product(code).pk], reason=payload.reason, actor=request.actor, at=now())
    return _shown(_product(code), request.actor)


@router.delete("/products/{code}", response=responses(None, 204), summary="Delete an unused product")
@allowed_to(ITEM_DELETE)
def delete_product(request: ActorRequest, code: str) -> Status[None]:
    """Remove a product that was never used; 409 names where it is used."""
    delete_item(item_id=_product(code).pk, actor=request.actor, at=now())
    return Status(204, None)


@router.get("/product-categories", response=responses(list[CategoryOut]), summary="The tree of categories")
@allowed_to(ITEM_VIEW)
def product_categories(request: ActorRequest, with_invalid: bool = False) -> Any:
    """Parents before their children, siblings in their order."""
    return category_tree(valid_only=not with_invalid)
