"""Formats of ui.md section 7."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import translation

from danshu.kit.money import Money
from danshu.ui import formats
from danshu.ui.statuses import Status, Statuses

NOW = datetime(2026, 9, 18, 3, 8, tzinfo=UTC)  # 11:08 in Shanghai


@pytest.mark.spec("COM-014")
@pytest.mark.parametrize(
    ("value", "table", "zh", "en"),
    [
        (Decimal(23196), "23,196.00", "¥23,196.00", "CNY 23,196.00"),
        (Decimal(-200), "−200.00", "−¥200.00", "−CNY 200.00"),
        (Money(Decimal(1234), "JPY"), "1,234", "JPY 1,234", "JPY 1,234"),
        (Money(Decimal("0.5"), "USD"), "0.50", "USD 0.50", "USD 0.50"),
        (0, "0.00", "¥0.00", "CNY 0.00"),
        (None, "—", "—", "—"),
    ],
)
def test_amounts(value, table, zh, en):
    assert formats.amount_text(value) == table
    assert formats.money_text(value) == zh
    with translation.override("en"):
        assert formats.money_text(value) == en


@pytest.mark.parametrize(
    ("value", "text"),
    [("46.8", "46.80"), ("46.8125", "46.8125"), ("46.81250", "46.8125"), ("1E+3", "1,000.00"), ("0.335", "0.335")],
)
def test_unit_prices_have_two_to_four_decimals(value, text):
    assert formats.price_text(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(248, "箱", "248 箱"), (Decimal("1200.000"), "", "1,200"), (Decimal("1.500"), "kg", "1.5 kg"), (None, "箱", "—")],
)
def test_quantities_show_decimals_only_when_there_are_any(value, unit, text):
    assert formats.quantity_text(value, unit) == text


def test_shares():
    assert formats.percent_text(Decimal("0.082")) == "8.2%"
    assert formats.percent_text(Decimal("-0.006")) == "−0.6%"
    assert formats.percent_text(Decimal("1.5")) == "150.0%"


@pytest.mark.spec("COM-011")
@pytest.mark.parametrize(
    ("rate", "text"),
    [("99.976", "99.98%"), ("99.9999", "99.9999%"), ("99.99999999", "99.999999%"), ("100", "100.0%"), ("0.04", "0.04%"),
     ("0", "0.0%"), ("-0.04", "−0.04%"), ("29.45", "29.5%"), ("100.02", "100.02%")],
)  # fmt: skip
def test_a_rate_is_never_rounded_to_all_or_nothing_while_something_is_left(rate: str, text: str) -> None:
    assert formats.rate_text(Decimal(rate)) == text


@time_machine.travel(NOW, tick=False)
def test_days_and_moments():
    evening = datetime(2026, 9, 17, 8, 20, tzinfo=UTC)
    assert formats.date_text(date(2026, 9, 18)) == "2026-09-18"
    assert formats.short_date_text(date(2026, 9, 18)) == "09-18"
    assert formats.short_date_text(date(2025, 9, 18)) == "2025-09-18"
    assert formats.deadline_text(date(2026, 9, 21)) == "09-21 周一"
    assert formats.datetime_text(NOW) == "09-18 11:08"
    assert formats.moment_text(NOW) == "今天 11:08"
    assert formats.moment_text(evening) == "昨天 16:20"
    assert formats.exact_text(NOW) == "2026-09-18 11:08:00 CST"
    # late in the evening of UTC it is already the next day in Shanghai
    assert formats.date_text(datetime(2026, 9, 17, 20, tzinfo=UTC)) == "2026-09-18"


@time_machine.travel(NOW, tick=False)
def test_days_in_english():
    with translation.override("en"):
        assert formats.date_text(date(2026, 9, 18)) == "18 Sep 2026"
        assert formats.deadline_text(date(2026, 9, 21)) == "09-21 Mon"


def test_a_status_has_a_tone_and_a_glyph():
    table = Statuses({"open": Status("开", "warn", "half")})

    assert (str(table["open"]), str(table["strange"]), list(table.choices())) == ("开", "strange", [("open", "开")])
    with pytest.raises(ValueError, match="unknown tone"):
        Status("x", "pink")


@pytest.mark.parametrize(
    ("count", "unit", "chinese", "english"),
    [
        (1, "箱", "1 箱", "1 carton"),
        (12, "箱", "12 箱", "12 cartons"),
        (12, "carton", "12 箱", "12 cartons"),
        (3, "盒", "3 盒", "3 boxes"),
        (Decimal("1.5"), "千克", "1.5 千克", "1.5 kg"),
        (2, "个", "2 个", "2 each"),
        (2, "托盘", "2 托盘", "2 托盘"),
    ],
)
def test_delivered_units_speak_the_language_of_the_reader_and_own_ones_stay(
    count: Decimal | int, unit: str, chinese: str, english: str
) -> None:
    with translation.override("zh-hans"):
        assert formats.quantity_text(count, unit) == chinese
    with translation.override("en"):
        assert formats.quantity_text(count, unit) == english


@pytest.mark.parametrize(
    ("rate", "chinese", "english"),
    [("100", "—", "—"), ("100.00", "—", "—"), ("95", "95%", "5%"), ("87.5", "87.5%", "12.5%"), ("90", "90%", "10%")],
)
def test_a_discount_is_the_share_paid_in_chinese_and_the_share_given_away_in_english(
    rate: str, chinese: str, english: str
) -> None:
    with translation.override("zh-hans"):
        assert formats.discount_text(Decimal(rate)) == chinese
    with translation.override("en"):
        assert formats.discount_text(Decimal(rate)) == english
