"""Operations on products, their categories and units."""

from __future__ import annotations

from decimal import Decimal

from danshu.catalog.operations.add_pictures import add_pictures
from danshu.catalog.operations.create_category import create_category
from danshu.catalog.operations.create_item import create_item
from danshu.catalog.operations.delete_item import delete_item
from danshu.catalog.operations.edit_category import edit_category
from danshu.catalog.operations.edit_item import edit_item
from danshu.catalog.operations.invalidate_categories import invalidate_categories
from danshu.catalog.operations.invalidate_items import invalidate_items
from danshu.catalog.operations.remove_picture import remove_picture
from danshu.catalog.operations.reorder_categories import reorder_categories
from danshu.catalog.operations.set_main_picture import set_main_picture
from danshu.catalog.operations.set_sale_status import set_sale_status
from danshu.catalog.operations.set_unit_decimals import set_unit_decimals
from danshu.catalog.tests.factories import make_category, make_item, make_pictures, picture
from danshu.dictionaries.queries import id_of
from danshu.inventory.tests.factories import make_warehouse
from danshu.pricing.tests.factories import level, make_price
from tests.faults.crash import ACTOR, AT, Scenario, scenario


@scenario("catalog.create_item")
def _create() -> Scenario:
    values = {
        "code": "XSY-500", "name": "洗手液 500ml", "category_id": make_category().pk,
        "unit_id": id_of("catalog.unit", "piece"), "sale_price": Decimal("12.50"),
    }  # fmt: skip
    return lambda: create_item(values=values, actor=ACTOR, at=AT)  # type: ignore[arg-type]


@scenario("catalog.create_item", name="with initial stock")
def _create_with_stock() -> Scenario:
    warehouse, category = make_warehouse(), make_category()
    values = {
        "code": "XSY-500", "name": "洗手液 500ml", "category_id": category.pk,
        "unit_id": id_of("catalog.unit", "piece"), "sale_price": Decimal("12.50"),
    }  # fmt: skip
    return lambda: create_item(
        values=values,
        initial_stock=Decimal(10),
        warehouse_id=warehouse.pk,
        actor=ACTOR,
        at=AT,  # type: ignore[arg-type]
    )


@scenario("catalog.edit_item")
def _edit() -> Scenario:
    made = make_item()
    return lambda: edit_item(
        item_id=made.pk, version=made.version, values={"name": "新名称", "sale_price": Decimal("13.00")},
        actor=ACTOR, at=AT,
    )  # fmt: skip


@scenario("catalog.delete_item")
def _delete() -> Scenario:
    made = make_item()
    make_price(made.pk, "11.0000", price_level_id=level())
    return lambda: delete_item(item_id=made.pk, reason="示例", actor=ACTOR, at=AT)


@scenario("catalog.invalidate_items")
def _invalidate() -> Scenario:
    keys = [make_item().pk for _ in range(2)]
    return lambda: invalidate_items(item_ids=keys, reason="示例", actor=ACTOR, at=AT)


@scenario("catalog.set_sale_status")
def _shelf() -> Scenario:
    key = make_item().pk
    return lambda: set_sale_status(item_id=key, is_on_sale=False, actor=ACTOR, at=AT)


@scenario("catalog.create_category")
def _category() -> Scenario:
    parent = make_category("纸品").pk
    return lambda: create_category(name="卷纸", parent_id=parent, actor=ACTOR, at=AT)


@scenario("catalog.edit_category")
def _edit_category() -> Scenario:
    made, other = make_category("纸品"), make_category("清洁")
    make_category("卷纸", made)
    return lambda: edit_category(
        category_id=made.pk, version=made.version, name="生活用纸", parent_id=other.pk, actor=ACTOR, at=AT
    )


@scenario("catalog.invalidate_categories")
def _invalidate_categories() -> Scenario:
    top = make_category("纸品")
    keys = [top.pk, make_category("卷纸", top).pk]
    return lambda: invalidate_categories(category_ids=keys, reason="示例", actor=ACTOR, at=AT)


@scenario("catalog.reorder_categories")
def _reorder() -> Scenario:
    top = make_category("纸品")
    keys = [make_category(name, top).pk for name in ("卷纸", "抽纸", "湿巾")]
    return lambda: reorder_categories(parent_id=top.pk, category_ids=keys[::-1], actor=ACTOR, at=AT)


@scenario("catalog.set_unit_decimals")
def _decimals() -> Scenario:
    unit = id_of("catalog.unit", "piece")
    return lambda: set_unit_decimals(unit_id=unit, decimals=2, actor=ACTOR, at=AT)


@scenario("catalog.add_pictures")
def _add_pictures() -> Scenario:
    made, drawn = make_item(), [picture("red"), picture("blue")]
    return lambda: add_pictures(item_id=made.pk, pictures=drawn, actor=ACTOR, at=AT)


@scenario("catalog.remove_picture")
def _remove_picture() -> Scenario:
    made = make_item()
    first = make_pictures(made, "red", "blue")[0]
    return lambda: remove_picture(item_id=made.pk, picture_id=first, actor=ACTOR, at=AT)


@scenario("catalog.set_main_picture")
def _main_picture() -> Scenario:
    made = make_item()
    last = make_pictures(made, "red", "blue", "green")[-1]
    return lambda: set_main_picture(item_id=made.pk, picture_id=last, actor=ACTOR, at=AT)
