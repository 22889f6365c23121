"""Bank statements from files (FIN-006): nothing twice, nothing lost."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from danshu.billing.models import Receipt
from danshu.billing.tests.factories import drifts, matched, received
from danshu.exchange.engine import running
from danshu.exchange.engine.driving import Wishes, import_file
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.start_undo import start_undo
from danshu.kit.actor import Actor
from danshu.kit.errors import Forbidden
from danshu.sales.tests.world import NOON, World

pytestmark = [pytest.mark.django_db, pytest.mark.spec("FIN-006", "SYS-009")]
HEAD = ["交易日期", "对方户名", "贷方发生额", "账号", "交易流水号", "摘要"]
LINES = [
    ["2026-09-17", "示例青禾连锁超市", "1,000.00", "6222 0001", "LS-1", "货款 SO-260918-0001"],
    ["2026/09/17", "示例云杉酒店", "225.40", "6222 0001", "LS-2", ""],
    ["2026-09-18", "张三", "¥0.01", "6222 0001", "", "现金存入"],
]


def imported(tmp_path: Path, actor: Actor, *rows: list[Any], name: str = "statement.csv") -> ImportBatch:
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEAD, *rows])
    return import_file("receipts", path, Wishes(), actor=actor, at=NOON)


def figures(batch: ImportBatch) -> tuple[int, int, int]:
    """(created, skipped, refused)."""
    checked = batch.counts["check"]["groups"]
    done = batch.counts.get("run", batch.counts["check"])["groups"]
    return done.get("created", 0), done.get("skipped", 0), checked.get("refused", 0)


def test_each_line_becomes_a_receipt_to_the_cent(world: World, tmp_path: Path) -> None:
    batch = imported(tmp_path, world.finance, *LINES)
    assert figures(batch) == (3, 0, 0), batch.counts
    first, second, third = Receipt.objects.order_by("pk")
    assert (first.amount, first.payer_name, first.reference, first.remark, first.state) == (
        Decimal("1000.00"), "示例青禾连锁超市", "LS-1", "货款 SO-260918-0001", "unmatched",
    )  # fmt: skip
    assert (second.amount, third.amount, third.reference) == (Decimal("225.40"), Decimal("0.01"), "")
    assert drifts() == []


def test_importing_the_same_statement_twice_adds_nothing(world: World, tmp_path: Path) -> None:
    imported(tmp_path, world.finance, *LINES)
    again = imported(
        tmp_path, world.finance, *LINES, ["2026-09-18", "李四", "5.00", "6222 0001", "LS-3", ""], name="b.csv"
    )
    assert figures(again) == (1, 3, 0)
    assert sorted(Receipt.objects.values_list("amount", flat=True)) == [
        Decimal("0.01"), Decimal("5.00"), Decimal("225.40"), Decimal("1000.00"),
    ]  # fmt: skip


def test_a_line_recorded_by_hand_before_is_known(world: World, tmp_path: Path) -> None:
    received(world, "225.40", received_date=NOON.date().replace(day=17), bank_account="6222 0001", reference="LS-2")
    assert figures(imported(tmp_path, world.finance, *LINES)) == (2, 1, 0)
    assert Receipt.objects.filter(amount=Decimal("225.40")).count() == 1


def test_equal_lines_without_a_number_are_reported_not_doubled(world: World, tmp_path: Path) -> None:
    assert figures(imported(tmp_path, world.finance, LINES[2], LINES[2])) == (1, 1, 0)
    assert Receipt.objects.count() == 1


def test_wrong_lines_are_refused_and_the_others_come_in(world: World, tmp_path: Path) -> None:
    wrong = [["2999-09-19", "明天", "1.00", "", "F-1", ""], ["2026-09-17", "", "1.00", "", "F-2", ""],
             ["2026-09-17", "负数", "-1.00", "", "F-3", ""], ["2026-09-17", "三位", "1.001", "", "F-4", ""]]  # fmt: skip
    assert figures(imported(tmp_path, world.finance, LINES[0], *wrong))[:2] == (1, 0)
    assert Receipt.objects.get().reference == "LS-1"


@pytest.mark.spec("ACC-023")
def test_only_finance_imports(world: World, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        imported(tmp_path, world.clerk, *LINES)
    assert Receipt.objects.count() == 0


def test_an_import_is_taken_back_except_what_was_matched(world: World, tmp_path: Path) -> None:
    batch = imported(tmp_path, world.finance, *LINES)
    order = world.approved()
    matched(world, Receipt.objects.get(reference="LS-2"), {order: "225.40"})
    start_undo(batch_id=batch.pk, in_background=False, actor=world.finance, at=NOON)
    running.undo(batch.pk, world.finance)
    assert list(Receipt.objects.order_by("pk").values_list("state", flat=True)) == ["voided", "matched", "voided"]
    assert drifts() == []
    assert figures(imported(tmp_path, world.finance, *LINES, name="again.csv")) == (2, 1, 0)
