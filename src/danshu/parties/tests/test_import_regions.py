"""Administrative divisions in customer sheets: by code and by name, wrong ones named on their cell, and out again (CUS-034)."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.urls import reverse

from danshu.kit.actor import Actor
from danshu.parties.models import Customer, DeliveryAddress
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import person
from danshu.parties.tests.test_import import figures, imported, problems, sheet
from danshu.regions.called import place_called
from danshu.regions.tests.factories import take_names

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-034", "SYS-009")]
HEAD = ["客户名称", "手机", "行政区划", "省", "市", "区", "国家", "收货行政区划", "收货地址"]


@pytest.fixture
def divisions(tmp_path: Path) -> None:
    take_names(tmp_path)


@pytest.fixture
def keeper() -> Actor:
    return person("OPA")


def row(number: int, *cells: str) -> list[str]:
    return [f"示例{number}", f"1380000000{number}", *cells, *[""] * (7 - len(cells))]


@pytest.mark.usefixtures("divisions")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("330106", "330106"), ("330000", "33"), ("330100", "3301"), ("440305007", "440305007"),
        ("浙江省杭州市西湖区", "330106"), ("浙江 杭州 西湖", "330106"), ("浙江/杭州市", "3301"), ("浙江", "33"), ("杭州市西湖区", "330106"),
        ("北京市朝阳区", "110105"), ("北京市北京市朝阳区", "110105"), ("广东省 东莞市", "4419"),
        ("朝阳区", ""), ("火星省", ""), ("浙江省 南京市", ""), ("999999", ""), ("330106 示例路 1 号", ""), ("33010", ""),
    ],
)  # fmt: skip
def test_a_cell_names_one_division_or_none(text: str, code: str) -> None:
    place = place_called(text)
    assert (place.code if place else "") == code


@pytest.mark.usefixtures("divisions")
def test_divisions_come_in_by_code_by_name_and_by_full_words(tmp_path: Path, keeper: Actor) -> None:
    rows = [
        row(1, "330106"), row(2, "浙江 杭州 西湖"), row(3, "", "浙江省", "杭州市", "西湖区"), row(4, "", "浙江", "杭州"),
        row(5, "330106", "浙江", "杭州市", "", "中国", "南京市玄武区", "示例路 2 号"),
    ]  # fmt: skip

    batch = imported(sheet(tmp_path, *rows, head=HEAD), keeper)

    assert figures(batch)["created"] == 5, problems(batch)
    found = list(Customer.objects.order_by("pk").values_list("region_id", "province", "city", "district"))
    west = ("330106", "浙江省", "杭州市", "西湖区")
    assert found == [west, west, west, (None, "浙江", "杭州", ""), west]
    address = DeliveryAddress.objects.get()
    assert (address.region_id, address.province, address.city, address.street) == (
        "320102",
        "江苏省",
        "南京市",
        "示例路 2 号",
    )


@pytest.mark.usefixtures("divisions")
def test_a_wrong_division_is_refused_on_its_cell_and_the_row_is_left_out(tmp_path: Path, keeper: Actor) -> None:
    rows = [
        row(1, "火星省"), row(2, "朝阳区"), row(3, "330106", "江苏省"), row(4, "330106", "", "", "", "美国"),
        row(5, "", "", "", "", "", "999999", "示例路 1 号"), row(6, "330106"),
    ]  # fmt: skip

    batch = imported(sheet(tmp_path, *rows, head=HEAD), keeper)

    assert [(number, field) for number, field, _text in problems(batch)] == [
        (2, "region"), (3, "region"), (4, "province"), (5, "region"), (6, "address_region"),
    ]  # fmt: skip
    assert "火星省" in problems(batch)[0][2]
    assert list(Customer.objects.values_list("name", flat=True)) == ["示例6"]


def test_without_any_divisions_the_column_is_refused_in_words(tmp_path: Path, keeper: Actor) -> None:
    batch = imported(sheet(tmp_path, row(1, "330106"), head=HEAD), keeper)

    assert problems(batch)[0][1:] == ("region", "还没有行政区划数据，这一列不能导入")


@pytest.mark.usefixtures("divisions")
def test_an_export_of_divisions_comes_in_again(tmp_path: Path, keeper: Actor, sign_in: SignIn) -> None:
    imported(sheet(tmp_path, row(1, "330106"), row(2), head=HEAD), keeper)
    listed = {"export": "csv", "cols": ["name", "mobile", "division", "division_code"], "sort": "created_at"}
    answer = sign_in(keeper).get(reverse("parties:customer_list"), listed)
    text = (
        b"".join(answer.streaming_content).decode("utf-8-sig")
        if answer.streaming
        else answer.content.decode("utf-8-sig")
    )
    rows = {each["客户名称"]: each for each in csv.DictReader(io.StringIO(text))}

    assert (rows["示例1"]["行政区划"], rows["示例1"]["行政区划代码"]) == ("浙江省 杭州市 西湖区", "330106")
    assert (rows["示例2"]["行政区划"], rows["示例2"]["行政区划代码"]) == ("", "")
    again = sheet(
        tmp_path,
        ["示例9", "13800000009", rows["示例1"]["行政区划"]],
        head=["客户名称", "手机", "行政区划"],
        name="b.csv",
    )
    imported(again, keeper)
    assert Customer.objects.get(name="示例9").region_id == "330106"
