"""Orders in foreign currencies: both amounts, by the rate of their day (CAT-020)."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from danshu.catalog.models import Item
from danshu.currencies.operations.invalidate_currency import invalidate_currency
from danshu.currencies.tests.factories import currency, orderable, rate
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors
from danshu.kit.figures import Window
from danshu.parameters.queries import begin_scope, end_scope
from danshu.parties.models import Customer
from danshu.pricing.operations.set_price import set_price
from danshu.sales.daily import sales_by_day, sales_by_unit
from danshu.sales.loading import order_lines, stored_draft, stored_entry
from danshu.sales.models import Order, OrderLine, Supervision
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.create_order import create_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.order_form import order_sheet
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import NOON, World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CAT-020")]
SEVEN = "7.1234"


@pytest.fixture
def abroad(office: World) -> World:
    """The company also sells in dollars and yen."""
    orderable("USD", SEVEN)
    orderable("JPY", "0.048")
    return office


def test_an_order_keeps_currency_and_rate_and_shows_both_amounts(abroad: World, sign_in: SignIn) -> None:
    order = abroad.order(currency="USD", freight=Decimal(3))
    lines = list(OrderLine.objects.filter(order=order).order_by("position"))

    # 42.50 and 46.80 yuan are 5.97 and 6.57 dollars at 7.1234
    assert [(x.unit_price, x.list_price, x.price_source) for x in lines] == [
        (Decimal("5.97"), Decimal("5.97"), "converted"), (Decimal("6.57"), Decimal("6.57"), "converted"),
    ]  # fmt: skip
    assert (order.currency, order.rate, order.total) == ("USD", Decimal(SEVEN), Decimal("34.65"))
    assert order.base_total == Decimal("246.83")
    page = sign_in(abroad.reviewer).get(f"/orders/{order.number}/").content.decode()
    assert all(text in page for text in ("USD 34.65", "246.83", "× 7.1234"))
    told = sign_in(abroad.reviewer).get(f"/api/v1/orders/{order.number}").json()
    assert (told["currency"], Decimal(told["rate"]), Decimal(told["base_total"])) == (
        "USD", Decimal(SEVEN), Decimal("246.83"),
    )  # fmt: skip
    sums = [(str(each.label), each.value) for each in order_sheet(order, lines).sums]
    assert sums[-2][1] == "USD 34.65"
    assert sums[-1] == ("折合本位币（1 USD = 7.1234 CNY）", "¥246.83")


@pytest.mark.spec("CAT-020")
def test_what_is_open_in_another_currency_says_so_in_the_list_and_on_paper(abroad: World, sign_in: SignIn) -> None:
    order = abroad.order(currency="USD", freight=Decimal(3))
    abroad.order()
    client = sign_in(abroad.reviewer)
    rows = {row.pk: row for row in client.get("/orders/").context["listing"].rows()}
    cells = {column.key: str(html) for column, html in rows[order.pk].cells}
    assert ["USD" in cells[key] for key in ("total", "open")] == [True, True]
    paper = PdfReader(io.BytesIO(client.get("/orders/", {"export": "pdf"}).content))
    words = " ".join("".join(page.extract_text() for page in paper.pages).split())
    assert words.count("34.65 USD") == 2
    assert words.count("472.23") == 2, "the totals in the company's currency: 246.83 + 225.40"
    assert f"{order.created_at:%Y}-" in words


@pytest.mark.spec("ORD-018")
def test_nothing_is_shown_as_owed_for_an_order_that_was_given_up(abroad: World, sign_in: SignIn) -> None:
    order, client = abroad.order(), sign_in(abroad.reviewer)
    assert "225.40" in _facts(client, order)["已收 / 未收"]
    Order.objects.filter(pk=order.pk).update(status="voided", voided_at=NOON)
    assert _facts(client, order)["已收 / 未收"] == "0.00 —"


def _facts(client: Any, order: Order) -> dict[str, str]:
    """Label -> amounts of the figures on top."""
    page = client.get(f"/orders/{order.number}/").context["page"]
    return {str(fact.label): f"{fact.lead} {fact.value}" for fact in page.facts}


def test_a_new_rate_leaves_old_orders_and_drafts_as_they_are(abroad: World) -> None:
    order, draft = abroad.order(currency="USD"), abroad.order(currency="USD", submit=False)
    before = list(Order.objects.order_by("pk").values("rate", "total", "goods_total", "version"))
    rate("USD", "6.5", date(2026, 9, 1))

    assert list(Order.objects.order_by("pk").values("rate", "total", "goods_total", "version")) == before
    again = stored_draft(order, order_lines(order), at=NOON)
    assert ([x.list_price for x in again.lines], again.rate) == ([Decimal("5.97"), Decimal("6.57")], Decimal(SEVEN))
    entry = replace(stored_entry(draft, order_lines(draft)), remark="改一句")
    edited = edit_order(order_id=draft.pk, entry=entry, version=draft.version, actor=abroad.clerk, at=NOON)
    assert (edited.rate, edited.total, edited.remark) == (Decimal(SEVEN), draft.total, "改一句")
    approved = approve_order(order_id=order.pk, company_name_confirmed=True, confirmed_warnings=["duplicate"],
                             actor=abroad.reviewer, at=NOON)  # fmt: skip
    assert (approved.status, approved.rate) == ("approved", Decimal(SEVEN))
    assert submit_order(order_id=draft.pk, actor=abroad.clerk, at=NOON).rate == Decimal(SEVEN)
    assert abroad.order(currency="USD").rate == Decimal("6.5")


def test_prices_of_the_currency_come_before_the_converted_list_price(abroad: World) -> None:
    set_price(
        item_id=abroad.soap.pk, price=Decimal("5.5"), currency="USD", customer_id=abroad.customer.pk,
        valid_from=date(2026, 9, 18), valid_until=None, actor=Actor.system(), at=NOON,
    )  # fmt: skip
    order = abroad.order(currency="USD")
    kept = OrderLine.objects.filter(order=order).order_by("position").values_list("unit_price", "price_source")
    assert list(kept) == [(Decimal("5.5"), "customer"), (Decimal("6.57"), "converted")]


def test_amounts_have_the_decimals_of_the_currency_and_costs_its_worth(abroad: World) -> None:
    Item.objects.filter(pk=abroad.soap.pk).update(purchase_price=Decimal("24.00"), minimum_price=Decimal("30.00"))
    order = abroad.order(line(abroad.soap, 3), currency="JPY")
    kept = OrderLine.objects.get(order=order)
    assert (kept.unit_price, kept.amount, kept.cost) == (Decimal(885), Decimal(2655), Decimal(1500))
    assert (order.total, order.base_total) == (Decimal(2655), Decimal("127.44"))
    assert not Supervision.objects.exists()

    low = abroad.order(line(abroad.soap, 3, unit_price=Decimal(600)), currency="JPY", submit=False)
    drafted = stored_draft(low, order_lines(low), at=NOON)
    assert drafted.lines[0].minimum_price == Decimal(625)


def test_the_currency_of_the_customer_counts_where_none_is_chosen(abroad: World) -> None:
    Customer.objects.filter(pk=abroad.customer.pk).update(currency="USD")
    assert abroad.order(submit=False).currency == "USD"
    assert (abroad.order(submit=False, currency="CNY").currency, Order.objects.latest("pk").rate) == ("CNY", 1)


@pytest.mark.parametrize("code", ["EUR", "XXX"])
def test_a_currency_that_is_not_offered_is_refused_beside_its_field(abroad: World, code: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        abroad.order(currency=code)
    assert [(p.field, code in p.text) for p in refused.value.problems] == [("currency", True)]
    assert not Order.objects.exists()


def test_a_currency_that_became_invalid_stays_on_its_draft_and_is_offered_no_more(abroad: World) -> None:
    draft = abroad.order(currency="USD", submit=False)
    invalidate_currency(currency_id=currency("USD").pk, actor=abroad.finance, at=NOON)
    entry = replace(stored_entry(draft, order_lines(draft)), remark="照旧")
    edited = edit_order(order_id=draft.pk, entry=entry, version=draft.version, actor=abroad.clerk, at=NOON)
    assert (edited.currency, edited.remark) == ("USD", "照旧")
    with pytest.raises(FieldErrors):
        abroad.order(currency="USD")


def test_another_currency_prices_a_draft_anew_and_typed_prices_stay(abroad: World) -> None:
    draft = abroad.order(line(abroad.soap, 2), line(abroad.paper, 1, unit_price=Decimal(40)), submit=False)
    entry = replace(stored_entry(draft, order_lines(draft)), currency="USD")
    edited = edit_order(order_id=draft.pk, entry=entry, version=draft.version, actor=abroad.clerk, at=NOON)

    prices = [(x.unit_price, x.price_source) for x in order_lines(edited)]
    assert prices == [(Decimal("5.97"), "converted"), (Decimal(40), "manual")]
    assert (edited.currency, edited.rate, edited.total) == ("USD", Decimal(SEVEN), Decimal("51.94"))


def test_limits_count_in_the_base_currency(abroad: World) -> None:
    # 50,000 yuan make a large order: 8,000 dollars are one, 8,000 yuan are none
    abroad.order(line(abroad.soap, 100, unit_price=Decimal(80)), currency="USD")
    asked = [each["code"] for each in Supervision.objects.get().conditions]
    assert "large" in asked
    small = abroad.order(line(abroad.soap, 100, unit_price=Decimal(80)), currency="CNY")
    assert Supervision.objects.filter(order=small).count() == 0


def test_figures_add_up_in_the_base_currency(abroad: World) -> None:
    first, second = abroad.approved(currency="USD"), abroad.approved()
    window = Window(date(2026, 9, 1), date(2026, 9, 30))
    found = sales_by_day(abroad.reviewer, window)[date(2026, 9, 18)]
    expected = first.base_total + second.total  # each rounded as its documents show it
    assert (found.orders, found.amount) == (2, expected)
    assert [row.amount for row in sales_by_unit(abroad.reviewer, window)] == [expected]


def test_the_list_names_foreign_currencies_and_totals_in_the_base_currency(abroad: World, sign_in: SignIn) -> None:
    foreign, own = abroad.order(currency="USD"), abroad.order()
    page = sign_in(abroad.reviewer).get("/orders/").content.decode()
    assert '<span class="x-tag">USD</span>' in page
    total = foreign.total * foreign.rate + own.total
    assert f"{total:,.2f}" in page


def test_a_foreign_order_costs_two_statements_more_at_most(abroad: World) -> None:
    counts = {}
    for code in ("CNY", "USD"):
        begin_scope()
        try:
            is_warm = create_order(entry=abroad.entry(currency=code), actor=abroad.clerk, at=NOON)
            assert is_warm.currency == code
            with CaptureQueriesContext(connection) as asked:
                create_order(entry=abroad.entry(currency=code), submit=True, actor=abroad.clerk, at=NOON)
            counts[code] = len(asked)
        finally:
            end_scope()
    # the currency is held; the rate of a day gone by is asked for, today's comes with the parameters
    assert counts["USD"] <= counts["CNY"] + 2


def test_the_entry_page_offers_currencies_and_shows_both_amounts(abroad: World, sign_in: SignIn) -> None:
    client = sign_in(abroad.clerk)
    page = client.get("/orders/new/").content.decode()
    assert [f'value="{code}"' in page for code in ("CNY", "USD", "JPY", "EUR")] == [True, True, True, False]
    posted: dict[str, Any] = {
        "customer": abroad.customer.pk, "currency": "USD", "delivery_method": abroad.delivery_method_id,
        "lines-0-item": abroad.soap.pk, "lines-0-quantity": "2", "recalculate": "1",
    }  # fmt: skip
    shown = client.post("/orders/new/", posted).content.decode()
    assert all(text in shown for text in ("USD 11.94", "× 7.1234", "85.05"))
