"""Products through the API (SYS-030, CAT-001 to CAT-005)."""

from __future__ import annotations

import json
from decimal import Decimal
from urllib.parse import quote

import pytest

from danshu.catalog.models import Item
from danshu.catalog.operations.edit_item import edit_item
from danshu.catalog.permissions import (
    COST_VIEW,
    ITEM_CREATE,
    ITEM_DELETE,
    ITEM_EDIT,
    ITEM_INVALIDATE,
    ITEM_SHELF,
    ITEM_VIEW,
)
from danshu.catalog.tests.factories import NOW, make_category, make_item
from danshu.kit.actor import Actor

API = "/api/v1/products"
RIGHTS = (ITEM_VIEW, ITEM_CREATE, ITEM_EDIT, ITEM_DELETE, ITEM_INVALIDATE, ITEM_SHELF, COST_VIEW)
pytestmark = pytest.mark.django_db


def send(client, method, path, body, key=""):
    headers = {"Idempotency-Key": key} if key else {}
    return getattr(client, method)(path, json.dumps(body), content_type="application/json", headers=headers)


@pytest.mark.spec("SYS-030", "CAT-002", "COM-013")
def test_a_product_is_created_once_per_key(visit):
    category, client = make_category("纸品"), visit(*RIGHTS)
    body = {
        "code": "ZP-1",
        "name": "抽纸",
        "category_id": category.pk,
        "sale_price": "3.50",
        "unit": "包",
        "tax_rate": 13,
    }

    first = send(client, "post", API, body, "k-1")
    assert first.status_code == 201, first.content
    found = first.json()
    assert (found["code"], found["sale_price"], found["unit"], found["version"]) == ("ZP-1", "3.50", "包", 1)
    assert (found["is_stock_managed"], found["category"], found["tax_rate"]) == (True, "纸品", "13.00")
    assert send(client, "post", API, body, "k-1").json() == found
    assert send(client, "post", API, body).status_code == 400
    assert send(client, "post", API, {**body, "name": "x"}, "k-1").json()["code"] == "key_reused"
    assert send(client, "post", API, body, "k-2").json()["code"] == "item_code_taken"
    assert Item.objects.count() == 1


@pytest.mark.spec("SYS-030", "COM-008")
def test_wrong_input_names_its_fields_and_unknown_fields_are_refused(visit):
    category, client = make_category(), visit(*RIGHTS)
    body = {"code": "ZP-1", "name": "抽纸", "category_id": category.pk, "sale_price": "3.50"}

    for wrong, field in (
        ({"sale_price": "-1"}, "sale_price"),
        ({"sale_price": "1.234"}, "sale_price"),
        ({"unit": "没有"}, "unit"),
        ({"category_id": 10**9}, "category_id"),
        ({"kind": "thing"}, "kind"),
        ({"minimum_price": "4"}, "minimum_price"),
        ({"surprise": 1}, "surprise"),
        ({"name": "字" * 51}, "name"),
        ({"currency": "XYZ"}, "currency"),
    ):
        answer = send(client, "post", API, {**body, **wrong}, "k")
        assert answer.status_code == 422, (wrong, answer.content)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert field in {error["field"] for error in answer.json()["errors"]}, answer.json()
    assert not Item.objects.exists()


@pytest.mark.spec("SYS-030", "CAT-004")
def test_the_list_is_paged_by_position_and_filtered(visit):
    parent = make_category("清洁")
    child = make_category("洗手", parent)
    for number in range(5):
        make_item(f"洗手液 {number}", code=f"A-{number}", category=child)
    make_item("卷纸", code="B-1", is_on_sale=False)
    client = visit(ITEM_VIEW)

    def codes(**params):
        return [item["code"] for item in client.get(API, params).json()["items"]]

    page = client.get(API, {"limit": 4}).json()
    assert [item["code"] for item in page["items"]] == ["B-1", "A-4", "A-3", "A-2"]
    assert page["previous"] is None
    assert codes(limit=4, after=page["next"]) == ["A-1", "A-0"]
    assert codes(category_id=parent.pk) == ["A-4", "A-3", "A-2", "A-1", "A-0"]
    assert codes(q="xishou 3") == ["A-3"]
    assert codes(code="a-3") == ["A-3"]
    assert codes(is_on_sale="false") == ["B-1"]
    assert codes(kind="service") == []
    assert codes(updated_since="2030-01-01T00:00:00Z") == []
    assert client.get(API, {"after": "x"}).status_code == 422
    assert client.get(API, {"limit": 1000}).status_code == 422


