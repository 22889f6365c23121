"""What the API takes and gives for currencies and rates."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from danshu.currencies.models import MOST_DECIMALS, Currency, Rate
from danshu.currencies.queries import base_currency, book
from danshu.kit.days import BusinessDay
from danshu.kit.rest import Input, OneLine, PageQuery

Key = Annotated[int, Field(ge=1, le=2**62)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
RateNumber = Annotated[Decimal, Field(gt=0, le=99999999, max_digits=14, decimal_places=6, examples=["7.1234"])]
Code = Annotated[str, Field(pattern="^[A-Za-z]{3}$", examples=["USD"])]


class CurrencyQuery(PageQuery):
    """Which currencies."""

    is_valid: bool | None = None
    is_orderable: bool | None = None


class CurrencyIn(Input):
    """A new currency with its first rate; only the base currency has none."""

    code: Code
    name: OneLine = Field(min_length=1, max_length=50)
    name_en: OneLine = Field("", max_length=50)
    symbol: OneLine = Field("", max_length=8)
    decimals: int = Field(2, ge=0, le=MOST_DECIMALS)
    is_orderable: bool = False
    remark: str = Field("", max_length=500)
    rate: RateNumber | None = None
    effective_date: BusinessDay | None = None


class CurrencyChange(Input):
    """What is sent is changed; the code never changes."""

    name: OneLine | None = Field(None, min_length=1, max_length=50)
    name_en: OneLine | None = Field(None, max_length=50)
    symbol: OneLine | None = Field(None, max_length=8)
    decimals: int | None = Field(None, ge=0, le=MOST_DECIMALS)
    is_orderable: bool | None = None
    remark: str | None = Field(None, max_length=500)
    version: Version | None = None


class CurrencyReasonIn(Input):
    """Why."""

    reason: str = Field("", max_length=500)
    version: Version | None = None


class CurrencyOut(Schema):
    """A currency; `rate` is what one unit is worth in the base currency today, null without one."""

    id: int
    code: str
    name: str
    name_en: str
    symbol: str
    decimals: int
    is_base: bool
    is_orderable: bool
    is_valid: bool
    rate: Decimal | None
    remark: str
    version: int
    updated_at: datetime


class ExchangeRateQuery(PageQuery):
    """Which rates."""

    currency: str = Field("", pattern="^([A-Za-z]{3})?$")


class ExchangeRateIn(Input):
    """A rate to the base currency from a day on (default: today)."""

    rate: RateNumber
    effective_date: BusinessDay | None = None
    remark: OneLine = Field("", max_length=200)


class ExchangeRateOut(Schema):
    """A rate of the history."""

    id: int
    currency: str
    base: str
    rate: Decimal
    effective_date: date
    remark: str
    entered_at: datetime
    entered_by_name: str
    withdrawn_at: datetime | None


def currency_out(row: Currency) -> dict[str, Any]:
    """The answer's form of a currency."""
    base = base_currency()
    names = (
        "code",
        "name",
        "name_en",
        "symbol",
        "decimals",
        "is_orderable",
        "is_valid",
        "remark",
        "version",
        "updated_at",
    )
    return {name: getattr(row, name) for name in names} | {
        "id": row.pk, "is_base": row.code == base, "rate": book().rate(row.code, base),
    }  # fmt: skip


def rate_out(row: Rate) -> dict[str, Any]:
    """The answer's form of a rate."""
    names = ("base", "rate", "effective_date", "remark", "entered_at", "entered_by_name", "withdrawn_at")
    return {name: getattr(row, name) for name in names} | {"id": row.pk, "currency": row.currency.code}
