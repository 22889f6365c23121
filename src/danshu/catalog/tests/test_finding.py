"""The product finder and what other modules may ask (CAT-004, ORD-005)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.catalog.bulk import insert_items
from danshu.catalog.models import Item
from danshu.catalog.operations.edit_item import edit_item
from danshu.catalog.operations.invalidate_items import invalidate_items
from danshu.catalog.operations.set_sale_status import set_sale_status
from danshu.catalog.operations.set_unit_decimals import set_unit_decimals
from danshu.catalog.preparing import reindex
from danshu.catalog.queries import find_items, items_by_code, list_prices, order_items, unit_decimals
from danshu.catalog.tests.factories import NOW, make_category, make_item, make_service
from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, NotFound

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


@pytest.fixture
def shelf() -> dict[str, Item]:
    """A small assortment with similar names."""
    category = make_category()
    rows = {
        "soap": ("澄岸洗手液 500ml", "QJ-001", "6901234500017"),
        "soap_big": ("澄岸洗手液 5L 桶装", "QJ-0012", "6901234500024"),
        "bag": ("加厚垃圾袋 大号", "QJ-100", "6901234500031"),
        "paper": ("A4 复印纸 70g", "ZP-070", ""),
        "bank": ("银行专用捆扎带", "BG-9", ""),
        "pen": ("Pilot Gel Pen 0.5", "BG-10%", ""),
    }
    return {
        key: make_item(name, code=code, barcode=barcode, category=category, model="M-7" if key == "bag" else "")
        for key, (name, code, barcode) in rows.items()
    }


def names(text: str, **options: object) -> list[str]:
    return [item.name for item in find_items(text, **options)]  # type: ignore[arg-type]


@pytest.mark.spec("CAT-004", "ORD-005")
@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("qj-100", "加厚垃圾袋 大号"),
        ("6901234500024", "澄岸洗手液 5L 桶装"),
        ("６９０１２３４５０００３１", "加厚垃圾袋 大号"),
        ("洗手", "澄岸洗手液 500ml"),
        ("手液", "澄岸洗手液 500ml"),
        ("袋", "加厚垃圾袋 大号"),
        ("chengyuxishou", None),
        ("chenganxishou", "澄岸洗手液 500ml"),
        ("xishouye5l", "澄岸洗手液 5L 桶装"),
        ("caxsy", "澄岸洗手液 500ml"),
        ("ljd", "加厚垃圾袋 大号"),
        ("xi", "澄岸洗手液 500ml"),
        ("yinhang", "银行专用捆扎带"),
        ("洗手液 5L", "澄岸洗手液 5L 桶装"),
        ("复印纸 a4", "A4 复印纸 70g"),
        ("gel pen", "Pilot Gel Pen 0.5"),
        ("m-7", "加厚垃圾袋 大号"),
        ("液手", None),
        ("   ", None),
        ("\x00", None),
        ("没有的东西", None),
    ],
)
def test_an_item_is_found_by_what_people_type(shelf: dict[str, Item], typed: str, first: str | None) -> None:
    found = names(typed)

    assert (found[0] if found else None) == first


def test_an_exact_code_comes_before_longer_ones(shelf: dict[str, Item]) -> None:
    assert names("QJ-001") == ["澄岸洗手液 500ml", "澄岸洗手液 5L 桶装"]


def test_a_scanned_barcode_means_one_item(shelf: dict[str, Item]) -> None:
    assert names("6901234500017") == ["澄岸洗手液 500ml"]


@pytest.mark.spec("COM-002")
@pytest.mark.parametrize("typed", ["%", "_", "10%", "0%", "'", "\\"])
def test_percent_signs_and_quotes_are_plain_text(shelf: dict[str, Item], typed: str) -> None:
    assert names(typed) in ([], ["Pilot Gel Pen 0.5"])


@pytest.mark.spec("CAT-003", "CAT-007")
def test_what_is_off_sale_or_invalid_is_only_answered_for_its_exact_code(shelf: dict[str, Item]) -> None:
    set_sale_status(item_id=shelf["soap"].pk, is_on_sale=False, actor=SYSTEM, at=NOW)
    invalidate_items(item_ids=[shelf["bag"].pk], actor=SYSTEM, at=NOW)

    assert names("洗手液") == ["澄岸洗手液 5L 桶装"]
    assert names("垃圾袋") == []
    assert names("垃圾袋", only_orderable=False) == ["加厚垃圾袋 大号"]
    (found,) = find_items("6901234500017")
    assert (found.is_on_sale, found.is_orderable) == (False, False)


def test_only_the_wanted_types_are_found(shelf: dict[str, Item]) -> None:
    make_service("洗手池安装", code="FW-1")

    assert names("洗手", kinds=["service"]) == ["洗手池安装"]
    assert "洗手池安装" not in names("洗手", kinds=["goods"])
    assert names("洗手", kinds=[]) == []


def test_the_finder_needs_at_most_four_statements_however_much_it_finds(shelf: dict[str, Item]) -> None:
    with CaptureQueriesContext(connection) as statements:
        assert len(find_items("洗手液")) == 2

    assert len(statements) <= 4


def test_a_new_brand_is_found_after_saving(shelf: dict[str, Item]) -> None:
    piece = id_of("catalog.unit", "piece")
    item = shelf["pen"]

    edit_item(item_id=item.pk, version=None, values={"model": "百乐", "unit_id": piece}, actor=SYSTEM, at=NOW)

    assert names("百乐") == ["Pilot Gel Pen 0.5"]


@pytest.mark.spec("CAT-001")
def test_order_items_tell_everything_a_line_needs_in_one_statement() -> None:
    kilo = id_of("catalog.unit", "kg")
    first = make_item(
        "大米", code="LS-1", unit_id=kilo, tax_rate=Decimal(9), minimum_price=Decimal(5), max_per_order=Decimal("99.5")
    )
    second = make_service(code="FW-1")

    with CaptureQueriesContext(connection) as statements:
        found = order_items([first.pk, second.pk, 10**9])

    assert len(statements) == 1
    assert set(found) == {first.pk, second.pk}
    rice = found[first.pk]
    assert (rice.kind, rice.code, rice.unit, rice.decimals) == ("goods", "LS-1", "千克", 3)
    assert (rice.sale_price, rice.tax_rate, rice.minimum_price) == (Decimal("12.50"), Decimal("9.00"), Decimal("5.00"))
    assert (rice.purchase_price, rice.max_per_order) == (None, Decimal("99.500"))
    assert (found[second.pk].kind, found[second.pk].unit, found[second.pk].decimals) == ("service", "次", 0)
    assert order_items([]) == {}


@pytest.mark.spec("COM-014")
def test_the_decimals_of_a_unit_can_be_set() -> None:
    piece = id_of("catalog.unit", "piece")
    item = make_item(unit_id=piece)

    set_unit_decimals(unit_id=piece, decimals=2, actor=SYSTEM, at=NOW)

    assert order_items([item.pk])[item.pk].decimals == 2
    assert next(unit.decimals for unit in unit_decimals() if unit.id == piece) == 2
    with pytest.raises(FieldErrors):
        set_unit_decimals(unit_id=piece, decimals=4, actor=SYSTEM, at=NOW)
    with pytest.raises(NotFound):
        set_unit_decimals(unit_id=10**9, decimals=1, actor=SYSTEM, at=NOW)


def test_an_item_without_a_unit_counts_whole_numbers() -> None:
    item = make_item(unit_id=None)

    assert (order_items([item.pk])[item.pk].unit, order_items([item.pk])[item.pk].decimals) == ("", 0)


def test_codes_are_looked_up_ignoring_case_and_prices_in_one_statement() -> None:
    item = make_item(code="aB-1", minimum_price=Decimal(10))

    assert items_by_code(["Ab-1", "nothing"]) == {"AB-1": item.pk}
    price = list_prices([item.pk])[item.pk]
    assert (price.sale_price, price.minimum_price, price.currency) == (Decimal("12.50"), Decimal("10.00"), "CNY")


def test_items_written_in_bulk_are_like_those_written_one_by_one() -> None:
    one = make_item("澄岸洗手液", code="B-1", model="M", tax_rate=Decimal(13))
    values = {field.attname: getattr(one, field.attname) for field in Item._meta.concrete_fields}
    many = [Item(**{**values, "id": None, "code": f"C-{n}"}) for n in range(3)]
    for item in many:
        reindex(item)

    insert_items(many)

    stored = list(Item.objects.filter(code__startswith="C-").order_by("pk"))
    assert [item.pk for item in stored] == [item.pk for item in many]
    for item in stored:
        reindex_check = Item.objects.get(pk=item.pk)
        reindex(reindex_check)
        assert sorted(reindex_check.search_tokens) == sorted(item.search_tokens)
        assert (item.name, item.tax_rate, item.sort_key) == (one.name, Decimal("13.00"), one.sort_key)
