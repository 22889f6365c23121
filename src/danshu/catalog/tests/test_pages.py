"""Pages of products as people use them (CAT-001 to CAT-004, CAT-006)."""

from __future__ import annotations

from decimal import Decimal
from re import findall

import pytest

from danshu.audit.tests.pages import filled, words
from danshu.catalog import usage
from danshu.catalog.models import Item
from danshu.catalog.operations.edit_item import edit_item
from danshu.catalog.operations.set_sale_status import set_sale_status
from danshu.catalog.permissions import (
    COST_VIEW,
    ITEM_CREATE,
    ITEM_DELETE,
    ITEM_EDIT,
    ITEM_EXPORT,
    ITEM_INVALIDATE,
    ITEM_SHELF,
    ITEM_VIEW,
)
from danshu.catalog.tests.factories import NOW, make_category, make_item, make_service
from danshu.kit.actor import Actor

LIST = "/products/"
SYSTEM = Actor.system()
KEEPER = (ITEM_VIEW, ITEM_CREATE, ITEM_EDIT, ITEM_DELETE, ITEM_INVALIDATE, ITEM_SHELF, COST_VIEW)
pytestmark = pytest.mark.django_db


def listed(client, **params):
    """The codes on the first page of the list, in their order."""
    body = client.get(LIST, params).content.decode()
    return list(dict.fromkeys(findall(r'<a class="id" href="/products/\d+/">([A-Z]+-\d+)</a>', body)))


@pytest.fixture
def shelf():
    """Five items in two branches of the tree."""
    clean = make_category("清洁用品")
    hand = make_category("洗手液类", clean)
    paper = make_category("纸品")
    rows = [
        ("A-1", "澄岸洗手液 500ml", hand, "12.50", {"model": "JY500"}),
        ("A-2", "澄岸洗手液 5L", hand, "88", {"model": "JY5L"}),
        ("A-3", "加厚垃圾袋", clean, "9.90", {"model": "LJ-90"}),
        ("B-1", "抽纸 3 层", paper, "25", {}),
        ("B-2", "卷纸 10 卷", paper, "32", {}),
    ]
    made = {
        code: make_item(name, code=code, category=category, sale_price=Decimal(price), **values)
        for code, name, category, price, values in rows
    }
    set_sale_status(item_id=made["B-2"].pk, is_on_sale=False, actor=SYSTEM, at=NOW)
    return made


@pytest.mark.spec("CAT-004", "COM-002")
def test_the_list_filters_by_what_people_know(visit, shelf):
    client = visit(ITEM_VIEW)
    clean = shelf["A-3"].category_id

    assert listed(client) == ["B-2", "B-1", "A-3", "A-2", "A-1"]
    assert listed(client, q="洗手") == ["A-2", "A-1"]
    assert listed(client, q="xsy") == ["A-2", "A-1"]
    assert listed(client, q="洗手液 5l") == ["A-2"]
    assert listed(client, q="a-3") == ["A-3"]
    assert listed(client, model="jy5", name="洗手") == ["A-2", "A-1"]
    assert listed(client, price_from="25", price_to="32") == ["B-2", "B-1"]
    assert listed(client, status="off_sale") == ["B-2"]
    assert listed(client, tab="on_sale", category=str(clean)) == ["A-3", "A-2", "A-1"]
    assert listed(client, q="%") == []
    assert listed(client, kind="service") == []


@pytest.mark.spec("CAT-005")
def test_items_of_sub_categories_appear_when_the_parent_is_chosen(visit, shelf):
    client = visit(ITEM_VIEW)

    assert listed(client, category=str(shelf["A-3"].category_id)) == ["A-3", "A-2", "A-1"]
    assert listed(client, category=str(shelf["A-1"].category_id)) == ["A-2", "A-1"]


@pytest.mark.spec("COM-002")
def test_the_list_sorts_by_price_and_by_pinyin(visit, shelf):
    client = visit(ITEM_VIEW)

    assert listed(client, sort="sale_price") == ["A-3", "A-1", "B-1", "B-2", "A-2"]
    assert listed(client, sort="name") == ["A-1", "A-2", "B-1", "A-3", "B-2"]  # cheng, chou, jia, juan


@pytest.mark.spec("COM-004", "CAT-003")
def test_a_batch_does_what_it_can_and_names_the_rest(visit, shelf):
    client = visit(*KEEPER)
    ids = [shelf["A-1"].pk, shelf["A-2"].pk]
    data = {"batch": "invalidate", "ids": ids, "confirmed": "1", "form_token": "t-1"}

    assert "失效 2 个商品？" in words(client.post(LIST, {"batch": "invalidate", "ids": ids}))
    assert "已失效 2 个商品" in words(client.post(LIST, data))

    assert Item.objects.filter(is_valid=False).count() == 2
    assert listed(client) == ["B-2", "B-1", "A-3"]
    assert listed(client, valid="invalid") == ["A-2", "A-1"]
    again = words(client.post(LIST, {**data, "form_token": "t-2", "ids": [*ids, shelf["A-3"].pk]}))
    assert "3 个商品 中 1 个商品 已处理" in again or "3 个商品中 1 个商品已处理" in again
    assert "失效的数据只能查看" in again


