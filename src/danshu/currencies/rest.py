"""Currencies and exchange rates through the API (CAT-020)."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Status

from danshu.currencies import rest_shapes as shapes
from danshu.currencies.operations.create_currency import create_currency
from danshu.currencies.operations.delete_currency import delete_currency
from danshu.currencies.operations.edit_currency import edit_currency
from danshu.currencies.operations.invalidate_currency import invalidate_currency
from danshu.currencies.operations.record_rate import record_rate
from danshu.currencies.operations.withdraw_rate import withdraw_rate
from danshu.currencies.permissions import DELETE_CURRENCY, EDIT_CURRENCY, RECORD_RATE, VIEW_CURRENCY
from danshu.currencies.queries import currency_by_id, currency_rows, rate_rows
from danshu.kit.clock import business_date, now
from danshu.kit.rest import KEY_OPTIONAL, KEY_REQUIRED, Page, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest

router = Router(tags=["currencies"])


def _key(request: ActorRequest) -> str:
    return idempotency_key(request, required=False)


@router.get("/currencies", response=responses(Page[shapes.CurrencyOut]))
@allowed_to(VIEW_CURRENCY)
def list_currencies(request: ActorRequest, query: Query[shapes.CurrencyQuery]) -> dict[str, Any]:
    """Currencies with today's rates, newest first."""
    wanted = {"is_valid": query.is_valid, "is_orderable": query.is_orderable}
    rows = currency_rows().filter(**{name: value for name, value in wanted.items() if value is not None})
    return page(rows, query, shape=shapes.currency_out)


@router.post("/currencies", response=responses(shapes.CurrencyOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(EDIT_CURRENCY)
def new_currency(request: ActorRequest, payload: shapes.CurrencyIn) -> Status[Any]:
    """Add a currency with its first rate."""
    values: Any = payload.dict(exclude={"rate", "effective_date"})
    day = payload.effective_date or (business_date(now()) if payload.rate is not None else None)
    made = create_currency.keyed(idempotency_key(request))(
        values=values, rate=payload.rate, effective_date=day, actor=request.actor, at=now()
    )
    return Status(201, shapes.currency_out(made))


@router.get("/currencies/{currency_id}", response=responses(shapes.CurrencyOut))
@allowed_to(VIEW_CURRENCY)
def one_currency(request: ActorRequest, currency_id: shapes.Key) -> dict[str, Any]:
    """One currency."""
    return shapes.currency_out(currency_by_id(currency_id))


@router.patch("/currencies/{currency_id}", response=responses(shapes.CurrencyOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT_CURRENCY)
def change_currency(request: ActorRequest, currency_id: shapes.Key, payload: shapes.CurrencyChange) -> dict[str, Any]:
    """Change what is sent."""
    given: Any = {k: v for k, v in payload.dict(exclude_unset=True, exclude={"version"}).items() if v is not None}
    made = edit_currency.keyed(_key(request))(
        currency_id=currency_id, values=given, version=payload.version, actor=request.actor, at=now()
    )
    return shapes.currency_out(made)


@router.post("/currencies/{currency_id}/invalidate", response=responses(shapes.CurrencyOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(DELETE_CURRENCY)
def withdraw_currency(
    request: ActorRequest, currency_id: shapes.Key, payload: shapes.CurrencyReasonIn
) -> dict[str, Any]:
    """Take a currency out of use for good."""
    made = invalidate_currency.keyed(_key(request))(
        currency_id=currency_id, reason=payload.reason, version=payload.version, actor=request.actor, at=now()
    )
    return shapes.currency_out(made)


@router.delete("/currencies/{currency_id}", response=responses(None, 204), openapi_extra=KEY_OPTIONAL)
@allowed_to(DELETE_CURRENCY)
def remove_currency(request: ActorRequest, currency_id: shapes.Key) -> Status[None]:
    """Delete a currency that nothing names."""
    delete_currency.keyed(_key(request))(currency_id=currency_id, actor=request.actor, at=now())
    return Status(204, None)


@router.get("/exchange-rates", response=responses(Page[shapes.ExchangeRateOut]))
@allowed_to(VIEW_CURRENCY)
def list_rates(request: ActorRequest, query: Query[shapes.ExchangeRateQuery]) -> dict[str, Any]:
    """The history of rates to the base currency, the last entered first."""
    rows = rate_rows()
    if query.currency:
        rows = rows.filter(currency__code=query.currency.upper())
    return page(rows, query, shape=shapes.rate_out)


@router.post(
    "/currencies/{currency_id}/rates", response=responses(shapes.ExchangeRateOut, 201), openapi_extra=KEY_REQUIRED
)
@allowed_to(RECORD_RATE)
def new_rate(request: ActorRequest, currency_id: shapes.Key, payload: shapes.ExchangeRateIn) -> Status[Any]:
    """Enter a rate."""
    made = record_rate.keyed(idempotency_key(request))(
        currency_id=currency_id, rate=payload.rate, effective_date=payload.effective_date or business_date(now()),
        remark=payload.remark, actor=request.actor, at=now(),
    )  # fmt: skip
    return Status(201, shapes.rate_out(made))


@router.post(
    "/exchange-rates/{rate_id}/withdraw", response=responses(shapes.ExchangeRateOut), openapi_extra=KEY_OPTIONAL
)
@allowed_to(RECORD_RATE)
def take_rate_back(request: ActorRequest, rate_id: shapes.Key, payload: shapes.CurrencyReasonIn) -> dict[str, Any]:
    """Let a wrong rate count no more; it stays in the history."""
    made = withdraw_rate.keyed(_key(request))(rate_id=rate_id, reason=payload.reason, actor=request.actor, at=now())
    return shapes.rate_out(made)
