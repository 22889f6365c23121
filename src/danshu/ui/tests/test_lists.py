"""Lists by declaration: query, filters, tabs, selection, batch, columns (COM-002, COM-004)."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.ui.gallery.declared import ORDERS
from danshu.ui.lists import ListSpec, TextFilter

pytestmark = pytest.mark.django_db
URL = "/ui/gallery/list/"
HTMX = {"HTTP_HX_REQUEST": "true"}


def hint(response):
    """The line that states how many records were found."""
    text = re.search(r"<span data-announce>(.*?)</span>", response.content.decode())
    return text[1] if text else None


def numbers(response):
    """The numbers of the rows on the page."""
    return re.findall(r'class="id" href="/ui/gallery/list/(\d+)/"', response.content.decode())


@pytest.mark.spec("COM-002")
def test_the_list_shows_the_newest_first_and_states_how_many_there_are(client, orders):
    orders(45)

    response = client.get(URL)

    assert hint(response) == "共 45 单"
    assert numbers(response) == [str(n) for n in range(1, 21)]
    assert 'aria-sort="descending"' in response.content.decode()


@pytest.mark.spec("COM-002")
def test_a_text_condition_matches_anywhere_and_a_second_one_narrows(client, orders):
    orders(90)

    one = client.get(URL, {"q": " 青禾 "})
    two = client.get(URL, {"q": "青禾", "status": ["submitted"]})

    assert (hint(one), hint(two)) == ("共 10 单", "共 1 单")


@pytest.mark.spec("COM-002")
@pytest.mark.parametrize(
    ("typed", "found"),
    [("100%", "共 10 单"), ("%", "共 10 单"), ("_", "共 0 单"), ("'", "共 0 单"), ('"', "共 0 单"), ("\\", "共 0 单")],
)
def test_percent_signs_and_quotes_are_plain_text(client, orders, typed, found):
    orders(90)

    response = client.get(URL, {"customer": typed})

    assert (response.status_code, hint(response)) == (200, found)


@pytest.mark.spec("COM-002")
def test_empty_conditions_do_not_restrict(client, orders):
    orders(45)

    response = client.get(URL, {"q": "  ", "customer": "", "ordered_from": "", "ordered_to": "", "amount_from": ""})

    assert hint(response) == "共 45 单"


@pytest.mark.spec("COM-002")
def test_both_ends_of_a_date_range_are_included_in_the_persons_zone(client, orders):
    rows = orders(90)
    # the invented orders lie 47 minutes apart before 2026-09-18 11:02 in Shanghai
    of_the_day = sum(
        1
        for r in rows
        if r.ordered_at.timestamp() + 8 * 3600 >= 1789603200 and r.ordered_at.timestamp() + 8 * 3600 < 1789689600
    )

    response = client.get(URL, {"ordered_from": "2026-09-17", "ordered_to": "2026-09-17"})

    assert of_the_day > 0
    assert hint(response) == f"共 {of_the_day} 单"


@pytest.mark.spec("COM-002")
def test_a_start_after_the_end_is_refused_beside_the_field_and_nothing_is_listed(client, orders):
    orders(45)

    response = client.get(URL, {"ordered_from": "2026-09-18", "ordered_to": "2026-09-17"})

    page = response.content.decode()
    assert "开始日期不能晚于结束日期" in page
    assert 'id="f-ordered-from" name="ordered_from" value="2026-09-18" aria-invalid="true"' in page
    assert numbers(response) == []


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"amount_from": "9", "amount_to": "1"}, "最小值不能大于最大值"),
        ({"amount_from": "很多"}, "金额应为数字"),
        ({"ordered_from": "2026-02-31"}, "下单日期应为日期"),
    ],
)
def test_a_malformed_condition_is_refused_in_words(client, orders, params, message):
    orders(5)

    assert message in client.get(URL, params).content.decode()


@pytest.mark.parametrize("typed", ["1000", "１０００", "1,000", "¥1000"])
def test_numbers_may_be_typed_in_full_width_or_with_separators(client, orders, typed):
    rows = orders(90)

    response = client.get(URL, {"amount_to": typed})

    assert hint(response) == f"共 {rows.filter(total__lte=1000).count()} 单"


@pytest.mark.spec("COM-002")
def test_a_press_on_a_head_sorts_and_a_second_one_turns_the_order(client, orders):
    orders(45)

    up = client.get(URL, {"sort": "total"})
    down = client.get(URL, {"sort": "-total"})

    assert 'href="?sort=-total"' in up.content.decode()
    assert 'href="?sort=total"' in down.content.decode()
    assert numbers(up) != numbers(down)


@pytest.mark.parametrize("column", ["owner", "customer__secret", "pk", "-", "level", "password"])
def test_only_declared_columns_can_be_sorted_by(client, orders, column):
    orders(45)

    assert numbers(client.get(URL, {"sort": column})) == numbers(client.get(URL))


@pytest.mark.spec("COM-002")
def test_filters_sort_and_page_survive_going_into_a_record_and_back(client, orders):
    orders(90)
    first = client.get(URL, {"q": "示例", "sort": "-total", "page": "2"})
    record = numbers(first)[3]

    detail = client.get(f"{URL}{record}/")

    assert f"24 / {hint(first)[2:-2]}" in re.sub(r"<[^>]+>|\s+", " ", detail.content.decode()).replace("  ", " ")
    assert "danshu-lists" in client.cookies
    assert '"gallery.orders":"' in client.cookies["danshu-lists"].value.replace("\\054", ",").replace('\\"', '"')


def test_previous_and_next_walk_the_list_the_person_came_from(client, orders):
    orders(45)
    shown = numbers(client.get(URL, {"sort": "total"}))

    detail = client.get(f"{URL}{shown[1]}/").content.decode()

    assert f'href="{URL}{shown[0]}/" rel="prev"' in detail
    assert f'href="{URL}{shown[2]}/" rel="next"' in detail


def test_a_tab_shows_its_count_and_its_records(client, orders):
    rows = orders(90)
    waiting = rows.filter(status="submitted").count()

    page = client.get(URL).content.decode()
    tab = client.get(URL, {"tab": "review"})

    assert re.search(rf'待我审核 <span class="n">{waiting}</span>', page)
    assert hint(tab) == f"共 {waiting} 单"


def test_totals_cover_the_filter_and_not_the_page(client, orders):
    rows = orders(45).exclude(status__in=["void", "rejected"])

    page = client.get(URL).content.decode()

    assert f"{sum(r.total for r in rows):,.2f}" in page
    counted = re.search(r'筛选结果合计 <span class="muted">(\S+) 单，不含已驳回、已作废<', page)
    assert counted is not None
    assert counted[1] == str(len(rows)), "as many as were added up, not as many as are listed"
    assert len(rows) < 45


def test_beyond_ten_thousand_records_totals_are_added_up_on_demand(client, orders):
    orders(10_050)

    plain = client.get(URL)
    asked = client.get(URL, {"totals": "1"})

    assert hint(plain) == "超过 10,000+ 单"
    assert "计算筛选结果合计" in plain.content.decode()
    assert "筛选结果合计" in asked.content.decode()
    assert "<tfoot>" in asked.content.decode()


def test_a_chip_can_be_taken_away_without_losing_the_others(client, orders):
    orders(45)

    page = client.get(URL, {"q": "示例", "customer": "青禾", "status": ["submitted", "ready"]}).content.decode()

    assert 'aria-label="去掉筛选 客户名称"' in page
    assert re.search(
        r'href="\?q=%E7%A4%BA%E4%BE%8B&amp;status=submitted&amp;status=ready"[^>]*aria-label="去掉筛选 客户名称"', page
    )
    assert "待审核、待发货" in page


def test_an_empty_result_names_the_filters_and_offers_to_drop_one(client, orders):
    orders(45)

    page = client.get(URL, {"customer": "没有这家"}).content.decode()

    assert "没有符合的销售订单" in page
    assert "去掉“没有这家”" in page


@pytest.mark.spec("COM-002")
@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"status": ["gone"]}, "gone"),
        ({"status": ["submitted", "gone"]}, "gone"),
        ({"level": "Z"}, "Z"),
        ({"status": ["<b>x</b>"]}, "&lt;b&gt;x&lt;/b&gt;"),
    ],
)
def test_a_choice_that_is_not_offered_is_refused_and_never_shows_more_than_was_asked_for(client, orders, params, told):
    orders(45)

    page = client.get(URL, params)

    assert (page.status_code, hint(page), numbers(page)) == (200, "共 0 单", [])
    assert f"不能按“{told}”筛选：没有这个可选值，或已失效" in page.content.decode()
    assert "筛选条件有误，没有查询" in page.content.decode()


def test_an_empty_list_says_so_and_offers_the_first_step(client, orders):
    orders(0)

    page = client.get(URL).content.decode()

    assert "还没有销售订单" in page
    assert "新建订单" in page


@pytest.mark.spec("COM-003")
@pytest.mark.parametrize(("typed", "lands"), [("3", "page=3"), ("0", ""), ("4", ""), ("x", ""), ("", "")])
def test_a_jump_leads_to_the_page_or_leaves_everything_as_it_was(client, orders, typed, lands):
    orders(45)

    response = client.get(URL, {"page": "2", "q": "示例", "jump": typed})

    assert response.status_code == 303
    assert (
        response["Location"] in (f"{URL}?q=%E7%A4%BA%E4%BE%8B&{lands}", f"{URL}?page=2&q=%E7%A4%BA%E4%BE%8B")
        if lands
        else response["Location"] == f"{URL}?page=2&q=%E7%A4%BA%E4%BE%8B"
    )
    if typed == "3":
        assert "page=3" in response["Location"]


def test_htmx_gets_the_region_and_a_short_address(client, orders):
    orders(45)

    part = client.get(URL, {"q": "示例", "customer": "", "amount_from": ""}, **HTMX)

    assert part.content.decode().lstrip().startswith('<div id="list"')
    assert part["HX-Push-Url"] == f"{URL}?q=%E7%A4%BA%E4%BE%8B"
    assert "HX-Request" in part["Vary"]


def test_going_back_in_the_history_gets_the_whole_page(client, orders):
    orders(5)

    whole = client.get(URL, **HTMX, HTTP_HX_HISTORY_RESTORE_REQUEST="true")

    assert whole.content.decode().startswith("<!doctype html>")


@pytest.mark.parametrize("count", [20, 286])
def test_the_number_of_statements_does_not_grow_with_the_list(client, orders, count):
    orders(count)

    with CaptureQueriesContext(connection) as statements:
        client.get(URL)

    reads = [s["sql"] for s in statements if "ui_gallery_order" in s["sql"] and "CREATE" not in s["sql"]]
    assert len(reads) == 3


def test_the_page_with_twenty_rows_stays_within_its_budget(client, orders):
    import gzip

    orders(286)
    body = client.get(URL).content

    assert len(body) <= 60 * 1024
    assert len(gzip.compress(body)) <= 10 * 1024


def test_chosen_columns_are_remembered(client, orders):
    orders(5)

    client.get(URL, {"cols": ["number", "level"]})
    page = client.get(URL).content.decode()
    client.get(URL, {"cols": ["default"]})
    restored = client.get(URL).content.decode()

    assert page.count("<th") == 3 + page.count("<thead")
    assert "业务员</th>" not in page
    assert "业务员</th>" in restored


def test_two_filters_with_the_same_parameter_are_refused_at_the_start():
    with pytest.raises(ValueError, match="names taken twice"):
        ListSpec(
            name="x", title="x", noun="x", rows=lambda _a: None, permission="x", columns=[], label_of=str, url_name="x",
            filters=[TextFilter(key="page", label="x")],
        )  # fmt: skip


def test_a_damaged_cookie_is_ignored(client, orders):
    orders(5)
    client.cookies["danshu-lists"] = "{{{"
    client.cookies["danshu-columns"] = "[1]"

    assert client.get(URL).status_code == 200
    assert client.get(f"{URL}1/").status_code == 200


@pytest.mark.parametrize("depth", [1500, 3000])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_a_cookie_nested_deeply_is_ignored(client, orders, opening, depth):
    orders(5)
    for name in ("danshu-lists", "danshu-columns"):
        client.cookies[name] = opening * depth

    assert client.get(URL).status_code == 200
    client.cookies["danshu-lists"] = opening * depth
    assert client.get(f"{URL}1/").status_code == 200


@pytest.mark.parametrize(
    "query",
    ["customer=%00", "customer=a\0", "customer=\ud800", "customer=" + "9" * 1001, "a&" * 2000, 7, ["customer=a"], "amount_from=1e999999"],
)  # fmt: skip
def test_a_remembered_query_that_no_list_wrote_is_forgotten(client, orders, query):
    orders(5)
    client.cookies["danshu-lists"] = json.dumps({"gallery.orders": query})

    page = client.get(f"{URL}1/")

    assert page.status_code == 200
    assert "%00" not in page.content.decode()


@pytest.mark.spec("COM-002")
@pytest.mark.parametrize("typed", ["1e9999999", "-1e9999999", "1000000000000001", "0e99999999"])
def test_a_number_that_no_record_can_have_is_refused_beside_its_field(client, orders, typed):
    orders(5)

    page = client.get(URL, {"amount_from": typed})

    assert (page.status_code, hint(page)) == (200, "共 0 单")
    assert "应在 −1,000,000,000,000,000 与 1,000,000,000,000,000 之间" in page.content.decode()


@pytest.mark.spec("COM-002")
@pytest.mark.parametrize("typed", ["1e-9999999", "sNaN", "Infinity", "0." + "0" * 3000 + "1"])
def test_what_is_no_plain_number_is_refused_beside_its_field(client, orders, typed):
    orders(5)

    page = client.get(URL, {"amount_to": typed})

    assert (page.status_code, hint(page)) == (200, "共 0 单")
    assert "应为数字" in page.content.decode()


@pytest.mark.spec("COM-002")
def test_the_largest_number_that_may_be_asked_for_narrows(client, orders):
    orders(5)

    assert hint(client.get(URL, {"amount_to": "1e15"})) == "共 5 单"
    assert hint(client.get(URL, {"amount_from": "1e15"})) == "共 0 单"


def test_the_gallery_list_is_declared_with_sortable_columns_only():
    assert {c.key for c in ORDERS.columns if c.sort} == {"number", "customer", "ordered_at", "total", "due"}
