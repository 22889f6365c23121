"""Prices from a spreadsheet: dry run, errors beside cells, resume, undo (CAT-006, SYS-009)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from danshu.access.tests.factories import grant, staff
from danshu.catalog.models import Item
from danshu.catalog.operations.invalidate_items import invalidate_items
from danshu.catalog.tests.factories import NOW, make_item
from danshu.exchange.engine import running
from danshu.exchange.engine.driving import Wishes, import_file
from danshu.exchange.models import ImportBatch, StagedRow
from danshu.exchange.operations.start_run import start_run
from danshu.exchange.operations.start_undo import start_undo
from danshu.identity.tests.factories import make_user
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.errors import Forbidden
from danshu.parties.models import Customer
from danshu.parties.normalising import name_key
from danshu.pricing.imports import PriceImport
from danshu.pricing.models import PriceChange, PriceRule
from danshu.pricing.permissions import IMPORT_PRICES
from danshu.pricing.tests.factories import TODAY, day, level, make_customer, make_price

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CAT-006", "SYS-009")]
SYSTEM = Actor.system()
HEAD = ["商品编码", "价格", "客户", "价格级别", "起订数量", "币种", "开始日期", "结束日期"]


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    time_machine.move_to(NOW)


def person(user_name: str, *permissions: str) -> Actor:
    """Somebody who holds exactly these permissions over everything."""
    user = make_user(user_name)
    return Actor(user.pk, user.full_name, grants=dict.fromkeys(permissions, EVERYTHING))


def known_customer(number: str, name: str) -> int:
    """A customer who is found by number and by name."""
    pk = make_customer(number, name)
    Customer.objects.filter(pk=pk).update(name_key=name_key(name), duplicate_reason="同名的另一家")
    return pk


def sheet(tmp_path: Path, *rows: Sequence[Any], name: str = "prices.csv") -> Path:
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEAD, *([*row, *[""] * (len(HEAD) - len(row))] for row in rows)])
    return path


def imported(tmp_path: Path, *rows: Sequence[Any], actor: Actor = SYSTEM, **wishes: Any) -> ImportBatch:
    return import_file("prices", sheet(tmp_path, *rows), Wishes(**wishes), actor=actor, at=NOW)


def groups(batch: ImportBatch, phase: str = "run") -> dict[str, int]:
    return {action: count for action, count in batch.counts[phase]["groups"].items() if count}


def problems() -> list[tuple[int, str, str]]:
    """(row, field, code) of all problems, in file order."""
    rows = StagedRow.objects.exclude(problems=None).order_by("number")
    return [(row.number, problem["f"], problem["c"]) for row in rows for problem in row.problems]


def undone(batch: ImportBatch) -> ImportBatch:
    start_undo(batch_id=batch.pk, in_background=False, actor=SYSTEM, at=NOW)
    running.undo(batch.pk, SYSTEM)
    batch.refresh_from_db()
    return batch


def state() -> tuple[list[Any], list[Any]]:
    """All prices, row for row."""
    names = [f.attname for f in PriceRule._meta.concrete_fields]
    sale = Item.objects.order_by("pk").values_list("pk", "sale_price", "guide_price", "minimum_price")
    return list(PriceRule.objects.order_by("pk").values_list(*names)), list(sale)


def test_every_kind_of_price_comes_in_to_the_last_decimal(tmp_path: Path) -> None:
    item, other = make_item(code="A-1"), make_item(code="A-2")
    customer = known_customer("C-1", "示例青禾")
    until = day(30).isoformat()

    batch = imported(
        tmp_path, ["A-1", "9.1234", "C-1"], ["A-1", "8", "", "批发价"], ["A-1", "7.5", "", "", "100", "", day(3).isoformat(), until],
        ["a-2", "¥ 13.40"], ["A-1", "6", "示例青禾", "", "", "USD"],
    )  # fmt: skip

    assert groups(batch) == {"created": 4, "updated": 1}, problems()
    found = PriceRule.objects.order_by("pk").values_list(
        "item_id", "kind", "customer_id", "price_level_id", "min_quantity", "currency", "price"
    )
    assert list(found) == [
        (item.pk, "customer", customer, None, None, "CNY", Decimal("9.1234")),
        (item.pk, "level", None, level(), None, "CNY", Decimal(8)),
        (item.pk, "step", None, None, Decimal(100), "CNY", Decimal("7.5")),
        (item.pk, "customer", customer, None, None, "USD", Decimal(6)),
    ]
    step = PriceRule.objects.get(kind="step")
    assert (step.first_day, step.last_day) == (day(3), day(30))
    assert Item.objects.get(pk=other.pk).sale_price == Decimal("13.40")
    assert {line.reason for line in PriceChange.objects.exclude(old=None, new=Decimal("12.50"))} == {"导入 prices.csv"}


def test_the_dry_run_tells_what_would_happen_and_writes_nothing(tmp_path: Path) -> None:
    item = make_item(code="A-1")
    make_price(item.pk, "9", price_level_id=level())
    before = state()
    batch = imported(tmp_path, ["A-1", "8", "", "批发价"], ["A-1", "7", "", "协议价"], ["A-1", "20"], dry_run=True)
    assert groups(batch, "check") == {"created": 1, "updated": 2}, problems()
    assert state() == before


def test_each_error_stands_beside_its_cell_and_right_rows_come_in(tmp_path: Path) -> None:
    make_item(code="A-1")
    gone = make_item(code="A-9")
    invalidate_items(item_ids=[gone.pk], reason="停产", actor=SYSTEM, at=NOW)
    known_customer("C-1", "示例青禾")
    yesterday, tomorrow = day(-1).isoformat(), day(1).isoformat()
    batch = imported(
        tmp_path, ["ZZ", "1", "C-1"], ["A-1", "viel", "C-1"], ["A-1", "-1", "C-1"], ["A-1", "1", "没有这家"],
        ["A-1", "1", "C-1", "批发价"], ["A-1", "1", "", "没有的级别"], ["A-1", "1", "", "", "0"],
        ["A-1", "1", "", "", "5", "XXX"], ["A-1", "1", "", "", "6", "", yesterday], ["A-1", "1", "", "", "7", "", tomorrow, TODAY.isoformat()],
        ["A-1", "1", "", "", "", "USD"], ["A-1", "1", "", "", "", "", tomorrow], ["A-9", "1", "C-1"], ["A-1", "1.23456", "C-1"],
        ["A-1", "4", "", "", "8"],
    )  # fmt: skip
    assert groups(batch) == {"created": 1}
    assert [(row, field) for row, field, _code in problems()] == [
        (2, "code"), (3, "price"), (4, "price"), (5, "customer"), (6, "customer"), (7, "level"), (8, "min_quantity"),
        (9, "currency"), (10, "valid_from"), (11, "valid_until"), (12, "currency"), (13, "valid_from"), (14, "code"),
        (15, "price"),
    ]  # fmt: skip
    assert [rule.min_quantity for rule in PriceRule.objects.all()] == [Decimal(8)]


def test_a_name_of_two_customers_and_a_customer_out_of_scope_are_refused(tmp_path: Path) -> None:
    make_item(code="A-1")
    for number in ("C-2", "C-3"):
        known_customer(number, "同名")
    stranger = person("wangwu01", IMPORT_PRICES, "exchange.import.use")
    batch = imported(tmp_path, ["A-1", "1", "同名"], actor=SYSTEM)
    assert (groups(batch, "check"), problems()) == ({"refused": 1}, [(2, "customer", "unknown_customer")])
    assert "C-2" in StagedRow.objects.get().problems[0]["m"]
    batch = imported(tmp_path, ["A-1", "1", "C-2"], actor=stranger)
    assert (groups(batch, "check"), PriceRule.objects.count()) == ({"refused": 1}, 0)


def test_importing_twice_changes_nothing_and_skipping_keeps_what_is_there(tmp_path: Path) -> None:
    item = make_item(code="A-1", sale_price=Decimal("12.50"))
    make_price(item.pk, "9", price_level_id=level())
    before = state()
    same = imported(tmp_path, ["A-1", "9.00", "", "批发价"], ["A-1", "12.5"])
    assert (groups(same), state()) == ({"skipped": 2}, before)
    kept = imported(tmp_path, ["A-1", "8", "", "批发价"], ["A-1", "13"], ["A-1", "7", "", "协议价"], policy="skip")
    assert groups(kept) == {"created": 1, "skipped": 2}
    assert [code for _row, _field, code in problems()] == ["priced", "priced"]
    assert state()[0][: len(before[0])] == before[0]


def test_the_undo_puts_back_row_for_row_what_was_cut_split_and_withdrawn(tmp_path: Path) -> None:
    item, other = make_item(code="A-1"), make_item(code="A-2")
    make_price(item.pk, "9", start=0, price_level_id=level())
    make_price(item.pk, "5", start=20, end=40, min_quantity=Decimal(10))
    make_price(other.pk, "3", start=2, end=4, price_level_id=level())
    before = state()
    batch = imported(
        tmp_path, ["A-1", "8", "", "批发价", "", "", day(10).isoformat(), day(12).isoformat()],
        ["A-1", "4", "", "", "10", "", day(30).isoformat()], ["A-2", "2", "", "批发价"], ["A-2", "99"], ["A-1", "1", "", "协议价"],
        ["A-1", "7", "", "批发价", "", "", day(11).isoformat()],
    )  # fmt: skip
    assert groups(batch) == {"created": 1, "updated": 5}, problems()
    assert state() != before
    undone(batch)
    assert batch.status == "undone"
    assert state() == before
    last = PriceChange.objects.filter(kind="level", item_id=other.pk).order_by("-pk")[0]
    assert (last.old, last.new, last.reason) == (Decimal(2), None, "撤销导入")


def test_what_somebody_changed_since_is_kept_and_named(tmp_path: Path) -> None:
    item = make_item(code="A-1")
    make_price(item.pk, "9", price_level_id=level())
    batch = imported(tmp_path, ["A-1", "8", "", "批发价"], ["A-1", "7", "", "协议价"])
    make_price(item.pk, "6", start=3, price_level_id=level())
    undone(batch)
    left = sorted(PriceRule.objects.values_list("price", flat=True))
    assert left == [Decimal(6), Decimal(8)], "the agreed price went, the one somebody changed stayed"
    assert "修改过" in str(batch.counts) + str(list(StagedRow.objects.values()))


def test_an_import_that_broke_off_is_resumed_with_each_price_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        make_item(code=f"A-{number}")
    monkeypatch.setattr(PriceImport, "chunk_groups", 2)
    rows = [[f"A-{number}", str(number + 1), "", "批发价"] for number in range(7)]
    batch = imported(tmp_path, *rows, dry_run=True)
    start_run(batch_id=batch.pk, in_background=False, actor=SYSTEM, at=NOW)
    whole, calls = PriceImport.apply, []

    def killed(self: PriceImport, found: Any, context: Any) -> Any:
        calls.append(len(found))
        done = whole(self, found, context)
        if len(calls) == 3:
            raise SystemExit
        return done

    monkeypatch.setattr(PriceImport, "apply", killed)
    with pytest.raises(SystemExit):
        running.run(batch.pk, SYSTEM)
    assert 0 < PriceRule.objects.count() < 7
    monkeypatch.setattr(PriceImport, "apply", whole)
    running.run(batch.pk, SYSTEM)
    batch.refresh_from_db()
    assert (batch.status, groups(batch)) == ("done", {"created": 7})
    assert sorted(PriceRule.objects.values_list("price", flat=True)) == [Decimal(n) for n in range(1, 8)]
    assert PriceChange.objects.filter(kind="level").count() == 7


def test_only_holders_of_the_right_import_prices_by_page_api_and_file(tmp_path: Path, client: Client) -> None:
    make_item(code="A-1")
    with pytest.raises(Forbidden):
        imported(tmp_path, ["A-1", "1"], actor=person("wangwu01", "exchange.import.use"))
    manager, seller = staff("SMG", "jingli01"), staff("SLS", "yewuyuan")
    grant(manager, "exchange.import.use")
    grant(seller, "exchange.import.use")
    client.force_login(seller)
    assert client.get("/imports/new/prices/").status_code in (403, 404)
    assert "prices" not in client.get("/api/v1/import-kinds").content.decode()
    client.force_login(manager)
    page = client.get("/imports/new/prices/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "prices" in {kind["code"] for kind in client.get("/api/v1/import-kinds").json()}
    assert client.get("/imports/template/prices.xlsx").status_code == 200
    file = io.BytesIO(sheet(tmp_path, ["A-1", "5", "", "批发价"]).read_bytes())
    file.name = "prices.csv"
    headers = {"Idempotency-Key": "prices-1"}
    answer = client.post("/api/v1/imports", {"kind": "prices", "file": file}, headers=headers)
    assert answer.status_code == 201, answer.content


def test_the_command_line_imports_english_headings(tmp_path: Path) -> None:
    make_item(code="A-1")
    path = tmp_path / "list.csv"
    path.write_text("Item code,Unit price,Price level,Valid from\nA-1,4.25,Wholesale,\n", encoding="utf-8")
    call_command("import_file", "prices", str(path))
    assert list(PriceRule.objects.values_list("kind", "price")) == [("level", Decimal("4.25"))]
