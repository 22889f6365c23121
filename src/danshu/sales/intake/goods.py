"""The products of a set of orders: found, and made where the person chose so."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from danshu.catalog.intake import Entry, Way, match_items, take_items
from danshu.exchange.importing import Action, ImportContext, Ref, Row
from danshu.kit.money import ZERO
from danshu.sales.intake.types import ItemKey, Plan

CENT = Decimal("0.01")


def entry_of(row: Row, key: ItemKey) -> Entry:
    """The product as its line tells it."""
    values: dict[str, Any] = {"name": row["product_name"] or key.code, "sale_price": _price(row)}
    if row["currency"]:
        values["currency"] = row["currency"].upper()
    return Entry(
        code=key.code, values=values, category=row["product_category"] or _("未分类"),
        parent=row["product_parent"] or "", unit=row["unit"] or "", variant=bool(key.name),
    )  # fmt: skip


def _price(row: Row) -> Decimal:
    """The unit price of a line before its discount, to the cent."""
    price: Decimal | None = row["unit_price"]
    if price is None and row["amount"] is not None and row["quantity"]:
        kept = 1 - (row["discount"] or ZERO)
        price = row["amount"] / row["quantity"] / kept if kept > 0 else ZERO
    return (price or ZERO).quantize(CENT, ROUND_HALF_UP)


def find_items(plans: Sequence[Plan], context: ImportContext) -> dict[ItemKey, Row]:
    """Give each plan its stored items; returns those that have to be made, each with its first row."""
    known: dict[ItemKey, int] = context.state.setdefault("items", {})
    wanted: dict[ItemKey, Row] = {}
    for plan in plans:
        if len(plan.items) == len(plan.group.rows):
            for key, row in zip(plan.items, plan.group.rows, strict=True):
                if key not in known:
                    wanted.setdefault(key, row)
    found = match_items([entry_of(row, key) for key, row in wanted.items()]) if wanted else []
    for key, item in zip(wanted, found, strict=True):
        if item is not None:
            known[key] = item.pk
    missing: dict[ItemKey, Row] = {}
    for plan in plans:
        _assign(plan, known, missing, may_create=context.answer("products") == "create")
    return missing


def _assign(plan: Plan, known: dict[ItemKey, int], missing: dict[ItemKey, Row], *, may_create: bool) -> None:
    if len(plan.items) != len(plan.group.rows):
        return
    for key, row in zip(plan.items, plan.group.rows, strict=True):
        if key not in known and not may_create:
            text = _("没有商品 %(code)s；先导入商品，或在预检时选择新建") % {"code": key.code}
            plan.refuse(row.number, "product_code", "unknown_product", text, _("商品不存在"))
    if not plan.problems:
        for key, row in zip(plan.items, plan.group.rows, strict=True):
            if key not in known:
                missing.setdefault(key, row)


def make_items(missing: dict[ItemKey, Row], plans: Sequence[Plan], context: ImportContext) -> None:
    """Make the missing items through the intake of products; each is noted with the first plan that needs it."""
    known: dict[ItemKey, int] = context.state["items"]
    entries = [entry_of(row, key) for key, row in missing.items()]
    taken = (
        take_items(entries, way=Way.SKIP, create_missing=True, actor=context.actor, at=context.at) if entries else []
    )
    results = dict(zip(missing, taken, strict=True))
    noted: set[ItemKey] = set()
    for plan in plans:
        if plan.problems:
            continue
        for key, row in zip(plan.items, plan.group.rows, strict=True):
            result = results.get(key)
            if result is None:
                continue
            for problem in result.problems:
                plan.refuse(row.number, "product_code", problem.code, problem.text)
            if result.item is None:
                continue
            known[key] = result.item.pk
            if key not in noted:
                noted.add(key)
                plan.made += [
                    Ref("catalog.category", c.pk, Action.CREATED, c.name, c.version) for c in result.categories
                ]
                if result.action == "created":
                    label = f"{key.code} {result.item.name}"
                    plan.made.append(Ref("catalog.item", result.item.pk, Action.CREATED, label, result.item.version))
