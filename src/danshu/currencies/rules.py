"""What a currency and a rate must look like (CAT-020)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from danshu.currencies.errors import CurrencyCodeTaken
from danshu.currencies.models import MOST_DECIMALS, Currency
from danshu.kit.days import day_problem
from danshu.kit.errors import FieldErrors, FieldProblem

CODE = re.compile(r"[A-Z]{3}")
LENGTHS = {"name": 50, "name_en": 50, "symbol": 8, "remark": 500}
RATE_REMARK = 200
RATE_STEP = Decimal("0.000001")
MOST = Decimal(99999999)


class CurrencyValues(TypedDict, total=False):
    """The fields of a currency as people enter them."""

    code: str
    name: str
    name_en: str
    symbol: str
    decimals: int
    is_orderable: bool
    remark: str


def tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without blanks at their ends, the code in capitals."""
    found = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    if "code" in found:
        found["code"] = str(found["code"]).upper()
    return found


def currency_problems(values: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Everything wrong with the given fields."""
    if "code" in values and not CODE.fullmatch(values["code"]):
        yield FieldProblem("code", "letters", _("货币代码是三个字母，例如 USD"))
    if "name" in values and not values["name"]:
        yield FieldProblem("name", "required", _("填写货币名称"))
    for name, most in LENGTHS.items():
        if len(str(values.get(name, ""))) > most:
            text = _("最多 %(limit)s 个字，现在是 %(length)s 个") % {"limit": most, "length": len(values[name])}
            yield FieldProblem(name, "too_long", text)
    decimals = values.get("decimals", MOST_DECIMALS)
    if not isinstance(decimals, int) or not 0 <= decimals <= MOST_DECIMALS:
        text = _("小数位数应在 0 到 %(most)s 之间") % {"most": MOST_DECIMALS}
        yield FieldProblem("decimals", "range", text)


def rate_problems(rate: Decimal | None, effective_date: date | None, *, needed: bool = True) -> Iterator[FieldProblem]:
    """Everything wrong with a rate and the day from which it counts; needed=False: both may be missing together."""
    if rate is None and (needed or effective_date is not None):
        yield FieldProblem("rate", "required", _("填写汇率"))
    if rate is not None:
        if not rate.is_finite() or not 0 < rate <= MOST:
            yield FieldProblem("rate", "range", _("汇率应大于 0，且不超过 99,999,999"))
        elif rate != rate.quantize(RATE_STEP):
            yield FieldProblem("rate", "too_fine", _("汇率最多 6 位小数"))
        if effective_date is None:
            yield FieldProblem("effective_date", "required", _("填写汇率的生效日期"))
    if effective_date is not None and (text := day_problem(effective_date)):
        yield FieldProblem("effective_date", "day_out_of_range", text)


def require(problems: Iterator[FieldProblem], *, code: str = "") -> None:
    """Raise FieldErrors with all problems, if there is one; with them that the code of a new currency is taken."""
    if found := list(problems):
        if is_taken(code):
            found.append(FieldProblem("code", CurrencyCodeTaken.code, CurrencyCodeTaken().text))
        raise FieldErrors(found)


def is_taken(code: str) -> bool:
    """True when there is a currency of this code."""
    return bool(code) and Currency.objects.filter(code=code).exists()


def check_currency(values: Mapping[str, Any], *, base: str) -> None:
    """Raise everything that is wrong with a new currency that is not written yet."""
    given = {"code": "", "name": "", **tidy({name: values[name] for name in CurrencyValues.__annotations__})}
    needed = given["code"] != base
    rate = rate_problems(values["rate"], values["effective_date"], needed=needed)
    require(chain(currency_problems(given), rate), code=given["code"])
    if is_taken(given["code"]):
        raise CurrencyCodeTaken(field="code")


def remark_problems(remark: str) -> Iterator[FieldProblem]:
    """A remark that is too long for a rate."""
    if len(remark) > RATE_REMARK:
        text = _("最多 %(limit)s 个字，现在是 %(length)s 个") % {"limit": RATE_REMARK, "length": len(remark)}
        yield FieldProblem("remark", "too_long", text)
