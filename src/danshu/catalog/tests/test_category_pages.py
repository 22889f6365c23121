"""Pages of categories and units (CAT-005, COM-005, COM-006, COM-015)."""

from __future__ import annotations

from re import findall

import pytest

from danshu.audit.tests.pages import filled, words
from danshu.catalog.models import Category
from danshu.catalog.permissions import CATEGORY_EDIT, CATEGORY_INVALIDATE, ITEM_VIEW, UNIT_EDIT
from danshu.catalog.queries import category_choices, unit_decimals
from danshu.catalog.tests.factories import make_category, make_item
from danshu.dictionaries.queries import id_of

LIST = "/products/categories/"
RIGHTS = (ITEM_VIEW, CATEGORY_EDIT, CATEGORY_INVALIDATE)
pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    clean, paper = make_category("清洁"), make_category("纸品")
    return {
        "clean": clean,
        "paper": paper,
        "hand": make_category("洗手", clean),
        "floor": make_category("地面", clean),
        "wax": make_category("地蜡", None),
    }


@pytest.mark.spec("CAT-005", "COM-015")
def test_the_list_follows_the_tree_and_counts_items(visit, tree):
    make_item(category=tree["hand"])

    body = visit(ITEM_VIEW).get(LIST).content.decode()

    assert findall(r'<a class="id" href="/products/categories/\d+/">([^<]+)</a>', body) == [
        "清洁", "洗手", "地面", "纸品", "地蜡",
    ]  # fmt: skip
    assert f'/products/?category={tree["hand"].pk}">1</a>' in body
    assert f"{LIST}new/" not in visit(ITEM_VIEW).get(LIST).content.decode()


@pytest.mark.spec("CAT-005", "COM-015")
def test_adding_editing_and_moving(visit, tree):
    client = visit(*RIGHTS)
    new = f"{LIST}new/?parent={tree['hand'].pk}"

    assert client.post(new, filled(client, new) | {"name": "洗手液"}).status_code == 303
    made = Category.objects.get(name="洗手液")
    assert (made.parent_id, made.level) == (tree["hand"].pk, 3)
    again = client.post(new, filled(client, new) | {"name": "洗手液", "remark": "留下"})
    assert again.status_code == 409
    assert "已有同名的有效分类" in words(again)
    assert "留下" in again.content.decode()
    edit = f"{LIST}{tree['hand'].pk}/edit/"
    assert client.post(edit, filled(client, edit) | {"parent_id": tree["paper"].pk}).status_code == 303
    assert Category.objects.get(pk=made.pk).level == 3
    assert f'value="{made.pk}"' not in client.get(edit).content.decode()  # not offered below itself


@pytest.mark.spec("CAT-005", "COM-005")
def test_a_category_in_use_is_not_invalidated_and_an_empty_one_becomes_read_only(visit, tree):
    make_item(category=tree["hand"])
    client = visit(*RIGHTS)

    used = client.get(f"{LIST}{tree['hand'].pk}/invalidate/")
    assert used.status_code == 409
    assert "0 个有效的下级分类、1 个有效商品" in words(used)
    path = f"{LIST}{tree['wax'].pk}/invalidate/"
    assert client.post(path, filled(client, path)).status_code == 303
    assert "地蜡" not in [label for _pk, label in category_choices()]
    body = client.get(f"{LIST}{tree['wax'].pk}/").content.decode()
    assert "这个分类已失效" in body
    assert f"{tree['wax'].pk}/edit/" not in body
    assert client.get(f"{LIST}{tree['wax'].pk}/edit/").status_code == 409
    assert "地蜡" not in client.text(LIST)
    assert "地蜡" in client.text(LIST, valid="invalid")


@pytest.mark.spec("COM-004", "CAT-005")
def test_a_batch_keeps_categories_in_use_with_the_reason(visit, tree):
    make_item(category=tree["hand"])
    client = visit(*RIGHTS)
    ids = [tree["hand"].pk, tree["floor"].pk, tree["wax"].pk]

    answer = words(client.post(LIST, {"batch": "invalidate", "ids": ids, "confirmed": "1", "form_token": "b"}))

    assert "洗手" in answer
    assert "1 个有效商品" in answer
    assert set(Category.objects.filter(is_valid=False).values_list("name", flat=True)) == {"地面", "地蜡"}


@pytest.mark.spec("COM-006")
def test_sorting_moves_the_chosen_together(visit):
    made = [make_category(name) for name in ("一", "二", "三", "四", "五")]
    client, sort = visit(*RIGHTS), f"{LIST}sort/"

    def names():
        return "".join(label for _pk, label in category_choices())

    def move(*indexes, **data):
        return client.post(sort, {"ids": [made[i].pk for i in indexes], **data})

    assert move(4, move="to", position="2").status_code == 303
    assert names() == "一五二三四"
    assert move(1, 2, move="up").status_code == 303
    assert names() == "一二三五四"
    assert move(1, 2, move="down").status_code == 303
    assert names() == "一五二三四"
    assert move(0, move="up").status_code == 422
    assert move(3, move="down").status_code == 422
    for position in ("0", "6", "", "x", "1.5"):
        assert move(0, move="to", position=position).status_code == 422
    assert "位置应在 1 到 5 之间" in words(move(0, move="to", position="9"))
    assert "请至少选择一条记录" in words(client.post(sort, {"move": "up"}))
    assert names() == "一五二三四"
    assert [c.name for c in Category.objects.order_by("tree_key")] == list("一五二三四")


@pytest.mark.spec("COM-006")
def test_children_are_sorted_below_their_parent(visit, tree):
    client, sort = visit(*RIGHTS), f"{LIST}sort/?parent={tree['clean'].pk}"

    assert client.post(sort, {"ids": [tree["floor"].pk], "move": "to", "position": "1"}).status_code == 303

    assert [label.strip() for _pk, label in category_choices()] == ["清洁", "地面", "洗手", "纸品", "地蜡"]
    assert "地面" in client.text(sort)


@pytest.mark.spec("ACC-023")
def test_nobody_without_the_right_reaches_the_category_pages(visit, tree):
    client = visit(ITEM_VIEW)
    pk = tree["hand"].pk
    for path in ("new/", "sort/", f"{pk}/edit/", f"{pk}/invalidate/"):
        assert client.get(LIST + path).status_code == 403
        assert client.post(LIST + path).status_code == 403
    assert client.get("/products/units/").status_code == 403
    assert client.get(f"{LIST}999999/").status_code == 404


@pytest.mark.spec("COM-014")
def test_the_decimals_of_units_are_set_on_one_page(visit):
    client, path = visit(UNIT_EDIT), "/products/units/"
    kilo, piece = id_of("catalog.unit", "kg"), id_of("catalog.unit", "piece")
    assert {u.id: u.decimals for u in unit_decimals()}[kilo] == 3

    assert client.post(path, filled(client, path) | {f"unit{kilo}": "2", f"unit{piece}": "1"}).status_code == 303

    found = {u.id: u.decimals for u in unit_decimals()}
    assert (found[kilo], found[piece]) == (2, 1)
    assert client.post(path, filled(client, path) | {f"unit{kilo}": "7"}).status_code == 422


@pytest.mark.spec("COM-019")
def test_the_category_pages_speak_english(visit, tree):
    client = visit(*RIGHTS, UNIT_EDIT, language="en")
    for path in ("", "new/", "sort/", f"{tree['hand'].pk}/", f"{tree['hand'].pk}/edit/"):
        assert client.chinese_on(LIST + path, "清洁", "纸品", "洗手", "地面", "地蜡", "系统") == [], path
