"""What an item must be like, whoever enters it: form, API or import (COM-008, CAT-001, CAT-002)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from danshu.catalog.codes import is_code
from danshu.catalog.models.item import STOCKED_KINDS, ItemKind
from danshu.catalog.values import MAX_PRICE, PRICE_FIELDS, SERVICE_FIELDS, TEXTS
from danshu.currencies.queries import is_known
from danshu.kit.errors import FieldProblem
from danshu.kit.words import with_count

CENT = Decimal("0.01")
KINDS = frozenset(ItemKind.values)


def item_problems(values: Mapping[str, Any]) -> list[FieldProblem]:
    """Everything that is wrong with the complete values of an item, without asking the database."""
    return [
        *_required(values),
        *_texts(values),
        *_kind(values),
        *_prices(values),
        *_numbers(values),
    ]


def reference_problems(
    values: Mapping[str, Any],
    *,
    categories: Collection[int],
    brands: Collection[int],
    units: Collection[int],
) -> list[FieldProblem]:
    """References to what does not exist, or is no longer valid; the collections hold what may be chosen."""
    checks = (
        ("category_id", categories, _("选择一个有效的商品分类")),
        ("brand_id", brands, _("选择一个有效的品牌")),
        ("unit_id", units, _("选择一个有效的计量单位")),
    )
    return [
        FieldProblem(name, "invalid_choice", text)
        for name, known, text in checks
        if values.get(name) is not None and values[name] not in known
    ]


def currency_problems(values: Mapping[str, Any], *, used: str | None = None) -> Iterator[FieldProblem]:
    """A currency that is not maintained, or no longer valid; `used`, which the item has already, may stay (CAT-020)."""
    code = values.get("currency")
    if code != used and not is_known(str(code)):
        yield FieldProblem("currency", "invalid_choice", _("选择币种"))


def _required(values: Mapping[str, Any]) -> Iterator[FieldProblem]:
    if not values.get("code"):
        yield FieldProblem("code", "required", _("填写编码"))
    if not values.get("name"):
        yield FieldProblem("name", "required", _("填写名称"))
    if values.get("category_id") is None:
        yield FieldProblem("category_id", "required", _("选择商品分类"))
    if values.get("sale_price") is None:
        yield FieldProblem("sale_price", "required", _("填写销售价"))


def _texts(values: Mapping[str, Any]) -> Iterator[FieldProblem]:
    for name, limit in TEXTS.items():
        text = values.get(name) or ""
        if len(text) > limit:
            message = _("最多 %(limit)s 个字，现在是 %(length)s 个") % {"limit": limit, "length": len(text)}
            yield FieldProblem(name, "max_length", message)
        elif "\x00" in text:
            yield FieldProblem(name, "control", _("含有不能保存的字符"))
    for name in ("code", "barcode"):
        if values.get(name) and len(values[name]) <= TEXTS[name] and not is_code(values[name]):
            yield FieldProblem(name, "malformed", _("只能由可见的字符组成"))


def _kind(values: Mapping[str, Any]) -> Iterator[FieldProblem]:
    kind = values.get("kind")
    if kind not in KINDS:
        yield FieldProblem("kind", "invalid_choice", _("选择商品类型"))
        return
    if values.get("is_stock_managed") and kind not in STOCKED_KINDS:
        yield FieldProblem("is_stock_managed", "not_stocked", _("只有商品和号卡可以按库存管理"))
    if kind != ItemKind.SERVICE:
        for name in SERVICE_FIELDS:
            if values.get(name):
                yield FieldProblem(name, "service_only", _("只有服务才填写这一项"))


def _prices(values: Mapping[str, Any]) -> Iterator[FieldProblem]:
    sound = True
    for name in PRICE_FIELDS:
        price: Decimal | None = values.get(name)
        if price is None:
            continue
        text = price_problem(price)
        if text:
            sound = False
            yield FieldProblem(name, "price", text)
    lowest, price = values.get("minimum_price"), values.get("sale_price")
    if sound and lowest is not None and price is not None and lowest > price:
        yield FieldProblem("minimum_price", "above_price", _("最低价不能高于销售价"))


def price_problem(price: Decimal, *, decimals: int = 2) -> str:
    """What is wrong with a price of at most so many decimals; "" when nothing is."""
    if not price.is_finite():
        return _("填写一个数")
    if price < 0:
        return _("价格不能小于 0")
    if price > MAX_PRICE:
        return _("价格不能超过 999,999,999.99")
    if price != price.quantize(Decimal(1).scaleb(-decimals)):
        return with_count("价格最多 %(decimals)s 位小数", "decimals") % {"decimals": decimals}
    return ""


def _numbers(values: Mapping[str, Any]) -> Iterator[FieldProblem]:
    rate: Decimal = values.get("tax_rate", Decimal(0))
    if not rate.is_finite() or not 0 <= rate <= 100:
        yield FieldProblem("tax_rate", "range", _("税率应在 0 到 100 之间"))
    elif rate != rate.quantize(CENT):
        yield FieldProblem("tax_rate", "decimals", _("税率最多 2 位小数"))
    limit: Decimal | None = values.get("max_per_order")
    if limit is not None and not (limit.is_finite() and 0 < limit <= 999_999_999 and limit == round(limit, 3)):
        yield FieldProblem("max_per_order", "range", _("每单上限应大于 0，最多 3 位小数"))
    minutes = values.get("duration_minutes")
    if minutes is not None and not 0 < minutes <= 525_600:
        yield FieldProblem("duration_minutes", "range", _("时长应在 1 到 525,600 分钟之间"))