@pytest.mark.spec("CAT-001", "CAT-002")
def test_a_new_item_is_entered_and_appears_in_the_list(visit):
    category = make_category("纸品")
    client = visit(*KEEPER)
    path = f"{LIST}new/"

    data = filled(client, path) | {"code": "ZP-1", "name": "抽纸", "category_id": category.pk, "sale_price": "３.５0"}
    answer = client.post(path, data)

    item = Item.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/products/{item.pk}/")
    assert (item.code, item.sale_price, item.is_stock_managed, item.is_on_sale) == ("ZP-1", Decimal("3.50"), True, True)
    assert "商品 ZP-1 抽纸 已新建" in client.text(f"/products/{item.pk}/")
    assert client.post(path, data).status_code == 303  # pressed twice
    assert Item.objects.count() == 1


@pytest.mark.spec("CAT-002", "COM-008")
def test_wrong_entries_stand_beside_their_fields_and_stay(visit):
    make_item(code="ZP-1")
    category = make_category("纸品")
    client = visit(*KEEPER)
    path = f"{LIST}new/"
    good = filled(client, path) | {"code": "zp-1", "name": "抽纸", "category_id": category.pk, "sale_price": "3"}

    bad = client.post(path, good | {"name": "", "sale_price": "-1", "tax_rate": "101", "guide_price": "1.234"})
    assert bad.status_code == 422
    assert "填写名称" in words(bad)
    assert "2" in words(bad)  # at most two decimals
    assert 'value="-1"' in bad.content.decode()
    taken = client.post(path, good)
    assert taken.status_code == 409
    assert "编码已被另一个商品使用" in words(taken)
    assert Item.objects.count() == 1


@pytest.mark.spec("CAT-001")
def test_a_service_form_has_no_stock_fields(visit):
    client = visit(*KEEPER)

    service = client.get(f"{LIST}new/", {"kind": "service"}).content.decode()
    goods = client.get(f"{LIST}new/", {"kind": "goods"}).content.decode()

    assert "is_stock_managed" not in service
    assert "needs_appointment" in service
    assert "is_stock_managed" in goods
    assert "needs_appointment" not in goods


@pytest.mark.spec("CAT-002", "COM-012")
def test_editing_and_the_conflict_of_two_editors(visit, shelf):
    client = visit(*KEEPER)
    item = shelf["A-1"]
    path = f"/products/{item.pk}/edit/"
    seen = filled(client, path)
    edit_item(item_id=item.pk, version=1, values={"name": "澄岸泡沫洗手液"}, actor=SYSTEM, at=NOW)

    conflict = client.post(path, seen | {"sale_price": "13"})
    assert conflict.status_code == 409
    assert "修改了这条记录" in words(conflict)
    assert 'value="13"' in conflict.content.decode()
    assert client.post(path, filled(client, path) | {"sale_price": "13"}).status_code == 303
    item.refresh_from_db()
    assert (item.name, item.sale_price) == ("澄岸泡沫洗手液", Decimal(13))


@pytest.mark.spec("CAT-001")
def test_changing_the_type_of_a_used_item_is_refused_on_the_page(visit, shelf, monkeypatch):
    monkeypatch.setattr(usage, "_PLACES", {})
    usage.register("订单", lambda ids: dict.fromkeys(ids, 2), code="orders")
    client = visit(*KEEPER)
    path = f"/products/{shelf['A-1'].pk}/edit/"

    answer = client.post(path, filled(client, path) | {"kind": "service"})

    assert answer.status_code == 409
    assert "订单 2" in words(answer)


@pytest.mark.spec("CAT-004", "COM-017")
def test_the_detail_shows_fields_prices_and_history(visit, shelf):
    item = shelf["A-1"]
    edit_item(
        item_id=item.pk, version=1, values={"sale_price": Decimal(13), "purchase_price": Decimal("6.66")}, reason="涨价",
        actor=SYSTEM, at=NOW,
    )  # fmt: skip

    full = visit(*KEEPER).text(f"/products/{item.pk}/")
    for text in ("澄岸洗手液 500ml", "A-1", "JY500", "¥13.00", "¥6.66", "销售价 12.50", "原因：涨价", "洗手液类"):
        assert text in full
    plain = visit(ITEM_VIEW).text(f"/products/{item.pk}/")
    assert "¥13.00" in plain
    assert "6.66" not in plain
    assert "进价" not in plain


@pytest.mark.spec("SEC-A3", "CAT-004")
def test_purchase_prices_do_not_leave_through_list_form_or_export(visit, shelf):
    edit_item(item_id=shelf["A-1"].pk, version=1, values={"purchase_price": Decimal("6.66")}, actor=SYSTEM, at=NOW)
    clerk = visit(ITEM_VIEW, ITEM_EDIT, ITEM_EXPORT)

    assert "6.66" not in clerk.get(f"/products/{shelf['A-1'].pk}/edit/").content.decode()
    exported = b"".join(clerk.get(LIST, {"export": "csv"}).streaming_content).decode()
    assert "A-1" in exported
    assert "6.66" not in exported
    full = b"".join(visit(ITEM_VIEW, ITEM_EXPORT, COST_VIEW).get(LIST, {"export": "csv"}).streaming_content).decode()
    assert "6.66" in full


