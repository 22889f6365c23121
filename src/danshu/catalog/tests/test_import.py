"""Products from spreadsheets and back (CAT-008, SYS-009)."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from danshu.catalog import usage
from danshu.catalog.models import Category, Item
from danshu.catalog.operations.edit_item import edit_item
from danshu.catalog.operations.invalidate_items import invalidate_items
from danshu.catalog.permissions import COST_VIEW, ITEM_EXPORT, ITEM_IMPORT, ITEM_VIEW
from danshu.catalog.tests.factories import NOW, keeper, make_category, make_item
from danshu.exchange.engine import running
from danshu.exchange.engine.driving import Wishes, import_file
from danshu.exchange.models import ImportBatch, StagedRow
from danshu.exchange.operations.start_undo import start_undo
from danshu.kit.actor import Actor
from danshu.kit.errors import Forbidden
from danshu.pricing.models import PriceChange

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CAT-008", "SYS-009")]
SYSTEM = Actor.system()
HEAD = ["编码", "名称", "商品分类", "品牌", "计量单位", "销售价", "税率", "条码", "状态"]
GOOD = [
    ["A-1", "洗手液 500ml", "清洁用品 / 洗手液", "澄岸", "瓶", "12.50", "13%", "6901234500017", "在售"],
    ["A-2", "垃圾袋", "清洁用品", "", "卷", "9.9", "13%", "", "下架"],
    ["A-3", "抽纸", "纸品", "纸屿", "提", "25", "9%", "", ""],
]


def sheet(tmp_path: Path, *rows: list[Any], head: list[str] | None = None, name: str = "goods.csv") -> Path:
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head or HEAD, *rows])
    return path


def imported(path: Path, **wishes: Any) -> ImportBatch:
    return import_file("products", path, Wishes(**wishes), actor=SYSTEM, at=NOW)


def figures(batch: ImportBatch) -> dict[str, int]:
    """What happened to how many products."""
    counts = batch.counts["run" if "run" in batch.counts else "check"]["groups"]
    return {name: counts.get(name, 0) for name in ("created", "updated", "skipped", "refused")}


def problems(batch: ImportBatch) -> list[tuple[int, str, str]]:
    rows = StagedRow.objects.filter(batch=batch).exclude(problems=None).order_by("number")
    return [(row.number, p["f"], p["m"]) for row in rows for p in row.problems]


def test_products_come_in_with_their_categories_brands_and_units(tmp_path: Path) -> None:
    batch = imported(sheet(tmp_path, *GOOD))

    assert figures(batch)["created"] == 3, (batch.status, batch.counts, problems(batch))
    soap = Item.objects.select_related("category__parent", "brand", "unit").get(code="A-1")
    assert (soap.category.name, soap.category.parent.name, soap.brand.name, soap.unit.name) == (
        "洗手液", "清洁用品", "澄岸", "瓶",
    )  # fmt: skip
    assert (soap.sale_price, soap.tax_rate, soap.barcode, soap.is_on_sale) == (
        Decimal("12.50"), Decimal(13), "6901234500017", True,
    )  # fmt: skip
    assert "xishouye" in soap.search_text
    assert "chengan" in soap.search_text
    assert Item.objects.get(code="A-2").is_on_sale is False
    assert PriceChange.objects.filter(kind="sale_price").count() == 3


def test_importing_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    path = sheet(tmp_path, *GOOD)
    imported(path)

    again = imported(path)

    assert figures(again) == {"created": 0, "updated": 0, "skipped": 3, "refused": 0}
    assert set(Item.objects.values_list("version", flat=True)) == {1}
    assert Category.objects.count() == 3


def test_a_changed_price_updates_only_its_product_and_keeps_the_rest(tmp_path: Path) -> None:
    imported(sheet(tmp_path, *GOOD))

    batch = imported(sheet(tmp_path, ["a-1", "13.8"], ["A-2", "9.90"], head=["编码", "售价"], name="prices.csv"))

    assert figures(batch) == {"created": 0, "updated": 1, "skipped": 1, "refused": 0}
    soap = Item.objects.get(code="A-1")
    assert (soap.sale_price, soap.name, soap.version) == (Decimal("13.80"), "洗手液 500ml", 2)
    last = PriceChange.objects.filter(item_id=soap.pk).latest("id")
    assert (last.old, last.new, last.reason) == (Decimal("12.50"), Decimal("13.80"), "导入")


def test_policies_skip_and_fill(tmp_path: Path) -> None:
    item = make_item("旧名", code="A-1", sale_price=Decimal(5))

    assert figures(imported(sheet(tmp_path, GOOD[0]), policy="skip"))["skipped"] == 1
    assert Item.objects.get(pk=item.pk).version == 1
    assert figures(imported(sheet(tmp_path, GOOD[0]), policy="fill"))["updated"] == 1
    item.refresh_from_db()
    assert (item.name, item.sale_price, item.barcode) == ("旧名", Decimal(5), "6901234500017")


def test_bad_cells_are_named_by_row_and_column_and_the_others_come_in(tmp_path: Path) -> None:
    make_item(code="OLD", barcode="6900000000001")
    gone = make_item(code="GONE")
    invalidate_items(item_ids=[gone.pk], actor=SYSTEM, at=NOW)
    batch = imported(
        sheet(
            tmp_path,
            GOOD[0],
            ["B-1", "坏价格", "纸品", "", "", "十二", "", "", ""],
            ["B-2", "负价格", "纸品", "", "", "-1", "", "", ""],
            ["B-3", "", "纸品", "", "", "1", "", "", ""],
            ["B-4", "没有分类", "", "", "", "1", "", "", ""],
            ["B-5", "没有价格", "纸品", "", "", "", "", "", ""],
            ["B-6", "重复条码", "纸品", "", "", "1", "", "6900000000001", ""],
            ["GONE", "失效的", "纸品", "", "", "1", "", "", ""],
            ["B-7", "字" * 51, "纸品", "", "", "1", "", "", ""],
        )
    )

    assert figures(batch)["created"] == 1
    found = {(row, field) for row, field, _message in problems(batch)}
    assert {(3, "sale_price"), (4, "sale_price"), (5, "name"), (6, "category"), (7, "sale_price"), (8, "barcode"),
            (9, "code"), (10, "name")} <= found  # fmt: skip
    assert set(Item.objects.values_list("code", flat=True)) == {"OLD", "GONE", "A-1"}


def test_two_rows_with_one_barcode_and_unknown_names_without_creating(tmp_path: Path) -> None:
    make_category("纸品")
    rows = [["C-1", "一", "纸品", "", "", "1", "", "69", ""], ["C-2", "二", "纸品", "", "", "1", "", "69", ""],
            ["C-3", "三", "别的", "新牌", "新单位", "1", "", "", ""]]  # fmt: skip

    batch = imported(sheet(tmp_path, *rows), options={"create_missing": "否"})

    assert figures(batch)["created"] == 1
    assert {field for _row, field, _message in problems(batch)} >= {"barcode", "category", "brand", "unit"}
    assert Category.objects.count() == 1


def test_the_type_of_a_used_item_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_item(code="A-1")
    monkeypatch.setattr(usage, "_PLACES", {})
    usage.register("订单", lambda ids: dict.fromkeys(ids, 2), code="orders")

    batch = imported(sheet(tmp_path, ["A-1", "服务"], head=["编码", "商品类型"]))

    assert "订单 2" in problems(batch)[0][2]
    assert Item.objects.get(code="A-1").kind == "goods"


def test_repeated_codes_are_asked_about_and_two_names_become_two_products(tmp_path: Path) -> None:
    head = ["产品 ID", "产品名称", "类别", "子类别", "销售额", "数量", "折扣"]
    rows = [["X-1", "图钉", "办公", "系固件", "20", "2", "0"], ["X-1", "夹子", "办公", "系固件", "12", "2", "0.4"],
            ["X-1", "图钉", "办公", "系固件", "99", "1", "0"], ["X-2", "信封", "办公", "信封", "3", "3", "0"]]  # fmt: skip
    path = sheet(tmp_path, *rows, head=head)

    asking = imported(path)
    assert asking.status == "asking"
    batch = imported(path, answers={"repeats": "names"}, policy="skip")
    assert figures(batch)["created"] == 3, (batch.status, problems(batch))
    found = {item.code: (item.name, item.sale_price, item.category.name) for item in Item.objects.all()}
    assert found == {
        "X-1": ("图钉", Decimal("10.00"), "系固件"),
        "X-1-2": ("夹子", Decimal("10.00"), "系固件"),
        "X-2": ("信封", Decimal("1.00"), "信封"),
    }
    again = imported(path, answers={"repeats": "names"}, policy="skip")
    assert figures(again) == {"created": 0, "updated": 0, "skipped": 3, "refused": 0}


def test_an_import_is_taken_back_except_what_changed_since(tmp_path: Path) -> None:
    old = make_item("旧名", code="A-1", category=make_category("老分类"), sale_price=Decimal(5))
    batch = imported(sheet(tmp_path, *GOOD))
    assert figures(batch) == {"created": 2, "updated": 1, "skipped": 0, "refused": 0}
    touched = Item.objects.get(code="A-3")
    edit_item(item_id=touched.pk, version=1, values={"remark": "手改"}, actor=SYSTEM, at=NOW)

    start_undo(batch_id=batch.pk, in_background=False, actor=SYSTEM, at=NOW)
    running.undo(batch.pk, SYSTEM)

    old.refresh_from_db()
    assert (old.name, old.sale_price, old.barcode, old.category.name) == ("旧名", Decimal("5.00"), "", "老分类")
    assert set(Item.objects.values_list("code", flat=True)) == {"A-1", "A-3"}
    assert set(Category.objects.values_list("name", flat=True)) == {"老分类", "纸品"}
    assert any("修改过" in message for _row, _field, message in problems(batch))


def test_the_exported_list_comes_back_unchanged(tmp_path: Path, visit: Any) -> None:
    imported(sheet(tmp_path, *GOOD))
    edit_item(
        item_id=Item.objects.get(code="A-1").pk, version=1, actor=SYSTEM, at=NOW,
        values={"guide_price": Decimal(15), "purchase_price": Decimal("6.66"), "max_per_order": Decimal(10),
                "description": "=1+1", "remark": "-5 折", "model": "007"},
    )  # fmt: skip
    client = visit(ITEM_VIEW, ITEM_EXPORT, COST_VIEW)
    for kind in ("csv", "xlsx"):
        answer = client.get("/products/", {"export": kind})
        path = tmp_path / f"export.{kind}"
        path.write_bytes(b"".join(answer.streaming_content))

        batch = imported(path)

        assert figures(batch) == {"created": 0, "updated": 0, "skipped": 3, "refused": 0}, (kind, problems(batch))
    assert Item.objects.get(code="A-1").model == "007"


def test_only_those_with_the_right_import_products(tmp_path: Path) -> None:
    path = sheet(tmp_path, *GOOD)

    with pytest.raises(Forbidden):
        import_file("products", path, Wishes(), actor=keeper(ITEM_VIEW, "exchange.import"), at=NOW)
    assert ITEM_IMPORT == "catalog.item.import"
    assert not Item.objects.exists()


def test_a_filtered_export_comes_back_with_nothing_new_and_its_number_unchanged(tmp_path: Path, visit: Any) -> None:
    imported(sheet(tmp_path, *GOOD))
    client = visit(ITEM_VIEW, ITEM_EXPORT, COST_VIEW)
    one = client.get("/products/", {"export": "xlsx", "q": "A-1"})
    path = tmp_path / "filtered.xlsx"
    path.write_bytes(b"".join(one.streaming_content))

    batch = imported(path)

    assert figures(batch) == {"created": 0, "updated": 0, "skipped": 1, "refused": 0}


def test_the_specification_sheet_is_downloaded_filled_in_and_taken(tmp_path: Path, visit: Any) -> None:
    client = visit(ITEM_VIEW, ITEM_IMPORT, "exchange.import.use")
    assert "/imports/template/products.xlsx" in client.get("/products/").content.decode()
    assert "/imports/template/products.xlsx" not in visit(ITEM_VIEW).get("/products/").content.decode()
    answer = client.get("/imports/template/products.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    page = book.worksheets[0]
    places = {str(cell.value).strip("* "): cell.column for cell in page[1]}
    for heading, value in {"编码": "B-1", "名称": "擦手纸", "商品分类": "纸品", "销售价": 18.5}.items():
        page.cell(row=2, column=places[heading], value=value)
    path = tmp_path / "filled.xlsx"
    book.save(path)

    assert figures(imported(path)) == {"created": 1, "updated": 0, "skipped": 0, "refused": 0}
    assert Item.objects.get(code="B-1").sale_price == Decimal("18.50")


@pytest.mark.spec("CAT-008")
def test_the_result_of_a_query_is_a_printable_report(tmp_path: Path, visit: Any) -> None:
    imported(sheet(tmp_path, *GOOD))
    client = visit(ITEM_VIEW, ITEM_EXPORT)
    answer = client.get("/products/", {"export": "pdf", "q": "A-1"})

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    name = Item.objects.get(code="A-1").name
    other = Item.objects.exclude(code="A-1").first()
    assert other is not None
    plain = text.replace(" ", "").replace("\n", "")
    assert [word for word in ("商品资料", "A-1", name, "关键词", "销售价") if word.replace(" ", "") not in plain] == []
    assert other.code not in text
    assert visit(ITEM_VIEW).get("/products/", {"export": "pdf"}).status_code == 403
