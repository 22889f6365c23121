"""The entry page: what it fills in, where its refusals stand, what it marks as compulsory."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client

from danshu.dictionaries.queries import id_of
from danshu.identity.models import Unit
from danshu.inventory.models import Warehouse
from danshu.parties.models import Customer
from danshu.sales.models import Order
from danshu.sales.tests.conftest import SignIn, give_roles
from danshu.sales.tests.test_pages import sheet
from danshu.sales.tests.world import NOON, World, add_stock, line

pytestmark = pytest.mark.django_db


def chosen_method(client: Client, **posted: object) -> str:
    """What the preview has chosen as delivery method."""
    part = client.post("/orders/preview/", posted).content.decode().partition('id="delivery-part"')[2]
    found = re.search(r'<option value="(\d*)" selected>', part.partition("</select>")[0])
    return found[1] if found else ""


@pytest.mark.spec("ORD-004")
def test_customer_and_delivery_method_carry_a_star(office: World, sign_in: SignIn) -> None:
    page = sign_in(office.clerk).get("/orders/new/").content.decode()
    for label in ("客户", "配送方式"):
        assert f'<span class="req" aria-hidden="true">*</span>{label}</label>' in page
    assert len(re.findall(r'<select[^>]*name="delivery_method"[^>]*aria-required="true"', page)) == 1


@pytest.mark.spec("ORD-004")
def test_the_delivery_method_is_that_of_the_customers_latest_order_until_somebody_chooses(
    office: World, sign_in: SignIn
) -> None:
    client, own = sign_in(office.clerk), id_of("delivery_method", "own")
    key = str(office.customer.pk)
    assert chosen_method(client, customer=key) == ""
    office.order(line(office.soap, 1), delivery_method_id=own)
    assert chosen_method(client, customer=key) == str(own)
    assert client.get(f"/orders/new/?customer={key}").context["form"]["delivery_method"].value() == str(own)
    courier = str(office.delivery_method_id)
    assert (
        chosen_method(client, customer=key, filled_for=key, filled_method=str(own), delivery_method=courier) == courier
    )
    assert chosen_method(client, customer=key, filled_for=key, filled_method=str(own), delivery_method="") == ""

    # another customer without orders: what was filled in for the first one does not count as chosen
    other = Customer.objects.create(
        number="KH-0002", name="示例云杉酒店", unit=office.branch, owner_id=office.clerk.user_id, mobile="13800000002",
        name_key="云杉", created_at=office.customer.created_at, updated_at=office.customer.updated_at,
    )  # fmt: skip
    office.order(line(office.soap, 1), customer_id=other.pk, delivery_address="示例路 1 号", contact_name="孙七")
    given = {"customer": str(other.pk), "filled_for": key, "filled_method": str(own), "delivery_method": str(own)}
    assert chosen_method(client, **given) == courier


@pytest.mark.spec("ORD-004", "ORD-008", "COM-008")
def test_a_refused_submission_has_one_summary_and_each_reason_beside_its_field(office: World, sign_in: SignIn) -> None:
    filled = sheet(office, submit="1", **{"delivery_method": "", "checklist-amount": ""})
    answer = sign_in(office.clerk).post("/orders/new/", filled)
    page = answer.content.decode()
    assert (answer.status_code, Order.objects.count()) == (422, 0)
    assert page.count('class="x-errs"') == 1
    assert "提交前还有 2 处需要处理" in page
    assert re.search(r'id="id_delivery_method-error">.*?商品订单需要配送方式', page, re.DOTALL)
    assert '<a href="#id_checklist-amount">' in page


@pytest.mark.spec("ORD-004")
def test_without_a_choice_the_payment_terms_are_the_customers_own(office: World, sign_in: SignIn) -> None:
    Customer.objects.filter(pk=office.customer.pk).update(payment_terms_days=30)
    client = sign_in(office.clerk)
    shown = client.get("/orders/new/").content.decode()
    assert re.search(r'name="payment_terms".*?<option value="" selected>按客户约定</option>', shown, re.DOTALL)
    assert client.post("/orders/new/", sheet(office, save="1", payment_terms="")).status_code == 303
    assert (Order.objects.get().payment_terms, Order.objects.get().payment_terms_days) == ("on_account", 30)


@pytest.mark.spec("ORD-005", "ORD-006", "COM-008")
def test_one_faulty_row_keeps_the_amounts_of_the_others_and_every_reason_is_told_at_once(
    office: World, sign_in: SignIn
) -> None:
    client = sign_in(office.clerk)
    filled = sheet(office, submit="1", **{"lines-1-quantity": "1.5", "checklist-amount": ""})
    shown = client.post("/orders/preview/", filled).content.decode()
    assert "85.00" in shown.partition('id="totals"')[2].partition("</section>")[0]
    assert "标红的行改好后计入金额" in shown
    assert ("1 行还没填好" in shown, "单价都按价格表" in shown) == (True, True)
    assert 'name="seen_total"' not in shown
    answer = client.post("/orders/new/", filled)
    page = answer.content.decode()
    assert (answer.status_code, Order.objects.count()) == (422, 0)
    assert "提交前还有 2 处需要处理" in page
    assert "第 2 行：" in page
    assert '<a href="#id_checklist-amount">' in page
    mended = sheet(office, save="1", **{"lines-1-quantity": "1"})
    assert client.post("/orders/new/", mended).status_code == 303


@pytest.mark.spec("ORD-004", "ORD-005", "COM-008")
def test_a_faulty_field_keeps_nobody_from_hearing_what_is_wrong_with_the_lines(office: World, sign_in: SignIn) -> None:
    client = sign_in(office.clerk)
    faults = {"lines-1-quantity": "1.5", "wanted_date": "2026-02-31", "contact_name": "长" * 51, "checklist-amount": ""}
    answer = client.post("/orders/new/", sheet(office, submit="1", **faults))
    page = answer.content.decode()
    assert (answer.status_code, Order.objects.count()) == (422, 0)
    assert set(answer.context["form"].errors) == {"wanted_date", "contact_name"}
    assert [len(texts) for texts in answer.context["form"].errors.values()] == [1, 1]
    assert "第 2 行：" in page
    assert '<a href="#id_checklist-amount">' in page
    assert "提交前还有 4 处需要处理" in page


@pytest.mark.spec("ORD-020", "ORD-021", "FUL-001")
def test_a_short_line_offers_what_the_fullest_serving_warehouse_has(office: World, sign_in: SignIn) -> None:
    stamps = {"created_at": NOON, "updated_at": NOON}
    second = Warehouse.objects.create(code="W2", name="华东二仓", unit=office.branch, **stamps)
    elsewhere = Unit.objects.get(code="HN")
    foreign = Warehouse.objects.create(code="W3", name="华南一仓", unit=elsewhere, **stamps)
    add_stock(second, office.soap, 150)
    add_stock(foreign, office.soap, 9000)
    client = sign_in(office.clerk)
    shown = client.post("/orders/preview/", sheet(office, **{"lines-0-quantity": "400"})).content.decode()
    assert "可用库存只有 150" in shown
    assert "华东二仓最多 150" in shown
    offered = re.search(r'data-remedy="([^"]*)"[^>]*>([^<]*)', shown)
    assert offered is not None
    assert json.loads(unescape(offered[1])) == {"quantity": "150"}
    assert offered[2].startswith("改为 150")
    fits = client.post("/orders/preview/", sheet(office, **{"lines-0-quantity": "150"})).content.decode()
    assert "可用库存只有" not in fits
    order = office.order(line(office.soap, 400))
    page = client.get(f"/orders/{order.number}/").content.decode()
    cell = page.partition("x-orderlines")[2].partition("<tbody>")[2].partition("</tr>")[0]
    assert re.sub(r"<[^>]+>|\s", "", cell.rpartition('<td class="num')[2]).endswith(">250缺250")


@pytest.mark.spec("ORD-005")
def test_who_may_add_customers_or_products_does_so_beside_the_order(office: World, sign_in: SignIn) -> None:
    page = sign_in(office.clerk).get("/orders/new/").content.decode()
    assert '<a class="f13 x-pick-new" href="/customers/new/" target="_blank"' in page
    assert 'href="/products/new/"' not in page.partition('id="form"')[2]
    give_roles(replace(office.clerk, roles=("OPA",)))
    page = sign_in(office.clerk).get("/orders/new/").content.decode()
    assert 'href="/products/new/"' in page.partition('id="form"')[2]


@pytest.mark.spec("ORD-004", "ORD-005")
def test_lines_pasted_as_code_and_quantity_name_their_products(office: World, sign_in: SignIn) -> None:
    client = sign_in(office.clerk)
    pasted = {"lines-0-item": "", "lines-0-item-text": office.soap.code.lower(), "lines-0-quantity": "2",
              "lines-1-item": "", "lines-1-item-text": "NO-SUCH", "lines-1-quantity": "3"}  # fmt: skip
    rows = client.post("/orders/preview/", sheet(office) | pasted).content.decode().split("data-preview-line")
    assert f'<data data-set="item" value="{office.soap.pk}">' in rows[1]
    assert "85.00" in rows[1]
    assert 'data-set="item"' not in rows[2]
    assert "请选择商品" in rows[2]

    known = {**pasted, "lines-1-item-text": office.paper.code}
    answer = client.post("/orders/new/", sheet(office, save="1") | known)
    assert answer.status_code == 303, answer.content.decode()[-2000:]
    lines = Order.objects.get().lines.order_by("position").values_list("item_id", "quantity")
    assert list(lines) == [(office.soap.pk, 2), (office.paper.pk, 3)]


@pytest.mark.spec("ORD-005")
def test_a_code_without_a_quantity_is_still_being_typed(office: World, sign_in: SignIn) -> None:
    typed = {"lines-0-item": "", "lines-0-item-text": office.soap.code, "lines-0-quantity": ""}
    part = sign_in(office.clerk).post("/orders/preview/", sheet(office) | typed).content.decode()
    assert 'data-set="item"' not in part.split("data-preview-line")[1]


@pytest.mark.spec("ORD-003", "ORD-014")
def test_an_order_that_did_not_come_through_staff_keeps_its_channel_when_its_form_is_sent(
    office: World, sign_in: SignIn
) -> None:
    order, client = office.order(channel="integration", submit=False), sign_in(office.clerk)
    page = client.get(f"/orders/{order.number}/edit/").content.decode()
    select = re.search(r'<select[^>]*name="channel".*?</select>', page, re.DOTALL)
    assert select is not None
    assert re.findall(r'<option value="(\w*)"', select[0]) == ["integration"]

    fresh = sheet(office, save="1", version="1", remark="改了", channel="integration")
    assert client.post(f"/orders/{order.number}/edit/", fresh).status_code == 303
    order.refresh_from_db()
    assert (order.channel, order.remark) == ("integration", "改了")

    moved = sheet(office, save="1", version=str(order.version), channel="staff")
    assert client.post(f"/orders/{order.number}/edit/", moved).status_code == 422
    order.refresh_from_db()
    assert order.channel == "integration"