@pytest.mark.spec("CAT-003")
def test_deleting_names_what_happens_and_is_refused_for_used_items(visit, shelf, monkeypatch):
    monkeypatch.setattr(usage, "_PLACES", {})
    counts = {shelf["A-1"].pk: 1}
    usage.register("订单", lambda ids: {pk: counts[pk] for pk in ids if pk in counts}, code="orders")
    client = visit(*KEEPER)

    used, unused = (f"/products/{shelf[code].pk}/delete/" for code in ("A-1", "A-2"))
    assert "已被使用（订单 1），不能删除" in words(client.get(used))
    assert "订单 1" in client.text(f"/products/{shelf['A-1'].pk}/")
    assert "不能恢复" in words(client.get(unused))
    assert client.post(unused, filled(client, unused)).status_code == 303
    assert not Item.objects.filter(code="A-2").exists()
    assert Item.objects.filter(code="A-1").exists()


@pytest.mark.spec("CAT-003", "COM-005")
def test_taking_off_sale_and_invalidating_from_the_detail(visit, shelf):
    client = visit(*KEEPER)
    page = f"/products/{shelf['A-1'].pk}/"

    assert client.post(f"{page}shelf/?on_sale=0").status_code == 303
    assert "这个商品已下架" in client.text(page)
    assert client.get(f"{page}shelf/").status_code == 303
    data = filled(client, f"{page}invalidate/")
    assert client.post(f"{page}invalidate/", data).status_code == 303
    text = client.text(page)
    assert "这个商品已失效" in text
    body = client.get(page).content.decode()
    assert f"{page}edit/" not in body
    assert f"{page}shelf/" not in body
    assert client.get(f"{page}edit/").status_code == 409


@pytest.mark.spec("ACC-023")
def test_without_the_right_no_button_and_no_address(visit, shelf):
    client = visit(ITEM_VIEW)
    page = f"/products/{shelf['A-1'].pk}/"
    body = client.get(LIST).content.decode() + client.get(page).content.decode()

    for path in (f"{LIST}new/", f"{page}edit/", f"{page}shelf/", f"{page}invalidate/", f"{page}delete/"):
        assert path not in body
        assert client.get(path).status_code == 403
        assert client.post(path).status_code == 403
    assert client.get(LIST, {"export": "xlsx"}).status_code == 403
    assert "没有权限" in words(visit("sales.order.view").get(LIST))
    assert visit(*KEEPER).get("/products/999999/").status_code == 404


@pytest.mark.spec("ORD-005", "CAT-004")
def test_the_finder_offers_what_can_be_ordered(visit, shelf):
    make_service("洗手池安装", code="S-1")
    make_item("洗手会员", code="M-1", kind="membership")
    client = visit(ITEM_VIEW)
    htmx = {"HX-Request": "true"}

    found = client.get("/products/find/", {"q": "洗手"}, headers=htmx).content.decode()
    assert found.count('role="option"') == 3
    assert "洗手会员" not in found
    assert f'data-key="{shelf["A-1"].pk}"' in found
    assert 'data-code="A-1"' in found
    off = client.get("/products/find/", {"q": "B-2"}, headers=htmx).content.decode()
    assert "已下架" in off
    assert 'aria-disabled="true"' in off
    everything = client.get("/products/find/", {"q": "洗手", "kinds": "all"}, headers=htmx).content.decode()
    assert "洗手会员" in everything
    assert client.get("/products/find/").status_code == 200


def test_an_item_can_be_copied_into_a_new_one(visit, shelf):
    client = visit(*KEEPER)

    data = filled(client, f"{LIST}new/?kind=goods&copy={shelf['A-1'].pk}")

    assert (data["code"], data["name"], data["model"]) == ([""], ["澄岸洗手液 500ml"], ["JY500"])
    assert client.get(f"{LIST}new/", {"copy": "99999999"}).status_code == 404


@pytest.mark.spec("COM-019")
def test_the_pages_speak_english(visit, shelf):
    client = visit(*KEEPER, language="en")
    names = {item.name for item in shelf.values()} | {"清洁用品", "洗手液类", "纸品"}
    for path in (LIST, f"{LIST}new/", f"/products/{shelf['A-1'].pk}/", f"/products/{shelf['A-1'].pk}/edit/"):
        initials = {name[0] for name in names}
        assert client.chinese_on(path, *names, *initials, "系统") == [], path


@pytest.mark.spec("COM-020")
def test_the_number_of_statements_does_not_grow_with_the_rows(visit, django_assert_max_num_queries):
    category = make_category()
    client = visit(*KEEPER)
    for _ in range(3):
        make_item(category=category)
    client.get(LIST)
    with django_assert_max_num_queries(15):
        client.get(LIST)
    for _ in range(15):
        make_item(category=category)
    with django_assert_max_num_queries(15):
        client.get(LIST)
