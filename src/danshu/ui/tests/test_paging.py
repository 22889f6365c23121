"""Pages: the bar of the manual, keyset steps, bounded counts (COM-003)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from danshu.testing.places import hostile_places
from danshu.ui.gallery.models import GalleryOrder
from danshu.ui.paging import Count, Cursor, Order, PageRequest, counts, paginate, reachable
from danshu.ui.ports import PORTS

ORDERS = [
    Order("ordered_at", descending=True),
    Order("ordered_at"),
    Order("customer"),
    Order("customer", descending=True),
    Order("total", descending=True),
    Order("due", nullable=True),
    Order("due", descending=True, nullable=True),
    Order("pk", descending=True),
]


def params_of(page, name):
    return PageRequest.parse({"size": str(page.size), **getattr(page, f"{name}_params")()})


def expected(rows, order):
    """The order in Python: empty last, ties by key in the same direction."""
    path = "pk" if order.field == "pk" else order.field
    filled = [r for r in rows if getattr(r, path) is not None]
    empty = [r for r in rows if getattr(r, path) is None]
    filled.sort(key=lambda r: (getattr(r, path), r.pk), reverse=order.descending)
    empty.sort(key=lambda r: r.pk, reverse=order.descending)
    return [r.pk for r in filled + empty]


@pytest.mark.spec("COM-003")
def test_forty_five_records_at_twenty_make_three_pages_and_the_last_has_five(orders):
    rows = orders(45)

    page = paginate(rows, Order("pk"), PageRequest(size=20, number=3), counts([rows])[0])

    assert (str(page.count), page.pages, len(page.rows), page.start, page.stop) == ("45", 3, 5, 41, 45)
    assert (page.has_previous, page.has_next) == (True, False)


@pytest.mark.spec("COM-003")
@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("3", 3),
        (" 2 ", 2),
        ("0", None),
        ("", None),
        ("4", None),
        ("x", None),
        ("-1", None),
        ("1.5", None),
        (None, None),
    ],
)
def test_a_jump_to_a_page_that_does_not_exist_changes_nothing(typed, page):
    assert PageRequest(size=20).resolve_jump(typed, Count(45)) == page


@pytest.mark.spec("COM-003")
def test_first_and_previous_are_inactive_on_the_first_page_next_and_last_on_the_last(orders):
    rows = orders(45)
    count = counts([rows])[0]

    first = paginate(rows, Order("pk"), PageRequest(size=20), count)
    last = paginate(rows, Order("pk"), PageRequest(size=20, number=-1), count)

    assert (first.has_previous, first.has_next) == (False, True)
    assert (last.has_previous, last.has_next, last.number, len(last.rows)) == (True, False, 3, 5)


@pytest.mark.spec("COM-003")
@pytest.mark.parametrize(("asked", "size"), [("10", 10), ("100", 100), ("7", 20), ("x", 20), ("", 20), ("1000", 20)])
def test_only_the_offered_page_sizes_are_taken(asked, size):
    assert PageRequest.parse({"size": asked}).size == size


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize(("total", "size"), [(45, 20), (40, 20), (1, 10), (101, 50)])
def test_walking_forward_and_back_meets_each_record_once_in_order(orders, order, total, size):
    rows = orders(total)
    count = counts([rows])[0]
    page = paginate(rows, order, PageRequest(size=size), count)
    forward = [r.pk for r in page.rows]
    while page.has_next:
        page = paginate(rows, order, params_of(page, "next"), count)
        forward += [r.pk for r in page.rows]
    back = [r.pk for r in page.rows]
    while page.has_previous:
        page = paginate(rows, order, params_of(page, "previous"), count)
        back = [r.pk for r in page.rows] + back

    assert forward == expected(list(rows), order)
    assert back == forward
    assert page.number == 1


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_page_numbers_and_keyset_steps_show_the_same_pages(orders, order):
    rows = orders(95)
    count = counts([rows])[0]
    page = paginate(rows, order, PageRequest(size=20), count)
    for number in range(2, 6):
        page = paginate(rows, order, params_of(page, "next"), count)
        jumped = paginate(rows, order, PageRequest(size=20, number=number), count)
        assert [r.pk for r in page.rows] == [r.pk for r in jumped.rows]
        assert page.number == jumped.number == number


def test_a_record_inserted_meanwhile_neither_repeats_nor_hides_a_row_on_the_next_page(orders):
    rows = orders(45)
    first = paginate(rows, Order("pk", descending=True), PageRequest(size=20), counts([rows])[0])
    GalleryOrder(pk=999, number="N", customer="新", level="A", ordered_at=datetime(2026, 9, 19, tzinfo=UTC),
                 total=1, unpaid=0, status="draft", payment="unpaid", owner="李四").save(force_insert=True)  # fmt: skip

    following = paginate(rows, first.order, params_of(first, "next"), counts([rows])[0])

    assert [r.pk for r in following.rows] == list(range(25, 5, -1))


def test_a_list_whose_page_was_emptied_meanwhile_shows_its_last_page(orders):
    rows = orders(45)
    page = paginate(rows, Order("pk"), PageRequest(size=20, number=2), counts([rows])[0])
    rows.filter(pk__gt=30).delete()

    following = paginate(rows, page.order, params_of(page, "next"), counts([rows])[0])

    assert [r.pk for r in following.rows] == list(range(21, 31))
    assert following.number == 2


def test_an_empty_list_has_one_empty_page(orders):
    rows = orders(0)

    page = paginate(rows, Order("pk"), PageRequest(), counts([rows])[0])

    assert (page.rows, page.pages, page.has_previous, page.has_next, page.start) == ([], 1, False, False, None)


def test_the_count_stops_at_ten_thousand_and_says_so(orders):
    rows = orders(10_001)

    assert [str(c) for c in counts([rows, rows.filter(pk__lte=10_000), rows.none()])] == ["10,000+", "10,000", "0"]


def test_several_sets_are_counted_in_one_statement(orders):
    rows = orders(50)

    with CaptureQueriesContext(
        connection,
    ) as statements:
        found = counts([rows, rows.filter(pk__lt=11), rows.filter(customer__icontains="青禾")])

    assert ([c.value for c in found], len(statements)) == ([50, 10, 6], 1)


def test_a_set_without_repetitions_is_counted_by_its_records(orders):
    rows = orders(50)

    assert counts([rows.distinct()]) == [Count(50)]


def test_the_end_of_an_uncounted_list_is_reached_from_behind(orders):
    rows = orders(25_000)
    count = counts([rows])[0]

    last = paginate(rows, Order("pk"), PageRequest(size=20, number=-1), count)
    before = paginate(rows, Order("pk"), params_of(last, "previous"), count)

    assert ([r.pk for r in last.rows], last.number, last.has_next) == (list(range(24_981, 25_001)), None, False)
    assert ([r.pk for r in before.rows], before.has_next) == (list(range(24_961, 24_981)), True)


@pytest.mark.parametrize(
    ("number", "count", "possible"),
    [
        (500, Count(10_000, exact=False), True),
        (501, Count(10_000, exact=False), False),
        (1_250, Count(25_000), True),
        (751, Count(25_000), True),
        (600, Count(25_000), False),
        (1_251, Count(25_000), False),
    ],
)
def test_page_numbers_reach_ten_thousand_records_from_either_end(number, count, possible):
    assert reachable(number, count, 20) is possible


def test_with_an_exact_count_pages_near_the_end_are_full_and_numbered(orders):
    rows = orders(25_005)
    count = counts([rows], bound=None)[0]

    page = paginate(rows, Order("pk"), PageRequest(size=20, number=1_250, exact=True), count)

    assert (page.number, page.rows[0].pk, page.rows[-1].pk, page.has_next) == (1_250, 24_981, 25_000, True)


@pytest.mark.parametrize("wanted", [{}, {"page": "3"}, {"page": "-1"}])
def test_a_page_costs_one_statement(orders, wanted):
    rows = orders(95)
    count = counts([rows])[0]

    with CaptureQueriesContext(connection) as statements:
        paginate(rows, Order("ordered_at"), PageRequest.parse(wanted), count)

    assert len(statements) == 1


VALUES = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(-(10**12), 10**12),
    st.decimals(allow_nan=False, allow_infinity=False, places=4),
    st.booleans(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.uuids(),
)


@given(VALUES, st.one_of(st.integers(1, 10**12), st.uuids(), st.text(min_size=1, max_size=20)))
def test_a_place_survives_the_address_bar(value, pk):
    text = Cursor(value, pk).encode()

    assert Cursor.decode(text) == Cursor(value, pk)
    assert text.isascii()
    assert not set(text) & set("+/=?&# ")


@given(st.text(max_size=60))
def test_any_text_as_a_place_is_read_or_ignored_never_an_error(text):
    Cursor.decode(text)
    PageRequest.parse({"after": text, "n": text, "page": text, "size": text})


@pytest.mark.parametrize("text", ["", "x", "W10", "WyJzYSJd", "WyJ6eiIsImkxIl0", "bnVsbA"])
def test_a_damaged_place_means_the_first_page(text):
    assert Cursor.decode(text) is None
    assert PageRequest.parse({"after": text, "n": "7"}).after is None


@pytest.mark.spec("COM-003")
@pytest.mark.parametrize("order", [ORDERS[n] for n in (0, 2, 4, 5, 7)], ids=str)
def test_a_place_that_no_list_gave_out_means_the_first_page(orders, order):
    rows = orders(3)
    count = counts([rows])[0]
    start = paginate(rows, order, PageRequest(), count).rows
    refused, tried = 0, set()
    for text in hostile_places():
        wanted = PageRequest.parse({"after": text, "n": "7"})
        place = wanted.after
        if place is None or not order.takes(rows, place):
            refused += 1
            if refused % 40 == 0:  # the statement is the same each time
                page = paginate(rows, order, wanted, count)
                assert (page.rows, page.number) == (start, 1)
        elif (asked := (None if order.field == "pk" else repr(place.value), place.pk)) not in tried:
            tried.add(asked)
            paginate(rows, order, wanted, count)
    assert refused > 400


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_a_place_that_a_list_gave_out_is_taken(orders, order):
    rows = orders(40)

    places = [Cursor.decode(order.cursor_of(record).encode()) for record in rows]

    assert all(place is not None and order.takes(rows, place) for place in places)


def test_kinds_of_values_keep_their_type():
    for value in (Decimal("1.20"), date(2026, 9, 18), datetime(2026, 9, 18, 1, tzinfo=UTC), UUID(int=7), True, 1):
        restored = Cursor.decode(Cursor(value, 1).encode())
        assert (restored.value, type(restored.value)) == (value, type(value))


@pytest.mark.spec("COM-003")
def test_the_size_a_person_chose_holds_for_the_next_visit_and_before_it_the_company_s(client, orders, monkeypatch):
    orders(45)
    monkeypatch.setattr(PORTS, "page_size", lambda: 10)

    def shown(**asked):
        page = client.get("/ui/gallery/list/", asked).content.decode()
        return page.count('class="id" href="/ui/gallery/list/'), re.search(r"/ (\d+) 页", page)[1]

    assert shown() == (10, "5")
    assert shown(size="50") == (45, "1")
    assert shown() == (45, "1")
    assert shown(size="7") == (45, "1")
    assert client.cookies["danshu-rows"].value == "50"


@pytest.mark.spec("COM-003")
def test_the_statements_of_a_list_are_never_planned_for_all_values_at_once(orders):
    """One plan for a filter that matches three records and for one that matches all is a hundred times too slow."""
    prepared = (
        "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%gallery%' AND statement LIKE '%LIKE%'"
    )
    found = orders(45)
    for number in range(8):
        rows = found.filter(customer__contains=str(number))
        (count,) = counts([rows])
        paginate(rows, Order("pk", descending=True), PageRequest(), count)
    with connection.cursor() as cursor:
        cursor.execute(prepared)
        assert cursor.fetchone() == (0,)
    for number in range(4):  # what comes afterwards is prepared as ever
        found.filter(customer__contains=str(number)).first()
    with connection.cursor() as cursor:
        cursor.execute(prepared)
        assert cursor.fetchone() == (1,)


def test_a_set_that_is_named_twice_is_counted_once(orders):
    rows = orders(50)

    with CaptureQueriesContext(connection) as captured:
        found = counts([rows, rows.filter(pk__lte=20), rows.all(), rows.none()])

    assert [count.value for count in found] == [50, 20, 50, 0]
    assert captured[0]["sql"].count("count(*)") == 2
