"""Currencies and their rates are maintained (CAT-020)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from danshu.billing.daily import receipts_by_day
from danshu.billing.operations.record_receipt import record_receipt
from danshu.currencies.delivery import DELIVERED, deliver
from danshu.currencies.errors import (
    BaseAtOnce,
    BaseFixed,
    BaseHasNoRate,
    BaseStays,
    CurrencyClosed,
    CurrencyCodeTaken,
    CurrencyInUse,
    NoRate,
    RateWithdrawn,
)
from danshu.currencies.models import Currency, Rate
from danshu.currencies.operations.create_currency import create_currency
from danshu.currencies.operations.delete_currency import delete_currency
from danshu.currencies.operations.edit_currency import edit_currency
from danshu.currencies.operations.invalidate_currency import invalidate_currency
from danshu.currencies.operations.record_rate import record_rate
from danshu.currencies.operations.withdraw_rate import withdraw_rate
from danshu.currencies.queries import book, currency_choices, is_known, is_orderable, rate_of, rates_on
from danshu.currencies.tests.factories import DAY, NOON, SYSTEM, currency, orderable, rate
from danshu.kit.errors import EditConflict, FieldErrors
from danshu.kit.figures import Window
from danshu.kit.money import round_amount
from danshu.parameters.operations.change_parameters import change_parameters
from danshu.parameters.operations.reset_parameter import reset_parameter
from danshu.parameters.queries import begin_scope, end_scope, value
from danshu.sales.tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CAT-020")]


def new(code: str = "CHF", **more: Any) -> Currency:
    given = {"rate": Decimal("8.1"), "effective_date": DAY, **more}
    values = {"code": code, "name": "瑞士法郎", **given.pop("values", {})}
    return create_currency(values=values, actor=SYSTEM, at=NOON, **given)


def problems(error: pytest.ExceptionInfo[FieldErrors]) -> set[str]:
    return {problem.field for problem in error.value.problems}


def test_the_usual_currencies_are_there_once_and_none_but_the_base_is_offered_for_orders() -> None:
    assert Currency.objects.count() == len(DELIVERED) == 16
    assert not Currency.objects.filter(is_orderable=True).exists()
    assert (is_orderable("CNY"), is_orderable("USD"), is_known("USD"), is_known("XXX")) == (True, False, True, False)

    delete_currency(currency_id=currency("VND").pk, actor=SYSTEM, at=NOON)
    deliver()
    assert not Currency.objects.filter(code="VND").exists()


def test_a_new_currency_has_its_first_rate_and_can_be_ordered_in() -> None:
    made = new("chf", values={"is_orderable": True, "symbol": "Fr.", "decimals": 2, "name_en": "Swiss franc"})

    assert (made.code, made.is_orderable, made.version) == ("CHF", True, 1)
    assert Rate.objects.values_list("currency__code", "base", "rate", "effective_date").get() == (
        "CHF", "CNY", Decimal("8.100000"), DAY,
    )  # fmt: skip
    assert is_orderable("CHF")
    assert currency_choices()[:2] == [("CNY", "CNY 人民币"), ("AUD", "AUD 澳元")]


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"values": {"code": "US"}}, {"code"}),
        ({"values": {"code": "U1D"}}, {"code"}),
        ({"values": {"name": " "}}, {"name"}),
        ({"values": {"name": "长" * 51}}, {"name"}),
        ({"values": {"decimals": 3}}, {"decimals"}),
        ({"rate": None, "effective_date": None}, {"rate"}),
        ({"rate": Decimal(0)}, {"rate"}),
        ({"rate": Decimal(-1)}, {"rate"}),
        ({"rate": Decimal("NaN")}, {"rate"}),
        ({"rate": Decimal("0.0000001")}, {"rate"}),
        ({"effective_date": None}, {"effective_date"}),
        ({"values": {"code": "12", "name": ""}, "rate": Decimal(0), "effective_date": date(1, 1, 1)},
         {"code", "name", "rate", "effective_date"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_beside_each_field_and_nothing_is_stored(more: Any, fields: set[str]) -> None:
    with pytest.raises(FieldErrors) as refused:
        new(**more)
    assert problems(refused) == fields
    assert (Currency.objects.count(), Rate.objects.count()) == (16, 0)


def test_a_code_is_taken_ignoring_case_and_the_base_currency_has_no_rate() -> None:
    with pytest.raises(CurrencyCodeTaken):
        new("usd")
    with pytest.raises(BaseHasNoRate):
        rate("CNY", "1")
    assert (Currency.objects.count(), Rate.objects.count()) == (16, 0)


def test_enabling_for_orders_needs_a_rate_that_counts_today() -> None:
    usd = currency("USD")
    with pytest.raises(NoRate):
        edit_currency(currency_id=usd.pk, values={"is_orderable": True}, actor=SYSTEM, at=NOON)
    rate("USD", "7.1", DAY + timedelta(days=1))
    with pytest.raises(NoRate):
        edit_currency(currency_id=usd.pk, values={"is_orderable": True}, actor=SYSTEM, at=NOON)
    rate("USD", "7.1", DAY)
    edit_currency(currency_id=usd.pk, values={"is_orderable": True}, actor=SYSTEM, at=NOON)
    assert currency("USD").is_orderable


def test_an_edit_keeps_the_code_and_says_who_was_first() -> None:
    usd = currency("USD")
    edit_currency(currency_id=usd.pk, values={"name": "美金"}, version=1, actor=SYSTEM, at=NOON)
    with pytest.raises(EditConflict):
        edit_currency(currency_id=usd.pk, values={"name": "美刀"}, version=1, actor=SYSTEM, at=NOON)
    with pytest.raises(FieldErrors) as refused:
        edit_currency(currency_id=usd.pk, values={"code": "USX"}, actor=SYSTEM, at=NOON)
    assert problems(refused) == {"code"}
    assert (currency("USD").name, currency("USD").version) == ("美金", 2)


def test_the_decimals_decide_how_amounts_are_rounded() -> None:
    new("CHF", values={"decimals": 1})
    book()
    assert round_amount(Decimal("1.25"), "CHF") == Decimal("1.3")
    edit_currency(currency_id=currency("CHF").pk, values={"decimals": 2}, actor=SYSTEM, at=NOON)
    book()
    assert round_amount(Decimal("1.25"), "CHF") == Decimal("1.25")


def test_the_latest_rate_whose_day_has_come_counts_and_of_one_day_the_last_entered() -> None:
    rate("USD", "7.0", date(2026, 1, 1))
    rate("USD", "7.1", date(2026, 3, 1))
    wrong = rate("USD", "71", date(2026, 5, 1))
    rate("USD", "7.2", date(2026, 5, 1))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 1)]

    assert [rate_of("USD", day) for day in days] == [
        None, Decimal("7.0"), Decimal("7.0"), Decimal("7.1"), Decimal("7.2")
    ]  # fmt: skip
    assert rate_of("CNY", days[0]) == 1
    withdraw_rate(rate_id=Rate.objects.latest("pk").pk, actor=SYSTEM, at=NOON)
    assert rate_of("USD", days[4]) == 71
    withdraw_rate(rate_id=wrong.pk, reason="错录", actor=SYSTEM, at=NOON)
    assert rate_of("USD", days[4]) == Decimal("7.1")
    with pytest.raises(RateWithdrawn):
        withdraw_rate(rate_id=wrong.pk, actor=SYSTEM, at=NOON)
    assert Rate.objects.count() == 4


def test_many_rates_are_one_question_and_todays_are_read_with_the_parameters() -> None:
    rate("USD", "7.0", date(2026, 1, 1))
    rate("EUR", "8.0", date(2026, 1, 1))
    wanted = [(code, date(2026, 1, day)) for code in ("USD", "EUR", "CNY", "GBP") for day in range(1, 20)]
    begin_scope()
    try:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert value("base_currency") == "CNY"
            assert (book().rate("USD", "CNY"), is_orderable("EUR")) == (Decimal("7.0"), False)
        assert len(asked) == 1
        with CaptureQueriesContext(connection) as asked:
            found = rates_on(wanted)
        assert (len(asked), len(found)) == (1, 3 * 19)
    finally:
        end_scope()


def test_the_history_does_not_change_even_by_hand() -> None:
    kept = rate("USD", "7.0")
    for change in ({"rate": 8}, {"effective_date": DAY + timedelta(days=1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rate.objects.filter(pk=kept.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Currency.objects.filter(pk=currency("USD").pk).update(code="us")
    assert Rate.objects.get().rate == 7


def test_an_invalid_currency_is_only_viewed_and_does_not_come_back() -> None:
    usd = orderable("USD", "7.1")
    invalidate_currency(currency_id=usd.pk, reason="停用", actor=SYSTEM, at=NOON)

    assert (currency("USD").is_valid, currency("USD").is_orderable, is_orderable("USD")) == (False, False, False)
    for refused in (
        lambda: edit_currency(currency_id=usd.pk, values={"name": "x"}, actor=SYSTEM, at=NOON),
        lambda: record_rate(currency_id=usd.pk, rate=Decimal(7), effective_date=DAY, actor=SYSTEM, at=NOON),
        lambda: invalidate_currency(currency_id=usd.pk, actor=SYSTEM, at=NOON),
    ):
        with pytest.raises(CurrencyClosed):
            refused()
    with pytest.raises(IntegrityError), transaction.atomic():
        Currency.objects.filter(pk=usd.pk).update(is_valid=True)
    assert "USD" not in dict(currency_choices())


def test_the_base_currency_is_neither_deleted_nor_invalidated() -> None:
    cny = currency("CNY")
    for refused in (delete_currency, invalidate_currency):
        with pytest.raises(BaseStays):
            refused(currency_id=cny.pk, actor=SYSTEM, at=NOON)
    assert currency("CNY").is_valid


def test_a_used_currency_is_kept_with_the_places_and_an_unused_one_goes_with_its_rates(office: World) -> None:
    orderable("USD", "7.1")
    orderable("EUR", "7.8")
    office.order(currency="USD")
    with pytest.raises(CurrencyInUse) as refused:
        delete_currency(currency_id=currency("USD").pk, actor=SYSTEM, at=NOON)
    assert "订单 1" in str(refused.value)
    with pytest.raises(FieldErrors) as fixed:
        edit_currency(currency_id=currency("USD").pk, values={"decimals": 0}, actor=SYSTEM, at=NOON)
    assert problems(fixed) == {"decimals"}

    delete_currency(currency_id=currency("EUR").pk, actor=SYSTEM, at=NOON)
    assert not Currency.objects.filter(code="EUR").exists()
    assert set(Rate.objects.values_list("currency__code", flat=True)) == {"USD"}


def test_there_is_one_base_currency_and_the_first_order_fixes_it(office: World) -> None:
    rate("USD", "7.1", date(2026, 1, 1))
    change_parameters(changes={"base_currency": "USD"}, actor=SYSTEM, at=NOON)
    assert (is_orderable("USD"), rate_of("USD", DAY), is_orderable("CNY")) == (True, 1, False)
    assert rate_of("CNY", DAY) is None  # rates to another base do not count

    reset_parameter(name="base_currency", actor=SYSTEM, at=NOON)
    assert rate_of("USD", DAY) == Decimal("7.1")
    with pytest.raises(BaseAtOnce):
        change_parameters(changes={"base_currency": "USD"}, effective_on=DAY + timedelta(days=3), actor=SYSTEM, at=NOON)
    office.order()
    with pytest.raises(BaseFixed) as refused:
        change_parameters(changes={"base_currency": "USD"}, actor=SYSTEM, at=NOON)
    assert "订单" in str(refused.value)
    assert value("base_currency") == "CNY"


def test_a_receipt_keeps_the_rate_of_its_day_and_figures_add_up_in_the_base_currency(office: World) -> None:
    rate("USD", "7.0", date(2026, 9, 1))
    given = {"payer_name": "示例付款人", "method": "bank_transfer", "actor": office.finance, "at": NOON}
    dollars = record_receipt(received_date=DAY, amount=Decimal(10), currency="USD", **given)
    rate("USD", "7.5", date(2026, 9, 1))
    own = record_receipt(received_date=DAY, amount=Decimal(3), **given)
    unknown = record_receipt(received_date=DAY, amount=Decimal(5), currency="EUR", **given)

    dollars.refresh_from_db()
    assert (dollars.rate, own.rate, unknown.rate) == (Decimal("7.0"), 1, None)
    assert receipts_by_day(office.finance, Window(DAY, DAY), "CNY") == {DAY: Decimal(73)}
