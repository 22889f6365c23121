"""Customers of real sheets: the trading company and the retail workbook (CUS-034)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from danshu.exchange.engine.driving import Wishes, import_file
from danshu.kit.actor import Actor
from danshu.kit.verification import CHECKS
from danshu.parties import queries

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-034")]
NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
SYSTEM = Actor.system()


def drifts() -> list[str]:
    return [text for code, check in CHECKS.items() if code.startswith("parties.") for text in check.function()]


def test_the_trading_companys_customers_come_in_completely(data: Path) -> None:
    wishes = Wishes(mapping="northwind-customers")
    batch = import_file("customers", data / "northwind" / "customers.csv", wishes, actor=SYSTEM, at=NOON)

    assert batch.counts["run"]["groups"]["created"] == 91
    first = queries.customers(SYSTEM).get(external_code="ALFKI")
    assert (first.name, first.country, first.city, first.phone, first.currency) == (
        "Alfreds Futterkiste", "DE", "Berlin", "+49300074321", "USD",
    )  # fmt: skip
    assert [contact.name for contact in queries.contacts_of(SYSTEM, first.pk)] == ["Maria Anders"]
    assert queries.addresses_of(SYSTEM, first.pk)[0].street == "Obere Str. 57"
    assert drifts() == []


@pytest.mark.slow
def test_the_retail_workbook_holds_790_customers_none_merged(data: Path) -> None:
    wishes = Wishes(mapping="superstore-customers")
    batch = import_file("customers", data / "superstore-cn" / "superstore-cn.xls", wishes, actor=SYSTEM, at=NOON)

    assert batch.counts["run"]["groups"]["created"] == 790, batch.counts
    assert queries.customers(SYSTEM).values("external_code").distinct().count() == 790
    assert drifts() == []
