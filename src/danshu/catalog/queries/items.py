"""What other modules may ask about items; every function has a fixed number of statements."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import OuterRef, Q, QuerySet, Subquery

from danshu.catalog.codes import clean_code
from danshu.catalog.dictionaries import DELIVERED_DECIMALS, UNIT
from danshu.catalog.finding import MAX_WORDS, found_ids
from danshu.catalog.indexing import literal_tokens, reading_tokens, squeeze
from danshu.catalog.models import Item, UnitDecimals
from danshu.dictionaries.queries import choices, id_of
from danshu.kit.arrays import array
from danshu.kit.errors import NotFound
from danshu.kit.questions import Question, Rows


@dataclass(frozen=True, slots=True)
class OrderItem:
    """What an order line needs to know of an item. Prices are list prices in `currency`; tax_rate is a percentage."""

    id: int
    kind: str
    code: str
    barcode: str
    name: str
    model: str
    specification: str
    unit: str
    decimals: int
    sale_price: Decimal
    currency: str
    tax_rate: Decimal
    minimum_price: Decimal | None
    purchase_price: Decimal | None
    is_stock_managed: bool
    is_valid: bool
    is_on_sale: bool
    max_per_order: Decimal | None

    @property
    def is_orderable(self) -> bool:
        """True when it may be put on a new order."""
        return self.is_valid and self.is_on_sale


@dataclass(frozen=True, slots=True)
class ListPrice:
    """The prices an item carries itself, for the module that decides prices."""

    sale_price: Decimal
    minimum_price: Decimal | None
    currency: str


def with_units(items: QuerySet[Item]) -> QuerySet[Item]:
    """The items with their unit and its decimals, ready for `decimals_of`."""
    own = UnitDecimals.objects.filter(unit_id=OuterRef("unit_id")).values("decimals")[:1]
    return items.select_related("unit").annotate(unit_decimals=Subquery(own))


def decimals_of(item: Item) -> int:
    """Decimals that quantities of an item may have; the item comes from `with_units`."""
    if item.unit is None:
        return 0
    own: int | None = getattr(item, "unit_decimals", None)
    return DELIVERED_DECIMALS.get(item.unit.code, 0) if own is None else own


def order_item(item: Item) -> OrderItem:
    """The item as other modules see it; it comes from `with_units`."""
    return OrderItem(
        id=item.pk,
        kind=item.kind,
        code=item.code,
        barcode=item.barcode,
        name=item.name,
        model=item.model,
        specification=item.specification,
        unit=item.unit.name if item.unit else "",
        decimals=decimals_of(item),
        sale_price=item.sale_price,
        currency=item.currency,
        tax_rate=item.tax_rate,
        minimum_price=item.minimum_price,
        purchase_price=item.purchase_price,
        is_stock_managed=item.is_stock_managed,
        is_valid=item.is_valid,
        is_on_sale=item.is_on_sale,
        max_per_order=item.max_per_order,
    )


ORDER_ITEMS = """
SELECT item.id, kind, item.code, barcode, item.name, model, specification, coalesce(unit.name, '') AS unit,
    unit.code AS unit_code, own.decimals, sale_price, currency, tax_rate, minimum_price, purchase_price,
    is_stock_managed, item.is_valid, is_on_sale, max_per_order
