"""No kind of import breaks off on a cell that cannot be read: the row is told what is wrong with it (SYS-009)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from danshu.catalog.models import Item
from danshu.exchange.engine.driving import Wishes, import_file
from danshu.exchange.importing import KINDS
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch, StagedRow
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.sales.tests.world import build_world

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-009")]
TOO_LONG = "谬" * 700


def codes() -> list[str]:
    """The kinds that ship, by their codes."""
    return sorted(code for code in KINDS if not code.startswith("toy"))


def table(path: Path, kind: Any, wrong: str) -> list[str]:
    """A file of one row for each obligatory field, in which just that one is wrong; returns the fields."""
    required = [field for field in kind.fields if field.required]
    named = [field for field in kind.fields if field.example or field.required]
    with path.open("w", newline="", encoding="utf-8-sig") as stream:
        writer = csv.writer(stream)
        writer.writerow([str(field.label) for field in named])
        for bad in required:
            writer.writerow([wrong if field is bad else str(field.example) or "X-1" for field in named])
    return [field.name for field in required]


def answered(code: str, path: Path) -> ImportBatch:
    """The file tried with the recommended answer to each question."""
    answers: dict[str, str] = {}
    for _round in range(4):
        wishes = Wishes(dry_run=True, answers=dict(answers))
        batch = import_file(code, path, wishes, actor=Actor.system(), at=now())
        if batch.status != BatchStatus.ASKING:
            break
        for question in batch.questions:
            given = question["answers"]
            answers[question["code"]] = next((a for a in given if a["recommended"]), given[0])["value"]
    return batch


@pytest.mark.parametrize("code", codes())
@pytest.mark.parametrize("wrong", ["", TOO_LONG], ids=["empty", "too long"])
def test_a_kind_names_each_obligatory_cell_that_is_wrong_and_goes_on(code: str, wrong: str, tmp_path: Path) -> None:
    world = build_world()
    Item.objects.filter(pk=world.soap.pk).update(code="P00001")  # as in the examples: the row is judged to its end
    fields = table(tmp_path / "wrong.csv", KINDS[code], wrong)

    batch = answered(code, tmp_path / "wrong.csv")

    assert batch.status == BatchStatus.CHECKED
    told = [{p["f"] for p in row.problems} for row in StagedRow.objects.filter(batch=batch).order_by("number")]
    assert [name in found for name, found in zip(fields, told, strict=True)] == [True] * len(fields)