@pytest.mark.spec("SYS-030", "COM-012")
def test_changing_needs_the_version_that_was_seen(visit):
    item, client = make_item("旧名", code="A/1 b", guide_price=Decimal(20)), visit(*RIGHTS)
    item2 = make_item("乙", code="A-2")
    path = f"{API}/a-2"

    changed = send(client, "patch", path, {"version": 1, "name": "新名", "guide_price": None, "reason": "改名"})
    assert changed.status_code == 200, changed.content
    assert (changed.json()["name"], changed.json()["version"]) == ("新名", 2)
    stale = send(client, "patch", path, {"version": 1, "name": "别名"})
    assert (stale.status_code, stale.json()["code"]) == (409, "edit_conflict")
    assert send(client, "patch", path, {"name": "别名"}).status_code == 422
    assert Item.objects.get(pk=item2.pk).name == "新名"
    assert Item.objects.get(pk=item.pk).guide_price == Decimal(20)


@pytest.mark.spec("SYS-030", "CAT-003")
def test_sale_status_invalidation_and_deletion(visit):
    item, client = make_item(code="A-1"), visit(*RIGHTS)
    make_item(code="A-2")

    assert send(client, "post", f"{API}/A-1/sale-status", {"is_on_sale": False}).json()["is_on_sale"] is False
    assert send(client, "post", f"{API}/A-1/invalidate", {"reason": "停产"}).json()["is_valid"] is False
    again = send(client, "post", f"{API}/A-1/invalidate", {})
    assert (again.status_code, again.json()["code"]) == (409, "invalid_record")
    assert client.get(f"{API}/A-1").json()["is_valid"] is False
    assert [i["code"] for i in client.get(API).json()["items"]] == ["A-2"]
    assert client.delete(f"{API}/A-2").status_code == 204
    assert client.get(f"{API}/A-2").status_code == 404
    assert Item.objects.get(pk=item.pk).is_valid is False


@pytest.mark.spec("ACC-023", "SEC-A3")
def test_rights_hold_at_the_api_too(visit):
    item = make_item(code="A-1")
    edit_item(item_id=item.pk, version=1, values={"purchase_price": Decimal(6)}, actor=Actor.system(), at=NOW)
    clerk = visit(ITEM_VIEW, ITEM_EDIT)

    assert clerk.get(f"{API}/A-1").json()["purchase_price"] is None
    assert visit(ITEM_VIEW, COST_VIEW).get(f"{API}/A-1").json()["purchase_price"] == "6.00"
    assert send(clerk, "patch", f"{API}/A-1", {"version": 2, "purchase_price": "1"}).status_code == 422
    assert send(clerk, "post", API, {}, "k").status_code in (403, 422)
    assert clerk.delete(f"{API}/A-1").status_code == 403
    assert send(clerk, "post", f"{API}/A-1/sale-status", {"is_on_sale": False}).status_code == 403
    assert send(clerk, "post", f"{API}/A-1/invalidate", {}).status_code == 403
    assert visit("sales.order.view").get(API).status_code == 403
    assert Item.objects.get(pk=item.pk).version == 2


def test_the_tree_of_categories_is_answered_in_its_order(visit):
    top = make_category("清洁")
    make_category("洗手", top)

    found = visit(ITEM_VIEW).get("/api/v1/product-categories").json()

    assert [(c["name"], c["level"], c["path"]) for c in found] == [("清洁", 1, "清洁"), ("洗手", 2, "清洁 / 洗手")]


@pytest.mark.parametrize("text", ["\x00", "'; --", "%", "😀" * 10, "\u202e", "a" * 5000])
def test_naughty_texts_are_answered_without_an_error(visit, text):
    make_item(code="A-1")
    client = visit(*RIGHTS)

    assert client.get(API, {"q": text}).status_code in (200, 422)
    assert client.get(API, {"code": text}).status_code in (200, 422)
    shown = 422 if "\x00" in text else 200  # no text of the database can hold it
    assert client.get(f"/products/?q={quote(text)}").status_code == shown
    assert client.get(f"/products/find/?q={quote(text)}").status_code == shown
    for field in ("name", "model", "brand", "unit", "remark", "reason"):
        assert send(client, "patch", f"{API}/A-1", {"version": 1, field: text}).status_code in (200, 409, 422), field
