"""One page for all dictionaries, each with exactly the functions of a standard dictionary (COM-015)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from danshu.audit.tests.pages import filled, words
from danshu.catalog.dictionaries import BRAND
from danshu.catalog.models import Item
from danshu.catalog.permissions import ITEM_VIEW
from danshu.catalog.tests.factories import make_item
from danshu.dictionaries.models import Value
from danshu.dictionaries.permissions import CONFIGURE
from danshu.dictionaries.queries import choices
from danshu.dictionaries.registry import DICTIONARIES, ELSEWHERE, LISTS, dictionary
from danshu.dictionaries.tests.factories import make_value
from danshu.dictionaries.uses import places, uses
from danshu.kit.clock import now
from danshu.recycling.dictionaries import REASON
from danshu.recycling.models import Entry
from danshu.ui.lists.spec import SPECS

COLOUR, LIST = "test.colour", "/settings/dictionaries/test.colour/"


@pytest.fixture(autouse=True)
def _dictionary() -> Iterator[None]:
    dictionary(COLOUR, "颜色", "Colours", used_in=("商品资料", "products"))
    yield
    del DICTIONARIES[COLOUR]


@pytest.fixture
def rows(db):
    return [make_value(COLOUR, name, position=n) for n, name in enumerate("红橙黄绿青", start=1)]


def names():
    return "".join(label for _, label in choices(COLOUR))


@pytest.mark.spec("SYS-004")
def test_the_index_lists_every_dictionary_with_its_use(visit, rows):
    text = visit(CONFIGURE).text("/settings/dictionaries/")
    assert "颜色 商品资料 5 — — 查询、新增、修改、查看、失效、排序" in text
    for each in DICTIONARIES.values():
        assert each.zh in text
        assert each.usage, each.code


@pytest.mark.spec("SYS-004")
def test_lists_with_pages_of_their_own_are_found_there_by_those_who_maintain_them(visit):
    address = "/settings/dictionaries/"
    assert "支付方式" not in visit(CONFIGURE).text(address)
    page = visit(CONFIGURE, *(each.permission for each in ELSEWHERE)).get(address).content.decode()
    for each in ELSEWHERE:
        assert f'href="{reverse(each.url_name)}">{each.zh}</a>' in page


@pytest.mark.spec("SYS-004")
def test_index_and_value_tell_which_records_use_it_with_a_link_to_them(visit):
    brand, other = (make_value(BRAND, name) for name in ("示例品牌甲", "示例品牌乙"))
    for number in range(3):
        make_item(code=f"B{number}", brand_id=brand.pk)
    rights = (CONFIGURE, ITEM_VIEW)
    assert "品牌 商品资料 2 — 商品 3" in visit(*rights).text("/settings/dictionaries/")
    page = visit(*rights).get(f"/settings/dictionaries/values/{brand.pk}/")
    assert f'href="/products/?brand={brand.pk}"' in page.content.decode()
    assert "3 条记录" in words(page)
    assert "还没有记录用到" in visit(*rights).text(f"/settings/dictionaries/values/{other.pk}/")
    listed = visit(*rights).text("/products/", brand=str(brand.pk))
    assert all(f"B{number}" in listed for number in range(3))
    assert "3 条记录用到了，仍然显示" in visit(*rights).text(f"/settings/dictionaries/values/{brand.pk}/invalidate/")


@pytest.mark.spec("SYS-004", "COM-009")
def test_the_count_is_that_of_the_list_which_it_leads_to(visit):
    brand = make_value(BRAND, "示例品牌甲")
    for number in range(4):
        make_item(code=f"B{number}", brand_id=brand.pk)
    Item.objects.filter(code="B0").update(
        is_valid=False, is_on_sale=False
    )  # the list shows valid ones until it is asked for others
    rights = (CONFIGURE, ITEM_VIEW)
    shown = visit(*rights).text("/products/", brand=str(brand.pk))
    assert [f"B{number}" in shown for number in range(4)] == [False, True, True, True]

    assert "3 条记录，另有 1 条已删除、失效或不在你的范围内" in visit(*rights).text(
        f"/settings/dictionaries/values/{brand.pk}/"
    )
    assert "商品 3" in visit(*rights).text("/settings/dictionaries/")
    assert "4 条记录" in visit(CONFIGURE).text(f"/settings/dictionaries/values/{brand.pk}/")


@pytest.mark.spec("SYS-004", "COM-002", "COM-005")
def test_a_withdrawn_value_still_leads_to_the_records_that_have_it(visit):
    brand = make_value(BRAND, "示例品牌甲")
    for number in range(2):
        make_item(code=f"B{number}", brand_id=brand.pk)
    make_item(code="C9", brand_id=make_value(BRAND, "示例品牌乙").pk)
    Value.objects.filter(pk=brand.pk).update(is_valid=False)
    rights = (CONFIGURE, ITEM_VIEW)

    shown = visit(*rights).text("/products/", brand=str(brand.pk))

    assert [code in shown for code in ("B0", "B1", "C9")] == [True, True, False]
    assert "2 条记录" in visit(*rights).text(f"/settings/dictionaries/values/{brand.pk}/")


@pytest.mark.spec("SYS-004")
def test_values_that_records_keep_by_their_code_are_counted_too(visit):
    Entry.objects.create(
        kind="sales.order",
        root_id=1,
        label="SO-1",
        title="",
        reason_code="duplicate",
        deleted_at=now(),
        deleted_by_name="张三",
    )
    value = Value.objects.get(dictionary=REASON, code="duplicate")
    assert [(use.value_id, use.count) for use in uses(dictionary=REASON)] == [(value.pk, 1)]


@pytest.mark.spec("SYS-004")
def test_the_index_costs_the_same_for_few_values_and_for_many(visit, rows):
    client, counts = visit(CONFIGURE, ITEM_VIEW), []
    make_item(code="C0", brand_id=make_value(BRAND, "品牌").pk)
    for more in range(2):
        client.get("/settings/dictionaries/")
        with CaptureQueriesContext(connection) as statements:
            client.get("/settings/dictionaries/")
        counts.append(len(statements))
        for number in range(20):
            make_item(code=f"C{more}{number}", brand_id=make_value(BRAND, f"品牌 {more} {number}").pk)
    assert counts[0] == counts[1]


@pytest.mark.spec("COM-015")
def test_adding_editing_and_the_refusal_of_a_second_name(visit, rows):
    client = visit(CONFIGURE)
    assert client.post(f"{LIST}add/", filled(client, f"{LIST}add/") | {"name": "蓝"}).status_code == 303
    again = client.post(f"{LIST}add/", filled(client, f"{LIST}add/") | {"name": "蓝", "remark": "留下"})
    assert again.status_code == 422
    assert "「蓝」已经存在" in words(again)
    assert "留下" in again.content.decode()
    path = f"/settings/dictionaries/values/{rows[0].pk}/edit/"
    assert client.post(path, filled(client, path) | {"name": "大红"}).status_code == 303
    assert names() == "大红橙黄绿青蓝"


@pytest.mark.spec("COM-008")
def test_all_problems_of_the_form_are_shown_at_once_and_the_entries_kept(visit):
    client = visit(CONFIGURE)
    response = client.post(f"{LIST}add/", {"name": "", "name_en": "n" * 51, "remark": "注" * 501})
    assert response.status_code == 422
    assert words(response).count("现在是 51 个") >= 1
    assert "填写名称" in words(response)
    assert "注" * 501 in response.content.decode()
    assert not Value.objects.filter(dictionary=COLOUR).exists()


@pytest.mark.spec("COM-005")
def test_the_list_shows_valid_values_first_and_invalid_ones_on_demand_with_only_view(visit, rows):
    client = visit(CONFIGURE)
    path = f"/settings/dictionaries/values/{rows[1].pk}/invalidate/"
    data = {name: values[0] for name, values in filled(client, path).items()}
    assert client.post(path, data).status_code == 303

    text = client.text(LIST)
    assert "红" in text
    assert f"values/{rows[1].pk}/" not in client.get(LIST).content.decode()
    body = client.get(LIST, {"valid": "invalid"}).content.decode()
    assert "橙" in body
    assert f"values/{rows[1].pk}/" in body
    assert f"values/{rows[1].pk}/edit/" not in body
    assert f"values/{rows[1].pk}/invalidate/" not in body
    edit = f"/settings/dictionaries/values/{rows[1].pk}/edit/"
    refused = client.post(edit, {"name": "橘", "version": "2"})
    assert refused.status_code == 409
    assert "失效数据只能查看" in words(refused)
    assert "失效" in client.text(f"/settings/dictionaries/values/{rows[1].pk}/")


@pytest.mark.spec("COM-004")
def test_invalidating_several_reports_each(visit, rows):
    client = visit(CONFIGURE)
    Value.objects.filter(pk=rows[0].pk).update(is_valid=False)
    chosen = {"batch": "invalidate", "ids": [rows[0].pk, rows[1].pk], "form_token": "t", "confirmed": "1"}
    text = words(client.post(f"{LIST}?valid=all", chosen))
    assert "2 个值 中 1 个值 已处理" in text.replace("个值中", "个值 中").replace("个值已", "个值 已")
    assert "失效数据只能查看" in text
    assert names() == "黄绿青"


@pytest.mark.spec("COM-006")
@pytest.mark.parametrize(
    ("chosen", "move", "order"),
    [
        ([4], {"move": "to", "position": "2"}, "红青橙黄绿"), ([1], {"move": "up"}, "橙红黄绿青"),
        ([1, 2], {"move": "down"}, "红绿橙黄青"), ([0, 2], {"move": "down"}, "橙绿红黄青"),
        ([2, 4], {"move": "up"}, "红黄青橙绿"),
    ],
)  # fmt: skip
def test_moving_values(visit, rows, chosen, move, order):
    client = visit(CONFIGURE)
    response = client.post(f"{LIST}sort/", {"ids": [rows[n].pk for n in chosen], **move})
    assert response.status_code == 303
    assert names() == order


@pytest.mark.spec("COM-006")
@pytest.mark.parametrize(
    ("chosen", "move", "text"),
    [
        ([0], {"move": "up"}, "位置应在 1 到 5 之间"), ([4], {"move": "down"}, "位置应在 1 到 5 之间"),
        ([1], {"move": "to", "position": "6"}, "位置应在 1 到 5 之间"), ([1], {"move": "to", "position": "x"}, "位置"),
        ([], {"move": "up"}, "请至少选择一条记录"),
    ],
)  # fmt: skip
def test_moving_over_the_edge_is_refused(visit, rows, chosen, move, text):
    client = visit(CONFIGURE)
    response = client.post(f"{LIST}sort/", {"ids": [rows[n].pk for n in chosen], **move})
    assert response.status_code == 422
    assert text in words(response)
    assert names() == "红橙黄绿青"


@pytest.mark.spec("ACC-023")
def test_nobody_else_maintains_dictionaries(visit, rows):
    client = visit("catalog.item.view")
    for path in ("/settings/dictionaries/", LIST, f"{LIST}add/", f"{LIST}sort/"):
        assert client.get(path).status_code == 403
    assert client.post(f"{LIST}add/", {"name": "蓝"}).status_code == 403
    assert visit(CONFIGURE).get("/settings/dictionaries/no.such/").status_code == 404
    assert visit(CONFIGURE).get("/settings/dictionaries/values/0/").status_code == 404


@pytest.mark.spec("SYS-004")
def test_every_place_where_values_are_used_has_a_name_in_both_languages():
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert [place.kind for place in places() if place.label == place.kind] == []


@pytest.mark.spec("SYS-004")
def test_every_list_that_a_value_leads_to_has_the_filter_that_it_is_led_by(visit):
    names = {(place.kind, place.field) for place in places()}
    for kind, found in LISTS.items():
        assert visit(found.permission).get(reverse(found.url_name)).status_code == 200, kind
        (spec,) = (each for each in SPECS.values() if each.url_name == found.url_name)
        asked = {each.key: each.target.removesuffix("_id") for each in spec.filters}
        for field, key in found.filters.items():
            assert ((kind, field) in names, asked[key]) == (True, field), (kind, key)
