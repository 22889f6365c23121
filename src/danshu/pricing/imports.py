"""Prices from a spreadsheet: sale prices, prices of customers and levels, quantity steps (CAT-006, SYS-009)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.catalog.operations.edit_item import edit_item
from danshu.catalog.queries import ListPrice, OrderItem, items_by_code, list_prices, order_items
from danshu.exchange.fields import Field, FieldType
from danshu.exchange.importing import (
    Action,
    Group,
    ImportContext,
    Imported,
    ImportKind,
    Kept,
    Outcome,
    Policy,
    Problem,
    Ref,
    Row,
    register_kind,
)
from danshu.kit.clock import business_date
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.locks import lock_slot
from danshu.parties.dictionaries import PRICE_LEVEL
from danshu.parties.import_fields import values_of
from danshu.pricing.intake.buyers import Buyer, buyers_named, refusal
from danshu.pricing.intake.purposes import Purpose, covers, rules_of_purpose, trace, undo_prices
from danshu.pricing.operations.set_price import set_price
from danshu.pricing.permissions import IMPORT_PRICES
from danshu.pricing.rules import PriceTerms, terms_problems

FIELD_OF = {"kind": "customer", "price_level_id": "level", "sale_price": "price", "item": "code"}


class PriceImport(ImportKind):
    """One row is a price of an item: for a customer, for a price level, from a quantity on, or else its sale price."""

    code, label, permission = "prices", pgettext_lazy("模块", "价格"), IMPORT_PRICES
    fields = (
        Field("code", gettext_lazy("商品编码"), FieldType.CODE, required=True, max_length=50, example="P00001",
              synonyms=("编码", "货号", "sku", "item code", "product code", "code", "item", "StockCode")),
        Field("price", gettext_lazy("价格"), FieldType.MONEY, required=True, scale=4, minimum=0, example="12.50",
              synonyms=("单价", "新价格", "销售价", "price", "unit price", "new price", "UnitPrice")),
        Field("customer", gettext_lazy("客户"), max_length=60,
              hint=gettext_lazy("客户的编号、外部编码或完整名称；客户、价格级别、起订数量都不填就是销售价"),
              synonyms=("客户编号", "客户编码", "客户名称", "customer", "customer code", "CustomerID")),
        Field("level", gettext_lazy("价格级别"), FieldType.CHOICE, choices=values_of(PRICE_LEVEL),
              synonyms=("级别", "价目", "价格表", "price level", "price list", "level")),
        Field("min_quantity", gettext_lazy("起订数量"), FieldType.DECIMAL, scale=3,
              synonyms=("数量阶梯", "起订量", "数量", "minimum quantity", "from quantity", "min qty")),
        Field("currency", gettext_lazy("币种"), FieldType.CODE, max_length=3, example="CNY",
              hint=gettext_lazy("不填为商品的币种"), synonyms=("货币", "currency")),
        Field("valid_from", gettext_lazy("开始日期"), FieldType.DATE, hint=gettext_lazy("不填从今天起"),
              synonyms=("生效日期", "起始日期", "valid from", "start date", "from")),
        Field("valid_until", gettext_lazy("结束日期"), FieldType.DATE, hint=gettext_lazy("不填长期有效"),
              synonyms=("失效日期", "截止日期", "valid until", "end date", "until")),
    )  # fmt: skip
    match_key = ("code", "customer", "level", "min_quantity", "currency", "valid_from")
    policies = (Policy.UPDATE, Policy.SKIP)
    records = {"pricing.price": pgettext_lazy("模块", "价格"), "catalog.item": gettext_lazy("商品")}

    def check(self, groups: Sequence[Group], context: ImportContext) -> Iterable[Problem]:
        """Unknown items, customers and currencies; prices, quantities and days that cannot be; several purposes."""
        read = _Chunk.of(groups, context)
        for group in groups:
            yield from read.problems(group.first)

    def apply(self, groups: Sequence[Group], context: ImportContext) -> Sequence[Outcome]:
        """Set each price as somebody would by hand; equal prices are left alone."""
        read = _Chunk.of(groups, context)
        for item_id in sorted(item.id for item in read.items.values()):
            lock_slot("pricing.item", item_id)  # all at once and in order: two imports never wait for each other
        # what is judged by the state of prices is read after the locks (CC-4)
        read.prices = list_prices([item.id for item in read.items.values()])
        return [_apply(group.first, read, context) for group in groups]

    def undo(self, groups: Sequence[Imported], context: ImportContext) -> Sequence[Sequence[Kept]]:
        """Give each purpose the prices back that it had, unless somebody has changed them since."""
        return undo_prices(groups, actor=context.actor, at=context.at)

    def link(self, ref: Ref) -> str:
        """The prices of the item."""
        item_id = ref.pk if ref.kind == "catalog.item" else (ref.before or {}).get("purpose", {}).get("item_id")
        return reverse("pricing:item", args=[item_id]) if item_id else ""


@dataclass(slots=True)
class _Chunk:
    """What the rows of a chunk name."""

    items: dict[str, OrderItem]
    prices: dict[int, ListPrice]
    buyers: dict[str, list[Buyer]]
    context: ImportContext

    @classmethod
    def of(cls, groups: Sequence[Group], context: ImportContext) -> _Chunk:
        """Read it in three statements."""
        rows = [group.first for group in groups]
        keys = items_by_code([row["code"] or "" for row in rows])
        found = order_items(keys.values())
        items = {code: found[pk] for code, pk in keys.items()}
        buyers = buyers_named([row["customer"] for row in rows if row["customer"]], context.actor)
        return cls(items, list_prices(list(found)), buyers, context)

    def item(self, row: Row) -> OrderItem | None:
        """The item of a row."""
        return self.items.get((row["code"] or "").upper())

    def terms(self, row: Row, item: OrderItem) -> PriceTerms:
        """The row as it would have been entered."""
        today = business_date(self.context.at)
        buyers = self.buyers.get(row["customer"] or "", [])
        return PriceTerms(
            item_id=item.id, price=row["price"] or Decimal(0), currency=(row["currency"] or item.currency).upper(),
            valid_from=row["valid_from"] or today, valid_until=row["valid_until"],
            customer_id=buyers[0].pk if len(buyers) == 1 else None,
            price_level_id=int(row["level"]) if row["level"] else None, min_quantity=row["min_quantity"],
        )  # fmt: skip

    def problems(self, row: Row) -> Iterable[Problem]:
        """All that is wrong with a row, each beside its cell."""
        item = self.item(row)
        if item is None:
            text = _("没有编码为 %(code)s 的商品，请先导入商品") % {"code": row["code"]}
            yield Problem(row.number, "code", "unknown_item", text, _("商品不存在"))
            return
        if not item.is_valid:
            text = _("%(code)s 已失效，不能设置价格") % {"code": item.code}
            yield Problem(row.number, "code", "invalid_item", text, _("商品已失效"))
        buyers = self.buyers.get(row["customer"] or "", [])
        if row["customer"] and len(buyers) != 1:
            yield Problem(row.number, "customer", "unknown_customer", *refusal(row["customer"], buyers))
            return
        terms, today = self.terms(row, item), business_date(self.context.at)
        found = list(terms_problems(terms, item, today=today))
        if is_sale_price(row):
            found = [p for p in found if p.field != "kind"]
            found += _sale_problems(terms, item, starts_later=terms.valid_from > today)
        yield from (_problem(row, p) for p in found)


def is_sale_price(row: Row) -> bool:
    """True for a row without customer, level and quantity."""
    return not row["customer"] and not row["level"] and row["min_quantity"] is None


def _sale_problems(terms: PriceTerms, item: OrderItem, *, starts_later: bool) -> Iterable[FieldProblem]:
    if starts_later or terms.valid_until is not None:
        field = "valid_from" if starts_later else "valid_until"
        text = _("销售价立即生效、长期有效，不填日期；只在一段时间有效的价格要写明客户、价格级别或起订数量")
        yield FieldProblem(field, "sale_price_dates", text)
    if terms.currency != item.currency:
        text = _("销售价的币种是 %(currency)s，在商品里修改") % {"currency": item.currency}
        yield FieldProblem("currency", "sale_price_currency", text)


def _problem(row: Row, found: FieldProblem) -> Problem:
    return Problem(row.number, FIELD_OF.get(found.field, found.field), found.code, found.text)


def _apply(row: Row, read: _Chunk, context: ImportContext) -> Outcome:
    problems, item = [p for p in read.problems(row) if not p.warning], read.item(row)
    if problems or item is None:
        return Outcome(Action.REFUSED, problems=problems)
    try:
        return _apply_sale_price(row, item, read, context) if is_sale_price(row) else _set(row, item, read, context)
    except FieldErrors as refused:
        return Outcome(Action.REFUSED, problems=[_problem(row, p) for p in refused.problems])
    except DomainError as refused:
        return Outcome(Action.REFUSED, problems=[Problem(row.number, "code", refused.code, str(refused))])


def _apply_sale_price(row: Row, item: OrderItem, read: _Chunk, context: ImportContext) -> Outcome:
    old = read.prices[item.id].sale_price
    if old == row["price"]:
        return Outcome(Action.SKIPPED)
    if context.policy == Policy.SKIP and old:
        return Outcome(Action.SKIPPED, problems=[_known(row)])
    changed = edit_item.within(
        item_id=item.id, version=None, values={"sale_price": row["price"]}, reason=_reason(context),
        actor=context.actor, at=context.at,
    )  # fmt: skip
    label = _("%(code)s · 销售价") % {"code": item.code}
    before = {"sale_price": str(old)}
    return Outcome(
        Action.UPDATED, [Ref("catalog.item", item.id, Action.UPDATED, label, changed.version, before=before)]
    )


def _set(row: Row, item: OrderItem, read: _Chunk, context: ImportContext) -> Outcome:
    terms = read.terms(row, item)
    purpose = Purpose.of(terms)
    earlier = rules_of_purpose(purpose)
    if covers(earlier, terms):
        return Outcome(Action.SKIPPED)
    replaces = any(rule.overlaps(terms) for rule in earlier)
    if context.policy == Policy.SKIP and replaces:
        return Outcome(Action.SKIPPED, problems=[_known(row)])
    rule = set_price.within(
        item_id=item.id, price=terms.price, valid_from=terms.valid_from, valid_until=terms.valid_until,
        reason=_reason(context), actor=context.actor, at=context.at, currency=purpose.currency,
        customer_id=purpose.customer_id, price_level_id=purpose.price_level_id, min_quantity=purpose.min_quantity,
    )  # fmt: skip
    action = Action.UPDATED if replaces else Action.CREATED
    label = " · ".join(filter(None, (item.code, purpose.words(rule))))
    return Outcome(action, [Ref("pricing.price", rule.pk, action, label, rule.version, before=trace(purpose, earlier))])


def _known(row: Row) -> Problem:
    text = _("这些日子已有价格，没有导入；要换成文件里的价格，选择“更新”")
    return Problem(row.number, "price", "priced", text, _("已有价格"), warning=True)


def _reason(context: ImportContext) -> str:
    name: Any = context.file_name or context.batch_id
    return _("导入 %(file)s") % {"file": name}


register_kind(PriceImport())