FROM catalog_item item LEFT JOIN dictionaries_value unit ON unit.id = item.unit_id
LEFT JOIN catalog_unitdecimals own ON own.unit_id = item.unit_id
WHERE item.id = ANY(%(item_ids)s::bigint[])
"""


def order_items(ids: Iterable[int]) -> dict[int, OrderItem]:
    """The items of these keys, also invalid ones and those off sale; unknown keys are missing. One statement."""
    wanted = set(ids)
    return items_question(wanted).answer() if wanted else {}


def items_question(ids: Iterable[int]) -> Question[dict[int, OrderItem]]:
    """`order_items` as a question."""
    return Question(ORDER_ITEMS, {"item_ids": array(set(ids))}, _order_items)


def _order_items(rows: Rows) -> dict[int, OrderItem]:
    found = {}
    for row in rows:
        unit_code, own = row.pop("unit_code"), row.pop("decimals")
        decimals = DELIVERED_DECIMALS.get(unit_code or "", 0) if own is None else own
        found[row["id"]] = OrderItem(decimals=decimals, **row)
    return found


def find_items(
    text: str, *, limit: int = 20, kinds: Collection[str] | None = None, only_orderable: bool = True
) -> list[OrderItem]:
    """Items for the text typed into an order line, best first (CAT-004, ORD-005).

    By exact code or barcode, else by the beginning of either, name, pinyin, initials, or any fragment of name, model,
    specification and code; several words must all match. `kinds` restricts the types. An exact code or barcode is
    also answered when the item is invalid or off sale, so that the clerk learns why it cannot be chosen.
    """
    ids = found_ids(text, limit=limit, kinds=kinds, only_orderable=only_orderable)
    if not ids:
        return []
    known = order_items(ids)
    return [known[pk] for pk in ids if pk in known]


def items_by_code(codes: Collection[str]) -> dict[str, int]:
    """Upper-case code -> id of the items with these codes, ignoring case; for imports. One statement."""
    wanted = sorted({code.upper() for code in codes})
    if not wanted:
        return {}
    rows = Item.objects.extra(where=["UPPER(catalog_item.code) = ANY(%s)"], params=[wanted]).values_list("code", "pk")
    return {code.upper(): pk for code, pk in rows}


def list_prices(ids: Collection[int]) -> dict[int, ListPrice]:
    """The items' own prices. One statement."""
    rows = Item.objects.filter(pk__in=set(ids)).values_list("pk", "sale_price", "minimum_price", "currency")
    return {pk: ListPrice(sale, lowest, currency) for pk, sale, lowest, currency in rows}


def items_named(ids: Sequence[int]) -> dict[int, str]:
    """ "code name" of items, for messages. One statement."""
    return {
        pk: f"{code} {name}" for pk, code, name in Item.objects.filter(pk__in=ids).values_list("pk", "code", "name")
    }


# ---- for pages ------------------------------------------------------------------------------------------------------
def matching(items: QuerySet[Item], text: str) -> QuerySet[Item]:
    """The items that a keyword finds: every word in code, barcode, name, model, specification, brand, or as pinyin."""
    for word in clean_code(text).split()[:MAX_WORDS]:
        items = items.filter(search_text__contains=squeeze(word))
        ways = [Q(search_tokens__contains=tokens) for tokens in (literal_tokens(word), reading_tokens(word)) if tokens]
        if word.isdigit() or not ways:
            continue  # digits may stand in a barcode, which has no tokens
        items = items.filter(reduce(or_, ways))
    return items


def ids_matching(text: str, *, limit: int = 50) -> list[int]:
    """The first items that a keyword finds, whatever became of them; none below two characters. One statement."""
    if len(text.strip()) < 2:
        return []
    return list(matching(Item.objects.all(), text).order_by("pk").values_list("pk", flat=True)[:limit])


def item_or_404(pk: int) -> Item:
    """One item with everything its page shows. Raises NotFound."""
    rows = with_units(Item.objects.filter(pk=pk))
    item = rows.select_related("unit", "category", "brand", "responsible_unit").first()
    if item is None:
        raise NotFound()
    return item


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit of measure and how finely it can be divided."""

    id: int
    label: str
    decimals: int


def unit_decimals() -> list[UnitChoice]:
    """The valid units in their order, with their decimals."""
    decimals: dict[int, int] = {}
    for code, delivered in DELIVERED_DECIMALS.items():
        with contextlib.suppress(ObjectDoesNotExist):
            decimals[id_of(UNIT, code)] = delivered
    decimals |= dict(UnitDecimals.objects.values_list("unit_id", "decimals"))
    return [UnitChoice(pk, label, decimals.get(pk, 0)) for pk, label in choices(UNIT)]
