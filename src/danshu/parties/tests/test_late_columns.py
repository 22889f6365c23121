"""Columns that are only shown: read with the rows, carried by nothing else (COM-020)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from django.db.models.functions import Lower, Upper
from django.test.utils import CaptureQueriesContext

from danshu.parties.models import Customer
from danshu.parties.tests.factories import make_customer, person

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COM-020")]


@pytest.fixture
def rows() -> Any:
    """Two customers by name, with a column to show only."""
    owner = person("SLS")
    for name in ("abc", "def"):
        make_customer(owner, name=name)
    return Customer.objects.order_by("name").annotate_late(loud=Upper("name"))


def test_every_way_of_reading_rows_brings_the_column(rows: Any) -> None:
    assert [row.loud for row in rows] == ["ABC", "DEF"]
    assert [row.loud for row in rows.filter(name="def")] == ["DEF"]
    assert [row.loud for row in rows[1:]] == ["DEF"]
    assert [row.loud for row in rows.iterator()] == ["ABC", "DEF"]
    assert (rows.first().loud, rows.last().loud, rows.get(name="def").loud) == ("ABC", "DEF", "DEF")
    assert list(rows.values_list("name", "loud")) == [("abc", "ABC"), ("def", "DEF")]
    assert [row["loud"] for row in rows.values()] == ["ABC", "DEF"]
    assert {row.loud for row in rows.in_bulk().values()} == {"ABC", "DEF"}
    assert [row.louder for row in rows.annotate_late(louder=Lower("name"))] == ["abc", "def"]


def test_counts_conditions_and_keys_carry_none_of_it(rows: Any) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert (rows.count(), rows.exists(), len(rows.values_list("pk", flat=True))) == (2, True, 2)
        assert Customer.objects.filter(pk__in=rows.order_by().values("pk")).count() == 2
    assert not [query["sql"] for query in asked.captured_queries if "UPPER" in query["sql"]]


def test_no_condition_names_it(rows: Any) -> None:
    with pytest.raises(FieldError):
        list(rows.filter(loud="ABC"))
