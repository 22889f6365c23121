"""Prices through the API (CAT-006)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from danshu.catalog.queries import items_by_code
from danshu.dictionaries.queries import id_of
from danshu.kit.clock import business_date, now
from danshu.kit.days import BusinessDay
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.rest import (
    KEY_OPTIONAL,
    KEY_REQUIRED,
    Input,
    allowed_to,
    idempotency_key,
    responses,
)
from danshu.kit.web import ActorRequest
from danshu.parties.dictionaries import PRICE_LEVEL
from danshu.parties.queries import order_customer
from danshu.pricing.models import PriceRule
from danshu.pricing.operations.end_price import end_price
from danshu.pricing.operations.set_price import set_price
from danshu.pricing.permissions import PRICE_EDIT, PRICE_VIEW
from danshu.pricing.queries import line_prices, rules_of
from danshu.pricing.targets import level_code

router = Router(tags=["prices"])
KEY = 2**62
NO_NUL = r"^[^\x00]*$"


class PriceIn(Input):
    """A price for exactly one of customer_id, price_level (its code), or min_quantity."""

    price: Decimal = Field(ge=0, max_digits=13, decimal_places=4)
    currency: str = Field("CNY", pattern="^[A-Z]{3}$")
    valid_from: BusinessDay
    valid_until: BusinessDay | None = None
    customer_id: int | None = Field(None, gt=0, le=KEY)
    price_level: str | None = Field(None, max_length=40, pattern=NO_NUL)
    min_quantity: Decimal | None = Field(None, gt=0, max_digits=12, decimal_places=3)
    reason: str = Field("", max_length=500, pattern=NO_NUL)


class EndIn(Input):
    """The last day on which the price holds; without one it holds no more from today on."""

    last_day: BusinessDay | None = None
    version: int | None = Field(None, ge=1, le=2**31)
    reason: str = Field("", max_length=500, pattern=NO_NUL)


class PriceOut(Schema):
    """A price of a product besides its list price."""

    id: int
    kind: str
    customer_id: int | None
    price_level: str
    min_quantity: Decimal | None
    price: Decimal
    currency: str
    valid_from: date
    valid_until: date | None
    version: int
    updated_at: datetime


class EndOut(Schema):
    """Until when the price holds; null when it was withdrawn before it began."""

    last_day: date | None


class QuoteQuery(Input):
    """For whom, how much and when; the day is today unless given."""

    customer_id: int | None = Field(None, gt=0, le=KEY)
    quantity: Decimal = Field(Decimal(1), gt=0, max_digits=12, decimal_places=3)
    currency: str = Field("CNY", pattern="^[A-Z]{3}$")
    on: BusinessDay | None = None


class QuoteOut(Schema):
    """The price an order line would get."""

    unit_price: Decimal
    list_price: Decimal
    minimum_price: Decimal | None
    source: str


def _item_id(code: str) -> int:
    found = items_by_code([code]).get(code.upper()) if "\x00" not in code else None
    if found is None:
        raise NotFound()
    return found


def _shown(rule: PriceRule) -> dict[str, Any]:
    names = ("id", "kind", "customer_id", "min_quantity", "price", "currency", "version", "updated_at")
    return {
        **{name: getattr(rule, name) for name in names},
        "price_level": level_code(rule),
        "valid_from": rule.first_day,
        "valid_until": rule.last_day,
    }


def _level_id(code: str | None) -> int | None:
    if not code:
        return None
    try:
        return int(code) if code.isdecimal() and len(code) < 18 else id_of(PRICE_LEVEL, code)
    except ObjectDoesNotExist as error:
        problem = FieldProblem("price_level", "invalid_choice", _("选择一个有效的价格级别"))
        raise FieldErrors([problem]) from error


@router.get("/products/{code}/prices", response=responses(list[PriceOut]), summary="Prices of a product")
@allowed_to(PRICE_VIEW)
def prices(request: ActorRequest, code: str) -> list[dict[str, Any]]:
    """Prices for customers, price levels and quantities, past and coming ones too; without customers out of scope."""
    return [_shown(rule) for rule in rules_of(_item_id(code), actor=request.actor)]


@router.get("/products/{code}/price", response=responses(QuoteOut), summary="The price for a customer")
@allowed_to(PRICE_VIEW)
def quote(request: ActorRequest, code: str, query: Query[QuoteQuery]) -> Any:
    """The most specific price valid on the day: customer, price level, quantity step, list price."""
    level = ""
    if query.customer_id is not None:
        level = order_customer(actor=request.actor, customer_id=query.customer_id).price_level
    (found,) = line_prices(
        customer_id=query.customer_id, price_level=level, on=query.on or business_date(now()),
        wanted=[(_item_id(code), query.quantity)], currency=query.currency,
    )  # fmt: skip
    return found


@router.post(
    "/products/{code}/prices", response=responses(PriceOut, 201), openapi_extra=KEY_REQUIRED, summary="Set a price"
)
@allowed_to(PRICE_EDIT)
def new_price(request: ActorRequest, code: str, payload: PriceIn) -> Status[dict[str, Any]]:
    """Set a price; for its days it takes the place of earlier ones for the same purpose."""
    sent = payload.dict()
    run = set_price.keyed(idempotency_key(request))
    rule = run(
        item_id=_item_id(code), price_level_id=_level_id(sent.pop("price_level")), **sent, actor=request.actor, at=now()
    )
    return Status(201, _shown(rule))


@router.post("/prices/{price_id}/end", response=responses(EndOut), openapi_extra=KEY_OPTIONAL, summary="End a price")
@allowed_to(PRICE_EDIT)
def finish_price(request: ActorRequest, price_id: int, payload: EndIn) -> dict[str, Any]:
    """Let a price end; one that would be left without a day is withdrawn."""
    run = end_price.keyed(idempotency_key(request, required=False))
    return {"last_day": run(rule_id=price_id, **payload.dict(), actor=request.actor, at=now())}
