"""Stores from spreadsheets and back (ACC-003, SYS-009)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from danshu.exchange.engine import running
from danshu.exchange.engine.driving import Wishes, import_file
from danshu.exchange.models import ImportBatch, StagedRow
from danshu.exchange.operations.start_undo import start_undo
from danshu.identity.tests.factories import make_unit, make_user
from danshu.inventory.tests.factories import make_warehouse
from danshu.kit.actor import Actor
from danshu.stores.models import Store
from danshu.stores.operations.edit_store import edit_store
from danshu.stores.tests.factories import NOW, make_store

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ACC-003", "SYS-009")]
SYSTEM = Actor.system()
HEAD = ["门店编码", "门店名称", "分公司", "省份", "城市", "地址", "店长", "联系电话", "营业时间", "仓库"]


def sheet(tmp_path: Path, *rows: list[Any]) -> Path:
    path = tmp_path / "stores.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEAD, *rows])
    return path


def imported(path: Path, **wishes: Any) -> ImportBatch:
    return import_file("stores", path, Wishes(**wishes), actor=SYSTEM, at=NOW)


def figures(batch: ImportBatch) -> dict[str, int]:
    counts = batch.counts["run" if "run" in batch.counts else "check"]["groups"]
    return {name: counts[name] for name in ("created", "updated", "skipped", "refused") if counts.get(name)}


def problems(batch: ImportBatch) -> list[tuple[int, str]]:
    rows = StagedRow.objects.filter(batch=batch).exclude(problems=None).order_by("number")
    return [(row.number, problem["f"]) for row in rows for problem in row.problems]


@pytest.fixture
def rows() -> list[list[str]]:
    """Two stores of a branch with a clerk and a warehouse."""
    branch = make_unit("华东分公司")
    make_user("zhangsan", unit=branch)
    make_warehouse("滨江仓", unit=branch, code="WH-B")
    return [
        [
            "MD01",
            "滨江店",
            "华东分公司",
            "浙江省",
            "杭州市",
            "示例路 1 号",
            "zhangsan",
            "13800000001",
            "9:00–21:00",
            "wh-b",
        ],
        ["MD02", "湖畔店", "华东分公司", "", "", "", "", "", "", "滨江仓"],
    ]


def test_stores_come_in_with_branch_manager_and_warehouse(tmp_path: Path, rows: list[list[str]]) -> None:
    batch = imported(sheet(tmp_path, *rows))

    assert figures(batch) == {"created": 2}, problems(batch)
    first, second = Store.objects.select_related("unit", "manager", "warehouse").order_by("code")
    assert (first.name, first.unit.name, first.address, first.phone) == (
        "滨江店", "华东分公司", "浙江省杭州市示例路 1 号", "13800000001",
    )  # fmt: skip
    assert (first.manager.user_name, first.warehouse.name, second.warehouse.name) == ("zhangsan", "滨江仓", "滨江仓")


def test_the_same_file_again_changes_nothing_a_changed_row_updates_its_store(
    tmp_path: Path, rows: list[list[str]]
) -> None:
    imported(sheet(tmp_path, *rows))
    assert figures(imported(sheet(tmp_path, *rows))) == {"skipped": 2}
    rows[1][5] = "湖畔街 6 号"
    assert figures(imported(sheet(tmp_path, *rows))) == {"updated": 1, "skipped": 1}
    assert Store.objects.get(code="MD02").street == "湖畔街 6 号"


def test_unknown_names_are_refused_in_their_rows(tmp_path: Path, rows: list[list[str]]) -> None:
    rows[0][2], rows[0][6], rows[1][9] = "没有的分公司", "nobody", "没有的仓库"
    batch = imported(sheet(tmp_path, *rows))
    assert sorted(problems(batch)) == [(2, "manager"), (2, "unit"), (3, "warehouse")]
    assert not Store.objects.exists()


def test_an_import_is_taken_back_except_for_what_was_changed_since(tmp_path: Path, rows: list[list[str]]) -> None:
    old = make_store("旧名", code="MD02")
    batch = imported(sheet(tmp_path, *rows))
    assert figures(batch) == {"created": 1, "updated": 1}

    start_undo(batch_id=batch.pk, in_background=False, actor=SYSTEM, at=NOW)
    running.undo(batch.pk, SYSTEM)

    assert list(Store.objects.values_list("pk", "name")) == [(old.pk, "旧名")]


def test_a_store_that_somebody_changed_since_is_kept(tmp_path: Path, rows: list[list[str]]) -> None:
    batch = imported(sheet(tmp_path, *rows))
    kept = Store.objects.get(code="MD01")
    edit_store(store_id=kept.pk, version=None, values={"name": "改过的店"}, actor=SYSTEM, at=NOW)

    start_undo(batch_id=batch.pk, in_background=False, actor=SYSTEM, at=NOW)
    running.undo(batch.pk, SYSTEM)

    assert list(Store.objects.values_list("name", flat=True)) == ["改过的店"]
