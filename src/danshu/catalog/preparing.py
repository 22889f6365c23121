"""From typed values to a checked item: the same way for forms, API and imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from danshu.catalog.codes import clean_code
from danshu.catalog.dictionaries import BRAND, UNIT
from danshu.catalog.events import PriceStep
from danshu.catalog.indexing import INDEXED, index_of
from danshu.catalog.models import Category, Item
from danshu.catalog.models.item import STOCKED_KINDS, ItemKind
from danshu.catalog.rules import currency_problems, item_problems, reference_problems
from danshu.catalog.values import DEFAULTS, FIELDS, PRICE_FIELDS, SERVICE_FIELDS, TEXTS, ItemValues
from danshu.custom_fields.taking import changes_between
from danshu.dictionaries.queries import require_valid
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.locks import lock

Changes = dict[str, tuple[Any, Any]]


def clean_values(values: Mapping[str, Any], *, kind: str) -> dict[str, Any]:
    """Trim texts, write codes alike, leave out what this kind of item does not have."""
    kept: dict[str, Any] = {name: values[name] for name in FIELDS if name in values}
    for name in TEXTS:
        if name in kept:
            text = kept[name] or ""
            kept[name] = clean_code(text) if name in ("code", "barcode") else text.strip()
    if "currency" in kept:
        kept["currency"] = str(kept["currency"]).upper()
    if kind != ItemKind.SERVICE:
        kept |= {name: DEFAULTS[name] for name in SERVICE_FIELDS if name in kept and not kept[name]}  # type: ignore[literal-required]
    return kept


def complete_values(values: ItemValues) -> dict[str, Any]:
    """All fields of a new item; an item of a stocked kind is stock-managed unless said otherwise."""
    kind = values.get("kind") or "goods"
    stocked: ItemValues = {"is_stock_managed": kind in STOCKED_KINDS}
    return clean_values({**DEFAULTS, **stocked, **values, "kind": kind}, kind=kind)


def values_of(item: Item) -> dict[str, Any]:
    """The present values of an item."""
    return {name: getattr(item, name) for name in FIELDS}


def require_sound(
    values: Mapping[str, Any], *, current: Item | None = None, custom: Sequence[FieldProblem] = ()
) -> None:
    """Raise FieldErrors with everything that is wrong, references included (COM-008). Locks the category.

    custom: what is wrong with custom fields.
    """
    used = values_of(current) if current else {}
    problems = [*item_problems(values), *currency_problems(values, used=used.get("currency"))]
    category, brand, unit = values.get("category_id"), values.get("brand_id"), values.get("unit_id")
    problems += reference_problems(
        values,
        categories={category}
        if category is not None and _category_usable(category, used.get("category_id"))
        else set(),
        brands={brand} if brand is not None and require_valid(BRAND, brand, used=used.get("brand_id")) else set(),
        units={unit} if unit is not None and require_valid(UNIT, unit, used=used.get("unit_id")) else set(),
    )
    if problems := [*problems, *custom]:
        raise FieldErrors(problems)


def _category_usable(category_id: int, used: int | None) -> bool:
    """Locked, so that the category cannot be invalidated while an item moves in."""
    if category_id == used:
        return True
    return len(lock(Category.objects.filter(pk=category_id, is_valid=True))) == 1


def assign(item: Item, values: Mapping[str, Any], *, brand: str | None = None) -> Changes:
    """Put values into the item and derive its index; returns what changed as name -> (old, new).

    brand: the name of the item's brand when the caller knows it, so that it need not be read.
    """
    changes: Changes = {}
    for name, value in values.items():
        old = getattr(item, name)
        if old != value:
            changes[name] = (old, value)
            setattr(item, name, value)
    if not item.pk or any(name in changes for name in (*INDEXED, "brand_id")):
        reindex(item, brand=brand)
    return changes


def in_words(changes: Changes) -> Changes:
    """Changes as the history keeps them: custom fields each for itself, under their titles."""
    if "custom" not in changes:
        return changes
    before, after = changes["custom"]
    plain = {name: pair for name, pair in changes.items() if name != "custom"}
    return plain | changes_between("catalog.item", before, after)


def reindex(item: Item, *, brand: str | None = None) -> None:
    """Derive the search columns anew."""
    texts = {name: getattr(item, name) for name in INDEXED}
    if brand is None:
        brand = item.brand.name if item.brand_id and item.brand else ""
    index = index_of(**texts, brand=brand)
    item.search_tokens, item.search_text, item.sort_key = index.search_tokens, index.search_text, index.sort_key


def price_steps(item: Item, changes: Changes) -> tuple[PriceStep, ...]:
    """The price changes among changes; a new currency is a change of every price."""
    touched = PRICE_FIELDS if "currency" in changes else [name for name in PRICE_FIELDS if name in changes]
    steps = []
    for name in touched:
        old, new = changes.get(name, (getattr(item, name), getattr(item, name)))
        if old is not None or new is not None:
            steps.append(PriceStep(item.pk, name, _decimal(old), _decimal(new), item.currency))
    return tuple(steps)


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
