"""The inventory's pages and API as people and programs use them (INV-001 to INV-006)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danshu.access.models import Role, UserRole
from danshu.access.tests.factories import staff
from danshu.audit.tests.pages import Visitor, filled
from danshu.identity.models import Unit, User
from danshu.identity.tests.factories import make_unit, make_user
from danshu.inventory.claims import reserve
from danshu.inventory.models import StockAdjustment, StockDocument, StockMove, Warehouse
from danshu.inventory.operations.adjust_stock import adjust_stock
from danshu.inventory.operations.create_stock_document import create_stock_document
from danshu.inventory.rules import LineEntry
from danshu.inventory.tests.factories import (
    NOW,
    inside_operation,
    make_stocked_item,
    make_warehouse,
    need,
    stock,
    stock_of,
)
from danshu.kit.actor import Actor
from danshu.kit.permissions import CATALOGUE
from danshu.sales.tests.world import build_world

pytestmark = pytest.mark.django_db
KEEPER = [p.code for p in CATALOGUE.values() if "WHS" in p.roles]
SELLER = [p.code for p in CATALOGUE.values() if "SLS" in p.roles]
Visit = Callable[..., Visitor]


def text_of(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.mark.spec("INV-002")
def test_the_list_shows_available_and_finds_what_is_below_ten(visit: Visit) -> None:
    house = make_warehouse("一仓")
    few, many = make_stocked_item("少的货"), make_stocked_item("多的货")
    stock(house, few, "9.5")
    stock(house, many, 10)
    with inside_operation():
        reserve([need(house, many, 4, 1)], at=NOW)
    client = visit(*KEEPER)
    whole = client.text(reverse("inventory:stock_list"))
    assert "10 4 6" in whole
    found = client.text(reverse("inventory:stock_list"), less_than="10")
    assert "少的货" in found
    assert "多的货" not in found
    assert "多的货" in client.text(reverse("inventory:stock_list"), tab="reserved")
    wrong = client.get(reverse("inventory:stock_list"), {"less_than": "ten"})
    assert "应为数字" in text_of(wrong)


@pytest.mark.spec("INV-003", "INV-005")
def test_the_detail_names_the_orders_that_hold_the_stock(visit: Visit) -> None:
    world = build_world()
    order = world.approved()
    row = stock_of(world.warehouse, world.soap)
    client = visit(*KEEPER)
    page = client.get(reverse("inventory:stock", args=[row.pk]))
    assert order.number in text_of(page)
    assert reverse("sales:order", args=[order.number]) in page.content.decode()
    url = reverse("inventory:adjust")
    given = {"item": str(world.soap.pk), "warehouse": str(world.warehouse.pk), "mode": "count", "quantity": "1",
             "reason": "count", "form_token": "t"}  # fmt: skip
    refused = client.post(url, given)
    assert refused.status_code == 409
    assert f"调整后为 1，少于已占用的 2（{order.number} 2）" in text_of(refused)
    below = client.post(url, given | {"warehouse": str(make_warehouse("空仓").pk), "quantity": "-1"})
    assert "调整后为 -1，少于 0" in text_of(below)
    assert world.stock(world.soap) == (Decimal(100), Decimal(2))


@pytest.mark.spec("INV-003")
def test_a_movement_is_called_by_its_way() -> None:
    ways = [("supplier", "warehouse", "采购入库"), ("warehouse", "customer", "销售出库"), ("customer", "warehouse", "客户退回"),
            ("warehouse", "adjustment", "盘点调整"), ("opening", "warehouse", "期初")]  # fmt: skip
    assert [StockMove(from_place=a, to_place=b).kind_label for a, b, _name in ways] == [name for *_ab, name in ways]


@pytest.mark.spec("INV-005", "COM-013", "COM-009")
def test_an_adjustment_is_shown_before_it_is_done_and_done_once(visit: Visit) -> None:
    house, item = make_warehouse("一仓"), make_stocked_item()
    stock(house, item, 10)
    client = visit(*KEEPER)
    url = reverse("inventory:adjust")
    given = {"item": str(item.pk), "warehouse": str(house.pk), "mode": "count", "quantity": "7", "reason": "loss",
             "form_token": "token-1"}  # fmt: skip
    assert "现存 10 占用 0 可用 10" in client.text(url, item=item.pk, warehouse=house.pk)
    shown = client.post(url, given)
    assert "现存 10 → 7" in text_of(shown)
    assert StockAdjustment.objects.count() == 0
    hidden = dict(re.findall(r'name="(digest|seen_quantity)" value="([^"]*)"', shown.content.decode()))
    final = given | hidden | {"confirmed": "1"}
    answer = client.post(url, final)
    assert answer.status_code == 303
    assert (stock_of(house, item).on_hand, StockAdjustment.objects.get().difference) == (7, -3)
    client.post(url, final)
    assert (stock_of(house, item).on_hand, StockAdjustment.objects.count()) == (7, 1)


@pytest.mark.spec("INV-006", "COM-008")
def test_a_paper_is_entered_confirmed_and_reversed_on_its_pages(visit: Visit) -> None:
    house, item = make_warehouse("一仓"), make_stocked_item()
    client = visit(*KEEPER, user_id=make_user("keeper", unit=house.unit).pk)
    url = reverse("inventory:document_new", args=["in"])
    start = filled(client, url)
    given = start | {"type": "purchase", "warehouse": str(house.pk), "lines-0-item": str(item.pk),
                     "lines-0-quantity": "0", "confirm": "1"}  # fmt: skip
    refused = client.post(url, given)
    assert refused.status_code == 422
    assert StockDocument.objects.count() == 0
    both = client.post(url, given | {"warehouse": ""})  # the head and the lines at once
    assert (both.status_code, set(both.context["form"].errors)) == (422, {"warehouse"})
    assert [set(line.bad_fields) for line in both.context["sheet"].lines if line.bad_fields] == [{"quantity"}]
    answer = client.post(url, given | {"lines-0-quantity": "8"})
    assert answer.status_code == 303, text_of(answer)[:800]
    made = StockDocument.objects.get()
    assert (made.status, stock_of(house, item).on_hand) == ("confirmed", 8)
    dialog = client.get(reverse("inventory:document_reverse", args=[made.number]))
    hidden = dict(re.findall(r'name="(digest|form_token)" value="([^"]+)"', dialog.content.decode()))
    client.post(reverse("inventory:document_reverse", args=[made.number]), hidden | {"reason": "录错"})
    assert stock_of(house, item).on_hand == 0


@pytest.mark.spec("INV-001", "COM-008", "COM-012")
def test_a_warehouse_is_added_changed_and_a_stale_page_is_told(visit: Visit) -> None:
    unit = make_unit("华东分公司")
    client = visit(*KEEPER)
    url = reverse("inventory:warehouse_new")
    start = filled(client, url) | {"unit_id": str(unit.pk), "type": "own"}
    refused = client.post(url, start | {"code": "", "name": ""})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"code", "name"})
    client.post(url, start | {"code": "W1", "name": "一仓"})
    made = Warehouse.objects.get()
    assert (made.code, made.is_default) == ("W1", True)
    edit = reverse("inventory:warehouse_edit", args=[made.pk])
    given = filled(client, edit) | {"unit_id": str(unit.pk), "type": "own"}
    assert client.post(edit, given | {"name": "甲仓"}).status_code == 303
    stale = client.post(edit, given | {"name": "乙仓", "form_token": "other"})
    made.refresh_from_db()
    assert (stale.status_code, made.name) == (409, "甲仓")


@pytest.mark.spec("ACC-023")
def test_a_seller_sees_stock_but_no_buttons_and_no_way(visit: Visit) -> None:
    house, item = make_warehouse(), make_stocked_item()
    row = stock(house, item, 10)
    client = visit(*SELLER)
    page = client.get(reverse("inventory:stock", args=[row.pk]))
    assert list(page.context["page"].actions) == []
    for name, args in (
        ("adjust", []), ("stock_limits", [row.pk]), ("document_new", ["in"]), ("documents", []), ("warehouse_new", []),
        ("warehouse_edit", [house.pk]), ("warehouse_invalidate", [house.pk]),
    ):  # fmt: skip
        assert client.get(reverse(f"inventory:{name}", args=args)).status_code == 403, name
    assert client.post(reverse("inventory:adjust"), {"quantity": "1"}).status_code == 403
    assert client.get(reverse("inventory:stock_list"), {"export": "csv"}).status_code == 403
    assert stock_of(house, item).on_hand == 10


@pytest.mark.spec("ACC-022")
def test_stock_of_another_unit_is_not_found() -> None:
    mine, theirs = make_unit("华东分公司"), make_unit("华南分公司")
    user = staff("STA", "sta01", unit=mine)
    here, there, item = make_warehouse(unit=mine), make_warehouse(unit=theirs), make_stocked_item()
    seen, hidden = stock(here, item, 5), stock(there, item, 6)
    client = Client()
    client.force_login(user)
    assert client.get(reverse("inventory:stock", args=[seen.pk])).status_code == 200
    assert client.get(reverse("inventory:stock", args=[hidden.pk])).status_code == 404
    assert there.name not in text_of(client.get(reverse("inventory:stock_list")))


@pytest.mark.spec("ORD-005", "ACC-023")
def test_the_finder_tells_what_can_be_promised_and_never_a_false_zero() -> None:
    ours, theirs, bare = make_unit("我们"), make_unit("他们"), make_unit("无仓")
    item = make_stocked_item("荧光笔", code="YG-1")
    stock(make_warehouse("我们的仓", unit=ours), item, 7)
    stock(make_warehouse("他们的仓", unit=theirs), item, 30)

    def told(role: str, unit: Unit) -> str:
        client = Client()
        client.force_login(staff(role, unit=unit))
        return text_of(client.get("/products/find/", {"q": "YG-1"}, headers={"HX-Request": "true"}))

    assert "可用 7" in told("BRC", ours)
    assert "可用 30" in told("BRC", theirs)
    assert "可用 0" in told("BRC", bare)  # no warehouse serves that unit: nothing can be promised
    assert "可用" not in told("CSV", ours)
    assert "荧光笔" in told("CSV", ours)


@pytest.mark.parametrize("name", ["stock_list", "moves", "documents", "adjustments", "warehouses"])
def test_a_list_needs_the_same_statements_for_any_number_of_rows(name: str, visit: Visit) -> None:
    client, counted = visit(*KEEPER), []
    for rows in (2, 8):
        for _ in range(rows):
            house, item = make_warehouse(), make_stocked_item()
            stock(house, item, 10)
            create_stock_document(
                direction="in", type="purchase", warehouse_id=house.pk, lines=[LineEntry(item.pk, Decimal(1))],
                actor=Actor.system(), at=NOW,
            )  # fmt: skip
            adjust_stock(
                warehouse_id=house.pk, item_id=item.pk, difference=Decimal(1), reason="found", actor=Actor.system(),
                at=NOW,
            )  # fmt: skip
        client.get(reverse(f"inventory:{name}"))
        with CaptureQueriesContext(connection) as statements:
            assert client.get(reverse(f"inventory:{name}")).status_code == 200
        counted.append(len(statements))
    assert counted[0] == counted[1] <= 15


@pytest.mark.spec("SYS-030", "INV-002", "INV-005", "COM-013")
def test_the_api_gives_stock_and_adjusts_it_once() -> None:
    house, item = make_warehouse(), make_stocked_item()
    stock(house, item, 10)
    user = staff("WHS", "whs01", unit=house.unit)
    client = Client()
    client.force_login(user)
    listed = client.get("/api/v1/stock").json()["items"]
    assert [(Decimal(row["on_hand"]), Decimal(row["available"])) for row in listed] == [(10, 10)]
    body = {"warehouse_id": house.pk, "item_id": item.pk, "difference": "-3", "reason": "loss"}

    def send(key: str) -> Any:
        return client.post(
            "/api/v1/stock-adjustments", json.dumps(body), content_type="application/json",
            headers={"Idempotency-Key": key},
        )  # fmt: skip

    first, again = send("k1"), send("k1")
    assert (first.status_code, again.status_code) == (201, 201), first.content
    assert (stock_of(house, item).on_hand, StockAdjustment.objects.count()) == (7, 1)
    UserRole.objects.filter(user=user).delete()
    UserRole.objects.create(user=User.objects.get(pk=user.pk), role=Role.objects.get(code="TRN"))
    assert send("k2").status_code == 403
    assert client.get("/api/v1/stock").status_code == 403
    assert stock_of(house, item).on_hand == 7
