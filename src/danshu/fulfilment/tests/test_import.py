"""Shipping in a batch from the carrier's sheet (FUL-009, SYS-009)."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from danshu.exchange.engine.driving import Wishes, import_file
from danshu.exchange.models import StagedRow
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.tests.conftest import paid
from danshu.kit.actor import Actor
from danshu.sales.tests.world import NOON, World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("FUL-009", "SYS-009")]


def test_a_sheet_of_tracking_numbers_ships_notes_and_orders_and_names_what_it_cannot(
    world: World, tmp_path: Path
) -> None:
    note = create_shipment(order_id=paid(world, line(world.soap, 5)).pk, actor=world.shipper, at=NOON)
    order, unpaid = paid(world, line(world.soap, 2)), world.approved(line(world.soap, 1))
    path = tmp_path / "tracking.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([
            ["订单号", "快递公司", "快递单号"], [note.number, "顺丰速运", "SF1"], [order.number, "顺丰速运", "SF2"],
            [unpaid.number, "顺丰速运", "SF3"], ["SO-9", "顺丰速运", "SF4"], [order.number, "飞毛腿", "SF5"],
        ])  # fmt: skip

    batch = import_file("tracking", path, Wishes(), actor=Actor.system(), at=NOON)

    assert batch.counts["run"]["groups"]["updated"] == 2
    assert StagedRow.objects.exclude(problems=None).count() == 3
    assert sorted(Shipment.objects.values_list("tracking_number", "status")) == [
        ("SF1", "in_delivery"), ("SF2", "in_delivery"),
    ]  # fmt: skip
    assert world.stock(world.soap) == (Decimal(93), Decimal(1))
    told = [p["m"] for row in StagedRow.objects.exclude(problems=None).order_by("number") for p in row.problems]
    assert "未收" in told[0]
    assert "飞毛腿" in told[-1]

    again = import_file("tracking", path, Wishes(), actor=Actor.system(), at=NOON)
    assert again.counts["run"]["groups"] == {"skipped": 2}
    assert Shipment.objects.count() == 2
