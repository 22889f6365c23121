"""The division an order is delivered to: it comes with the address, stays with it, and goes with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from danshu.kit.errors import FieldErrors
from danshu.parties.tests.factories import make_address
from danshu.regions.tests.factories import take_names, without
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import order_lines, stored_entry
from danshu.sales.models import Order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.permissions import VIEW_ORDER
from danshu.sales.statistics import Asked, order_statistics
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.test_pages import sheet
from danshu.sales.tests.test_rest_fields import fields, send
from danshu.sales.tests.world import NOON, World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ORD-004")]
LINE = "广东省深圳市南山区粤海街道科技园路1号"


@pytest.fixture
def divisions(tmp_path: Path) -> Path:
    take_names(tmp_path)
    return tmp_path


def edited(world: World, order: Order, **changes: Any) -> Order:
    order.refresh_from_db()
    entry = replace(stored_entry(order, order_lines(order)), **changes)
    edit_order(order_id=order.pk, entry=entry, version=order.version, actor=world.clerk, at=NOON)
    order.refresh_from_db()
    return order


def test_the_chosen_address_brings_its_division(divisions: Path, office: World) -> None:
    address = make_address(office.customer, office.clerk, recipient="张三", region="440305007", street="科技园路1号")

    order = office.order(line(office.soap, 1), address_id=address.pk, delivery_address="")

    assert (order.delivery_region_id, order.delivery_address) == ("440305007", LINE)


def test_a_typed_address_has_the_division_that_was_chosen(divisions: Path, office: World) -> None:
    order = office.order(line(office.soap, 1), delivery_address=LINE, delivery_region="440305007")

    assert (order.delivery_region_id, order.delivery_address) == ("440305007", LINE)


def test_words_that_say_another_place_have_no_code(divisions: Path, office: World) -> None:
    order = office.order(line(office.soap, 1), delivery_address="杭州市文三路1号", delivery_region="440305")
    assert order.delivery_region_id is None

    kept = office.order(line(office.soap, 1), delivery_address=LINE, delivery_region="440305")
    assert edited(office, kept, remark="后门收货").delivery_region_id == "440305"
    assert edited(office, kept, delivery_address="深圳南山科技园路2号", delivery_region="").delivery_region_id is None
    assert edited(office, kept, delivery_region="440305").delivery_region_id == "440305"


def test_a_code_that_nobody_can_choose_is_refused_and_an_old_one_stays(divisions: Path, office: World) -> None:
    with pytest.raises(FieldErrors) as refusal:
        office.order(line(office.soap, 1), delivery_address=LINE, delivery_region="999999")
    assert [problem.field for problem in refusal.value.problems] == ["delivery_region"]
    assert Order.objects.count() == 0

    order = office.order(line(office.soap, 1), delivery_address=LINE, delivery_region="440305007")
    take_names(divisions, without("440305"), at=NOON + timedelta(days=400))

    assert edited(office, order, remark="后门收货").delivery_region_id == "440305007"


def test_the_interface_takes_and_gives_the_code(divisions: Path, office: World, sign_in: SignIn) -> None:
    clerk = sign_in(office.clerk)
    order = {"customer_id": office.customer.pk, "lines": [{"item_id": office.soap.pk, "quantity": "1"}]}
    made = send(clerk, "/orders", **order, delivery_address=LINE, delivery_region="440305007")
    assert (made.status_code, made.json()["delivery_region_id"]) == (201, "440305007")

    wrong = send(clerk, "/orders", **order, delivery_address=LINE, delivery_region="999999")
    assert (wrong.status_code, fields(wrong)) == (422, [("delivery_region", "unknown")])


def test_the_entry_page_takes_the_division(divisions: Path, office: World, sign_in: SignIn) -> None:
    client = sign_in(office.clerk)
    page = client.get("/orders/new/").content.decode()
    assert 'data-to-line="delivery_address"' in page

    filled = sheet(office, save="1", delivery_address=LINE, delivery_region="440305007",
                   **{"delivery_region-text": "广东省 深圳市 南山区 粤海街道"})  # fmt: skip
    assert client.post("/orders/new/", filled).status_code == 303

    order = Order.objects.get()
    assert (order.delivery_region_id, order.delivery_address) == ("440305007", LINE)
    assert 'value="440305007"' in client.get(f"/orders/{order.number}/edit/").content.decode()


def test_the_list_is_filtered_by_region_also_for_addresses_in_words(
    divisions: Path, office: World, sign_in: SignIn
) -> None:
    orders = [
        office.order(line(office.soap, 1), delivery_address=LINE, delivery_region="440305007"),
        office.order(line(office.soap, 1), delivery_address="广东深圳南山区科技园路2号"),
        office.order(line(office.soap, 1), delivery_address="浙江省杭州市西湖区文三路1号"),
        office.order(line(office.soap, 1), delivery_address="吉林省长春市朝阳区1号"),
    ]
    client = sign_in(office.clerk)

    def listed(code: str) -> set[int]:
        page = client.get(f"/orders/?region={code}").content.decode()
        return {index for index, order in enumerate(orders) if order.number in page}

    assert listed("44") == {0, 1}
    assert listed("440305") == {0, 1}
    assert listed("330106") == {2}
    assert listed("110105") == set()


@pytest.mark.spec("RPT-005")
def test_orders_are_added_up_by_province_and_city(divisions: Path, office: World, sign_in: SignIn) -> None:
    for code, address in {
        "440305": LINE, "4401": "广东省广州市天河区1号", "110105": "北京市朝阳区1号", "500229": "重庆市城口县1号", "44": "广东省某地1号",
    }.items():  # fmt: skip
        office.order(line(office.soap, 1), delivery_address=address, delivery_region=code)
    office.order(line(office.soap, 1), delivery_address="广东省深圳市南山区2号")
    days = Asked(first=NOON.date(), last=NOON.date(), currency="CNY", statuses=OrderStatus.values)

    def counted(by: str) -> dict[str, int]:
        found = order_statistics(office.clerk, replace(days, by=by), permission=VIEW_ORDER)
        return {group.name: group.orders for group in found.groups}

    assert counted("province") == {"广东省": 3, "北京市": 1, "重庆市": 1, "": 1}
    assert counted("city") == {"广东省 深圳市": 1, "广东省 广州市": 1, "北京市": 1, "重庆市": 1, "": 2}

    client = sign_in(office.clerk)
    page = client.get("/orders/?region_code=44").content.decode()
    assert sum(number in page for number in Order.objects.values_list("number", flat=True)) == 3
