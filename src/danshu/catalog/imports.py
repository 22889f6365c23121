"""Products from spreadsheets (CAT-008, SYS-009): created, completed or updated, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.catalog.intake import Entry, Taken, Way, take_items
from danshu.catalog.intake.undoing import undo_items
from danshu.catalog.permissions import ITEM_IMPORT
from danshu.catalog.product_fields import FIELDS, OPTIONS
from danshu.custom_fields.importing import import_fields, imported
from danshu.exchange.fields import Field
from danshu.exchange.importing import (
    Action,
    Answer,
    Group,
    ImportContext,
    Imported,
    ImportKind,
    Kept,
    MappingTemplate,
    Outcome,
    Policy,
    Problem,
    Question,
    Ref,
    Row,
    StagedData,
    register_kind,
    register_mapping,
)
from danshu.exchange.joining import DataSet, register_data_set
from danshu.kit.words import with_count

ACTIONS = {
    "created": Action.CREATED, "updated": Action.UPDATED, "unchanged": Action.SKIPPED, "skipped": Action.SKIPPED,
    "refused": Action.REFUSED,
}  # fmt: skip
# names in the file that are not fields of an item
SPECIAL = ("code", "category", "parent", "brand", "unit", "discontinued", "amount", "quantity", "discount")
CENT = Decimal("0.01")


class ProductImport(ImportKind):
    """One row is a product; with lines of orders, all rows with one code (and one name) are one product."""

    code, label, permission = "products", pgettext_lazy("列表", "商品"), ITEM_IMPORT
    options = OPTIONS
    match_key = ("code",)
    policies = (Policy.UPDATE, Policy.FILL, Policy.SKIP)
    unit = gettext_lazy("个商品")
    totals = {"price": gettext_lazy("销售价合计")}

    @property
    def fields(self) -> Sequence[Field]:  # type: ignore[override]
        """The product's own columns and its custom fields, which are data."""
        return [*FIELDS, *import_fields("catalog.item")]

    def group_key(self, context: ImportContext) -> tuple[str, ...]:
        """Rows may repeat a product when the person said so."""
        return {"names": ("code", "name"), "first": ("code",)}.get(context.answer("repeats"), ())

    def questions(self, data: StagedData, context: ImportContext) -> Sequence[Question]:
        """Codes that stand in several rows, and codes with several names."""
        if "code" not in context.mapped:
            return ()
        codes, rows = data.count_distinct("code"), sum(1 for _row in data.rows())
        if codes == rows:
            return ()
        both = data.count_distinct("code", "name") if "name" in context.mapped else codes
        answers = [
            Answer(
                "first",
                _("同一编码是一个商品，以第一行为准"),
                with_count("%(n)s 个商品", "n") % {"n": codes},
                both == codes,
            ),
            Answer("refuse", _("把重复的行列为错误"), with_count("%(n)s 行重复", "n") % {"n": rows - codes}),
        ]
        if both > codes:
            detail = _("%(n)s 个商品，其中 %(more)s 个在编码后加 -2") % {"n": both, "more": both - codes}
            answers.insert(0, Answer("names", _("同一编码但名称不同的，是不同的商品"), detail, recommended=True))
        why = _("%(rows)s 行里有 %(codes)s 个编码、%(both)s 个编码与名称的组合")
        facts = {"rows": rows, "codes": codes, "both": both}
        return (Question("repeats", _("编码重复的行怎样处理？"), why % facts, tuple(answers)),)

    def apply(self, groups: Sequence[Group], context: ImportContext) -> Sequence[Outcome]:
        """The whole chunk by sets."""
        variant = context.answer("repeats") == "names"
        names = _category_names(str(context.options.get("category_names") or ""))
        entries = [_entry(group.first, context, names, variant=variant) for group in groups]
        taken = take_items(
            entries, way=Way(context.policy.value), create_missing=context.options.get("create_missing") is not False,
            actor=context.actor, at=context.at,
        )  # fmt: skip
        return [_outcome(group.first, result) for group, result in zip(groups, taken, strict=True)]

    def undo(self, groups: Sequence[Imported], context: ImportContext) -> Sequence[Sequence[Kept]]:
        """Created products go unless they were used or changed, updated ones get their values back, empty new categories go."""
        return undo_items(groups, actor=context.actor, at=context.at)

    def link(self, ref: Ref) -> str:
        """The page of the product or category."""
        return reverse("catalog:category" if ref.kind == "catalog.category" else "catalog:item", args=[ref.pk])


