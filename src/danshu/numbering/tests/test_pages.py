"""Pages of the number ranges (SYS-003)."""

from __future__ import annotations

import pytest

from danshu.audit.tests.pages import filled, words
from danshu.kit.verification import CHECKS
from danshu.numbering.models import Counter, NumberPattern
from danshu.numbering.permissions import CONFIGURE
from danshu.numbering.registry import SERIES, series
from danshu.numbering.tests.test_next_numbers import _series, take  # noqa: F401 - the fixture runs by itself

LIST, FORM = "/settings/numbers/", "/settings/numbers/test.paper/"


@pytest.mark.spec("SYS-003")
def test_the_list_shows_each_series_with_its_next_number(visit):
    take(count=4)
    text = visit(CONFIGURE).text(LIST)
    assert "测试单 TP 每天" in text
    assert "分公司单 BP 从不 BP-SH-0001" in text


@pytest.mark.spec("SYS-003")
def test_the_preview_shows_numbers_and_stores_nothing(visit):
    client = visit(CONFIGURE)
    data = filled(client, FORM) | {"prefix": "tq", "digits": "6", "preview": "1"}

    response = client.post(FORM, data)

    assert response.status_code == 200
    assert "000001" in words(response)
    assert "TQ-" in words(response)
    assert not NumberPattern.objects.exists()
    assert not Counter.objects.exists()


@pytest.mark.spec("SYS-003")
def test_a_pattern_that_could_repeat_is_refused_beside_its_field_also_in_the_preview(visit):
    client = visit(CONFIGURE)
    for extra in ({}, {"preview": "1"}):
        response = client.post(FORM, filled(client, FORM) | {"date_part": "%y", "reset": "day"} | extra)
        assert response.status_code == 422
        assert "编号会重复" in words(response)
    assert not NumberPattern.objects.exists()


@pytest.mark.spec("COM-012")
def test_saving_and_the_second_editor(visit):
    client = visit(CONFIGURE)
    mine = filled(client, FORM) | {"digits": "5"}
    assert client.post(FORM, filled(client, FORM) | {"digits": "6"}).status_code == 303
    assert client.post(FORM, mine).status_code == 409
    assert NumberPattern.objects.get().digits == 6


@pytest.mark.spec("ACC-023")
def test_nobody_else_changes_patterns(visit):
    client = visit("sales.order.view")
    assert client.get(LIST).status_code == 403
    assert client.post(FORM, {"prefix": "X"}).status_code == 403
    assert visit(CONFIGURE).get("/settings/numbers/none/").status_code == 404


@pytest.mark.django_db
def test_verify_finds_repeated_numbers_and_gaps():
    series("test.kept", "连续单", "Gapless", prefix="GL", gapless=True, column="dictionaries_value.name")
    try:
        from danshu.dictionaries.tests.factories import make_value

        for dictionary, number in [("a", "GL-26-0001"), ("b", "GL-26-0001"), ("a", "GL-26-0003"), ("a", "GL-27-0007")]:
            make_value(dictionary, number)
        repeated = [text for text in CHECKS["numbering.repeated"].function() if "GL-" in text]  # delivered names repeat
        assert repeated == ["test.kept: number GL-26-0001 was given 2 times"]
        assert list(CHECKS["numbering.gaps"].function()) == [
            "test.kept: between GL-26-0001 and GL-26-0003 numbers are missing"
        ]
    finally:
        del SERIES["test.kept"]


@pytest.mark.django_db
def test_verify_finds_a_counter_that_begins_again():
    Counter.objects.create(series="test.paper", period="~2026-09-18#1", last=30)
    Counter.objects.create(series="test.paper", period="2026-09", last=12)
    (found,) = CHECKS["numbering.counters"].function()
    assert "below 30" in found
