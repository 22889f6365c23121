"""Sets of records counted together: as many as if each were counted alone, written as seldom as may be (COM-003)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Count as DbCount
from django.db.models import F, Q
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from danshu.ui.counting import SEARCHED_BOUND, count_sets, set_of, sets_within
from danshu.ui.gallery.declared import ORDERS
from danshu.ui.gallery.models import GalleryOrder
from danshu.ui.lists import listing
from danshu.ui.paging import Order, PageRequest, counts, paginate

CONDITIONS = [
    Q(status="submitted"),
    Q(status__in=["ready", "partly"]) | Q(payment="late"),
    ~Q(status="submitted"),
    Q(pk__in=()),
    ~Q(pk__in=()),
    Q(customer="甲' OR 1=1 --"),
]


@pytest.mark.spec("COM-003")
def test_parts_of_a_set_have_the_numbers_of_the_parts_counted_alone(orders):
    base = orders(200).filter(Q(total__gt=50) | Q(payment="late"))

    found = count_sets([(each, 1000) for each in sets_within(base, CONDITIONS)], base.db)

    assert [count.value for count in found] == [base.filter(each).count() for each in CONDITIONS]
    assert len({count.value for count in found}) > 2


@pytest.mark.spec("COM-003")
@pytest.mark.parametrize("narrow", [lambda rows: rows, lambda rows: rows.none(), lambda rows: rows.distinct()])
def test_bases_that_cannot_be_gone_on_from_are_counted_all_the_same(orders, narrow):
    base = narrow(orders(60))

    found = count_sets([(each, 1000) for each in sets_within(base, CONDITIONS)], base.db)

    assert [count.value for count in found] == [base.filter(each).count() for each in CONDITIONS]


@pytest.mark.spec("COM-003")
def test_a_condition_may_name_what_only_the_rows_of_the_list_carry(orders):
    base = orders(60).annotate(doubled=F("total") * 2)

    found = count_sets([(each, 1000) for each in sets_within(base, [Q(doubled__gt=100)])], base.db)

    assert found[0].value == base.filter(doubled__gt=100).count() > 0


@pytest.mark.spec("COM-003")
def test_a_grouped_base_is_not_gone_on_from(orders):
    base = orders(60).values("customer").annotate(n=DbCount("pk")).filter(n__gt=1)

    found = count_sets([(each, None) for each in sets_within(base, [Q(n__lt=7)])], base.db)

    assert found[0].value == base.filter(n__lt=7).count() > 0


@pytest.mark.spec("COM-003")
def test_each_set_has_its_own_bound_and_is_counted_once(orders):
    rows = orders(30)

    with CaptureQueriesContext(connection) as asked:
        found = count_sets([(set_of(rows), 10), (set_of(rows), 100), (set_of(rows), 10), (None, 10)], rows.db)

    assert [str(each) for each in found] == ["10+", "30", "10+", "0"]
    assert (len(asked), asked[0]["sql"].count("count(*)")) == (1, 2)


@pytest.mark.spec("COM-003")
@pytest.mark.parametrize("number", [51, 55, -1, -3])
def test_far_pages_are_the_same_as_near_ones(orders, number):
    rows, order = orders(1200), Order("total", descending=True)
    keys = list(order.apply(rows).values_list("pk", flat=True))
    place = number if number > 0 else 60 + number + 1

    page = paginate(rows, order, PageRequest(size=20, number=number), counts([rows])[0])

    assert [each.pk for each in page.rows] == keys[(place - 1) * 20 : place * 20]


def test_a_kept_block_is_written_once_for_each_value_and_language():
    page = Template('{% load i18n ui %}{% kept key %}{% translate "退出登录" %} {{ count }}{% endkept %}')

    def shown(key, count, language="zh-hans"):
        with translation.override(language):
            return page.render(Context({"key": key, "count": count}))

    assert [shown(("甲", 1), 1), shown(("甲", 1), 2), shown(("甲", 2), 3)] == ["退出登录 1", "退出登录 1", "退出登录 3"]
    assert shown(("甲", 1), 4, "en") == "Sign out 4"


@pytest.mark.spec("COM-003", "COM-007")
def test_a_search_is_counted_up_to_a_bound_of_its_own(orders, monkeypatch, rf, actor):
    assert SEARCHED_BOUND < 10_000
    orders(40)
    monkeypatch.setattr(listing, "SEARCHED_BOUND", 5)
    from django.http import QueryDict

    from danshu.ui.lists.state import read_state

    def count(query):
        return str(listing.Listing(read_state(ORDERS, actor, QueryDict(query))).read().count)

    assert GalleryOrder.objects.count() == 40
    assert (count("q=SO"), count("")) == ("5+", "40")