def _entry(row: Row, context: ImportContext, names: dict[str, str], *, variant: bool) -> Entry:
    def text(name: str) -> str:
        return str(row.values.get(name) or "")

    values: dict[str, Any] = {
        field.name: row[field.name]
        for field in FIELDS
        if field.name not in SPECIAL and row.values.get(field.name) is not None
    }
    if "tax_rate" in values:
        values["tax_rate"] = _percentage(values["tax_rate"])
    if row.values.get("discontinued") is not None:
        values["is_on_sale"] = not row["discontinued"]
    if isinstance(values.get("is_on_sale"), str):
        values["is_on_sale"] = values["is_on_sale"] == "on_sale"
    if "sale_price" not in values and (price := _price_of_line(row)) is not None:
        values["sale_price"] = price
    category = text("category")
    return Entry(
        code=text("code"), values=values, category=names.get(category, category), parent=text("parent"),
        brand=text("brand"), unit=text("unit"), variant=variant,
        custom=imported("catalog.item", row.values),
    )  # fmt: skip


def _percentage(fraction: Decimal) -> Decimal:
    """0.13 -> 13; a column of nothing but 1 and 0 means one per cent, not all."""
    return (fraction if fraction == 1 else fraction * 100).quantize(CENT)


def _price_of_line(row: Row) -> Decimal | None:
    """The unit price of an order line before its discount, to the cent."""
    amount, quantity, discount = (row.values.get(name) for name in ("amount", "quantity", "discount"))
    if amount is None or not quantity:
        return None
    kept = 1 - (discount or Decimal(0))
    return None if kept <= 0 else Decimal(amount / quantity / kept).quantize(CENT)


def _category_names(text: str) -> dict[str, str]:
    """ "1=Beverages" per line: what a category is called that the file only numbers."""
    pairs = (line.partition("=") for line in text.replace("；", ";").replace(";", "\n").splitlines())
    return {key.strip(): name.strip() for key, equals, name in pairs if equals and name.strip()}


def _outcome(row: Row, taken: Taken) -> Outcome:
    action = ACTIONS[taken.action]
    fields = {field.name for field in FIELDS} | {name for name in row.values if name.startswith("custom-")}
    aliases = {"category_id": "category", "brand_id": "brand", "unit_id": "unit"}
    problems = []
    for problem in taken.problems:
        name = aliases.get(problem.field, problem.field)
        problems.append(Problem(row.number, name if name in fields else "", problem.code, problem.text, problem.text))
    refs = [
        Ref("catalog.category", made.pk, Action.CREATED, made.name, made.version) for made in taken.categories
    ]  # fmt: skip
    item = taken.item
    if item is not None and action in (Action.CREATED, Action.UPDATED):
        before = {name: _plain(value) for name, value in taken.before.items()} if taken.before else None
        refs.append(Ref("catalog.item", item.pk, action, str(item), item.version, before))
    totals = {"price": item.sale_price} if item is not None and action == Action.CREATED else {}
    return Outcome(action, refs, problems, totals)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


register_kind(ProductImport())
register_mapping(
    MappingTemplate(
        "northwind-products",
        gettext_lazy("Northwind 产品表"),
        "products",
        columns={
            "code": "ProductID", "name": "ProductName", "category": "CategoryID", "specification": "QuantityPerUnit",
            "sale_price": "UnitPrice", "discontinued": "Discontinued",
        },
        constants={"currency": "USD"},
        options={
            "category_names": "1=Beverages\n2=Condiments\n3=Confections\n4=Dairy Products\n5=Grains/Cereals\n"
            "6=Meat/Poultry\n7=Produce\n8=Seafood"
        },
    )
)  # fmt: skip
register_mapping(
    MappingTemplate(
        "superstore-products",
        gettext_lazy("超市示例工作簿里的产品"),
        "products",
        columns={
            "code": "产品 ID", "name": "产品名称", "parent": "类别", "category": "子类别", "amount": "销售额",
            "quantity": "数量", "discount": "折扣",
        },
        sheet="订单",
        answers={"repeats": "names"},
        policy=Policy.SKIP,
    )
)  # fmt: skip
register_data_set(
    DataSet(
        code="global-electronics-products", label=gettext_lazy("Global Electronics 的产品"), kind="products",
        first="Products.csv", cuts={"Short Name": ("Product Name", 50)},
    )
)  # fmt: skip
register_mapping(
    MappingTemplate(
        "global-electronics-products",
        gettext_lazy("Global Electronics 的产品"),
        "products",
        columns={
            "code": "ProductKey", "name": "Short Name", "description": "Product Name", "brand": "Brand", "category": "Subcategory",
            "parent": "Category", "sale_price": "Unit Price USD", "purchase_price": "Unit Cost USD",
            "specification": "Color",
        },
        constants={"currency": "USD"},
    )
)  # fmt: skip
