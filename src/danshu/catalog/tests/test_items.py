"""Items: adding, editing, selling, withdrawing, deleting (CAT-001 to CAT-003)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from danshu.catalog import usage
from danshu.catalog.errors import (
    BarcodeTaken,
    CannotReturn,
    CodeTaken,
    InvalidRecord,
    ItemInUse,
    KindFixed,
    NoInitialStock,
)
from danshu.catalog.events import ItemCreated
from danshu.catalog.models import Item
from danshu.catalog.operations.create_item import WrongInitialStock, create_item
from danshu.catalog.operations.delete_item import delete_item
from danshu.catalog.operations.edit_item import edit_item
from danshu.catalog.operations.invalidate_items import invalidate_items
from danshu.catalog.operations.set_sale_status import set_sale_status
from danshu.catalog.tests.factories import NOW, keeper, make_category, make_item, make_service
from danshu.dictionaries.queries import id_of
from danshu.kit import events
from danshu.kit.actor import Actor
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> dict[int, int]:
    """Pretend that orders name items: item id -> number of orders."""
    counts: dict[int, int] = {}
    monkeypatch.setattr(usage, "_PLACES", {})
    usage.register("订单", lambda ids: {pk: counts[pk] for pk in ids if pk in counts}, code="orders")
    return counts


def fields_of(error: pytest.ExceptionInfo[FieldErrors]) -> set[str]:
    return {problem.field for problem in error.value.problems}


@pytest.mark.spec("CAT-001", "CAT-002")
def test_an_item_is_stored_with_its_fields_and_can_be_found_by_its_reading() -> None:
    item = make_item("洗手液 500ml", code="ab-1 ", model="XSY500", sale_price=Decimal("12.5"), tax_rate=Decimal(13))

    stored = Item.objects.get(pk=item.pk)
    assert (stored.code, stored.sale_price, stored.tax_rate) == ("ab-1", Decimal("12.50"), Decimal("13.00"))
    assert (stored.is_valid, stored.is_on_sale, stored.is_stock_managed) == (True, True, True)
    assert "xishouye500ml" in stored.search_text
    assert stored.sort_key.startswith("xishouye")


@pytest.mark.spec("CAT-001")
@pytest.mark.parametrize(
    "kind", ["goods", "service", "membership", "subscription", "keyword_ad", "software", "number_card"]
)
def test_an_item_of_each_type_can_be_created(kind: str) -> None:
    item = make_item(kind=kind)

    assert item.kind == kind
    assert item.is_stock_managed is (kind in ("goods", "number_card"))


@pytest.mark.spec("CAT-002", "COM-008")
def test_all_wrong_fields_are_told_at_once_and_nothing_is_saved() -> None:
    values: dict[str, Any] = {
        "code": "", "name": "字" * 51, "kind": "goods", "category_id": None, "unit_id": 999_999,
        "sale_price": Decimal(-1), "guide_price": Decimal("1.005"), "tax_rate": Decimal("100.01"), "currency": "XXX",
    }  # fmt: skip

    with pytest.raises(FieldErrors) as refused:
        create_item(values=values, actor=SYSTEM, at=NOW)  # type: ignore[arg-type]

    assert fields_of(refused) == {
        "code", "name", "category_id", "unit_id", "sale_price", "guide_price", "tax_rate", "currency",
    }  # fmt: skip
    assert Item.objects.count() == 0


@pytest.mark.spec("COM-008")
def test_a_name_of_exactly_fifty_chinese_characters_is_accepted() -> None:
    assert make_item("名" * 50).name == "名" * 50


@pytest.mark.spec("CAT-002")
def test_a_code_is_taken_whatever_its_case() -> None:
    make_item(code="Ab-100")

    with pytest.raises(CodeTaken):
        make_item(code="aB-100")
    assert Item.objects.count() == 1


def test_a_barcode_belongs_to_one_valid_item() -> None:
    first = make_item(barcode="6901234567892")
    with pytest.raises(BarcodeTaken):
        make_item(barcode="6901234567892")

    invalidate_items(item_ids=[first.pk], actor=SYSTEM, at=NOW)

    assert make_item(barcode="6901234567892").pk != first.pk


@pytest.mark.spec("CAT-001")
def test_a_service_has_no_stock_and_only_it_has_an_appointment() -> None:
    service = make_service(duration_minutes=90, needs_appointment=True)
    assert (service.is_stock_managed, service.duration_minutes) == (False, 90)

    with pytest.raises(FieldErrors) as refused:
        make_service(is_stock_managed=True)
    assert fields_of(refused) == {"is_stock_managed"}
    with pytest.raises(FieldErrors) as refused:
        make_item(needs_appointment=True)
    assert fields_of(refused) == {"needs_appointment"}


@pytest.mark.spec("CAT-002", "INV-004")
def test_initial_stock_is_announced_in_the_transaction_of_the_new_item(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[ItemCreated] = []
    monkeypatch.setitem(events.CONSEQUENCES, ItemCreated, [lambda event, *, actor, at: seen.append(event)])
    category = make_category()
    values: Any = {"code": "S1", "name": "抽纸", "category_id": category.pk, "sale_price": Decimal(3)}

    item = create_item(values=values, initial_stock=Decimal(10), warehouse_id=4, actor=SYSTEM, at=NOW)

    assert [(e.aggregate.pk, e.initial_stock, e.warehouse_id) for e in seen] == [(item.pk, Decimal(10), 4)]


@pytest.mark.spec("CAT-002")
def test_initial_stock_is_refused_for_a_service_and_for_a_broken_quantity() -> None:
    category = make_category()
    goods: Any = {"code": "S1", "name": "抽纸", "category_id": category.pk, "sale_price": Decimal(3)}

    with pytest.raises(NoInitialStock):
        create_item(values={**goods, "kind": "service"}, initial_stock=Decimal(1), actor=SYSTEM, at=NOW)
    with pytest.raises(WrongInitialStock):
        create_item(values=goods, initial_stock=Decimal("1.5"), actor=SYSTEM, at=NOW)

    assert Item.objects.count() == 0


@pytest.mark.spec("CAT-002", "COM-017")
def test_editing_writes_one_audit_row_with_old_and_new() -> None:
    item = make_item(sale_price=Decimal("12.50"))

    edit_item(item_id=item.pk, version=1, values={"sale_price": Decimal("13.80")}, reason="涨价", actor=SYSTEM, at=NOW)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT changes, reason FROM audit_auditentry WHERE operation = 'catalog.edit_item' AND subject_id = %s",
            [item.pk],
        )
        rows = cursor.fetchall()
    assert len(rows) == 1
    assert rows[0][0] in ({"sale_price": ["12.50", "13.80"]}, '{"sale_price": ["12.50", "13.80"]}')
    assert rows[0][1] == "涨价"
    item.refresh_from_db()
    assert (item.sale_price, item.version) == (Decimal("13.80"), 2)


@pytest.mark.spec("COM-012")
def test_the_second_of_two_editors_is_told() -> None:
    item = make_item("旧名")
    edit_item(item_id=item.pk, version=1, values={"name": "新名"}, actor=keeper("catalog.item.edit"), at=NOW)

    with pytest.raises(EditConflict) as conflict:
        edit_item(item_id=item.pk, version=1, values={"name": "别名"}, actor=SYSTEM, at=NOW)

    assert conflict.value.facts["user"] == "王五"
    assert Item.objects.get(pk=item.pk).name == "新名"


def test_saving_without_a_difference_changes_nothing() -> None:
    item = make_item()

    edit_item(
        item_id=item.pk, version=1, values={"name": item.name, "sale_price": Decimal("12.5")}, actor=SYSTEM, at=NOW
    )

    item.refresh_from_db()
    assert item.version == 1


def test_a_new_name_is_found_by_its_new_reading() -> None:
    item = make_item("洗手液")

    edit_item(item_id=item.pk, version=None, values={"name": "垃圾袋"}, actor=SYSTEM, at=NOW)

    item.refresh_from_db()
    assert "lajidai" in item.search_text
    assert "xishouye" not in item.search_text


@pytest.mark.spec("CAT-001")
def test_the_type_of_a_used_item_is_fixed(used: dict[int, int]) -> None:
    item = make_item()
    used[item.pk] = 3

    with pytest.raises(KindFixed) as refused:
        edit_item(item_id=item.pk, version=None, values={"kind": "service"}, actor=SYSTEM, at=NOW)

    assert "订单 3" in refused.value.text
    assert Item.objects.get(pk=item.pk).kind == "goods"


@pytest.mark.spec("CAT-001")
def test_the_type_of_an_unused_item_may_change(used: dict[int, int]) -> None:
    item = make_item()

    changed = edit_item(item_id=item.pk, version=None, values={"kind": "service"}, actor=SYSTEM, at=NOW)

    assert (changed.kind, changed.is_stock_managed) == ("service", False)


def test_a_minimum_price_above_the_price_is_refused() -> None:
    item = make_item()

    with pytest.raises(FieldErrors) as refused:
        edit_item(item_id=item.pk, version=None, values={"minimum_price": Decimal("12.51")}, actor=SYSTEM, at=NOW)

    assert fields_of(refused) == {"minimum_price"}


@pytest.mark.spec("COM-005")
def test_an_invalid_brand_or_category_stays_with_the_item_but_is_not_chosen_anew() -> None:
    first, second = make_category("一"), make_category("二")
    item = make_item(category=first)
    Item.objects.filter(pk=item.pk).update(is_valid=True)
    type(first).objects.filter(pk__in=[first.pk, second.pk]).update(is_valid=False)

    edit_item(item_id=item.pk, version=None, values={"name": "新名", "category_id": first.pk}, actor=SYSTEM, at=NOW)
    with pytest.raises(FieldErrors):
        edit_item(item_id=item.pk, version=None, values={"category_id": second.pk}, actor=SYSTEM, at=NOW)

    assert Item.objects.get(pk=item.pk).category_id == first.pk


def test_a_unit_from_another_dictionary_is_refused() -> None:
    item = make_item()
    other = id_of("catalog.unit", "piece") + 100_000

    with pytest.raises(FieldErrors):
        edit_item(
            item_id=item.pk, version=None, values={"brand_id": id_of("catalog.unit", "box")}, actor=SYSTEM, at=NOW
        )
    with pytest.raises(FieldErrors):
        edit_item(item_id=item.pk, version=None, values={"unit_id": other}, actor=SYSTEM, at=NOW)


@pytest.mark.spec("CAT-003")
def test_taking_off_sale_and_putting_back() -> None:
    item = make_item()

    set_sale_status(item_id=item.pk, is_on_sale=False, actor=SYSTEM, at=NOW)
    set_sale_status(item_id=item.pk, is_on_sale=False, actor=SYSTEM, at=NOW)

    item.refresh_from_db()
    assert (item.is_on_sale, item.version) == (False, 2)


@pytest.mark.spec("COM-005", "CAT-003")
def test_an_invalid_item_can_only_be_viewed() -> None:
    item = make_item()
    invalidate_items(item_ids=[item.pk], actor=SYSTEM, at=NOW)

    for attempt in (
        lambda: edit_item(item_id=item.pk, version=None, values={"name": "x"}, actor=SYSTEM, at=NOW),
        lambda: set_sale_status(item_id=item.pk, is_on_sale=True, actor=SYSTEM, at=NOW),
        lambda: invalidate_items(item_ids=[item.pk], actor=SYSTEM, at=NOW),
    ):
        with pytest.raises(InvalidRecord):
            attempt()
    item.refresh_from_db()
    assert (item.is_valid, item.is_on_sale, item.version) == (False, False, 2)


@pytest.mark.spec("COM-005")
def test_the_database_refuses_to_make_an_invalid_item_valid() -> None:
    item = make_item()
    invalidate_items(item_ids=[item.pk], actor=SYSTEM, at=NOW)

    with pytest.raises(IntegrityError, match="invalid record"), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(is_valid=True)
    assert str(CannotReturn())


@pytest.mark.spec("CAT-003")
def test_a_used_item_is_not_deleted_and_the_message_names_the_count(used: dict[int, int]) -> None:
    item = make_item()
    used[item.pk] = 1

    with pytest.raises(ItemInUse) as refused:
        delete_item(item_id=item.pk, actor=SYSTEM, at=NOW)

    assert "订单 1" in refused.value.text
    assert Item.objects.filter(pk=item.pk).exists()


@pytest.mark.spec("CAT-003")
def test_an_unused_item_disappears_and_the_trail_keeps_what_it_was(used: dict[int, int]) -> None:
    item = make_item("临时品", code="TMP-1")

    delete_item(item_id=item.pk, reason="录错", actor=SYSTEM, at=NOW)

    assert not Item.objects.filter(code="TMP-1").exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_auditentry WHERE operation = 'catalog.delete_item' AND reason = '录错'"
        )
        assert cursor.fetchone() == (1,)


@pytest.mark.spec("ACC-023")
@pytest.mark.parametrize(
    ("call", "values"),
    [
        (create_item, {"values": {}}),
        (edit_item, {"item_id": 1, "version": 1, "values": {}}),
        (set_sale_status, {"item_id": 1, "is_on_sale": False}),
        (invalidate_items, {"item_ids": [1]}),
        (delete_item, {"item_id": 1}),
    ],
)
def test_nobody_without_the_right_changes_items(call: Any, values: dict[str, Any]) -> None:
    item = make_item()
    if "item_id" in values:
        values = {**values, "item_id": item.pk}

    with pytest.raises(Forbidden):
        call(**values, actor=keeper("catalog.item.view"), at=NOW)

    assert Item.objects.get(pk=item.pk).version == 1


@pytest.mark.spec("CAT-002", "COM-013")
def test_repeating_a_submission_creates_one_item() -> None:
    category = make_category()
    values: Any = {"code": "K1", "name": "抽纸", "category_id": category.pk, "sale_price": Decimal(3)}

    made = [create_item.keyed("form-7")(values=values, actor=SYSTEM, at=NOW) for _ in range(5)]

    assert len({item.pk for item in made}) == 1
    assert Item.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("sale_price", Decimal("-0.01"), "item_prices_not_negative"),
        ("guide_price", Decimal("-0.01"), "item_prices_not_negative"),
        ("tax_rate", Decimal("100.01"), "item_tax_rate_range"),
        ("currency", "cny", "item_currency_code"),
        ("kind", "thing", "item_kind_known"),
        ("kind", "service", "item_stock_only_for_goods"),
        ("is_valid", False, "item_invalid_not_sold"),
        ("max_per_order", Decimal(0), "item_max_per_order_positive"),
        ("name", "", "item_code_and_name_given"),
    ],
)
def test_the_database_holds_the_limits_of_an_item(field: str, value: object, constraint: str) -> None:
    item = make_item()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(**{field: value})
