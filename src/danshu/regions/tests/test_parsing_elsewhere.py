"""Names with a dot, and addresses in Taiwan, Hong Kong and Macau: understood, or clearly marked for a person to look at."""

from __future__ import annotations

import pytest

from danshu.regions.models import CODE_LENGTHS
from danshu.regions.parsing.marks import Mark, ParsedAddress
from danshu.regions.parsing.understanding import understand
from danshu.regions.tests.factories import NAMES
from danshu.regions.tree import grown

pytestmark = pytest.mark.spec("CUS-001")
LEVELS = {length: level for level, length in CODE_LENGTHS.items()}
HERE = NAMES | {
    "71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区", "5103": "自贡市", "510304": "大安区", "51": "四川省",
    "5133": "甘孜藏族自治州", "513324": "九龙县", "65": "新疆维吾尔自治区", "6531": "喀什地区", "653121": "疏附县",
    "54": "西藏自治区", "5401": "拉萨市", "540102": "城关区", "37": "山东省", "3702": "青岛市", "370202": "市南区",
}  # fmt: skip
TREE = grown([(c, n, LEVELS[len(c)], n in ("市辖区", "县"), "", "") for c, n in HERE.items() if len(c) < 9], [])


def parse(text: str) -> ParsedAddress:
    return understand(text, TREE, lambda _code: [])


@pytest.mark.parametrize(
    ("text", "name", "mark"),
    [
        ("买买提·吐尔逊 13800000000 新疆喀什地区疏附县人民路1号", "买买提·吐尔逊", Mark.SURE),
        ("新疆维吾尔自治区·喀什地区·疏附县 人民路1号 买买提・吐尔逊 13800000000", "买买提·吐尔逊", Mark.SURE),
        ("收货人：买买提•吐尔逊 电话：13800000000 地址：新疆喀什地区疏附县人民路1号", "买买提·吐尔逊", Mark.SURE),
        ("新疆喀什地区疏附县 阿不都·热西提·库尔班 13800000000 人民路1号", "阿不都·热西提·库尔班", Mark.SURE),
        ("新疆喀什地区疏附县人民路1号买买提·吐尔逊13800000000", "买买提·吐尔逊", Mark.GUESSED),
        ("西藏拉萨市城关区·人民路1号 格桑·央金 13800000000", "格桑·央金", Mark.SURE),
    ],
)  # fmt: skip
def test_a_name_with_a_dot_is_one_name_however_the_dot_is_written(text: str, name: str, mark: Mark) -> None:
    found = parse(text)

    assert (found.recipient.value, found.recipient.mark, found.phone.value) == (name, mark, "13800000000")
    assert (found.rest.value, found.region in ("653121", "540102")) == ("人民路1号", True)


@pytest.mark.parametrize(
    ("text", "region", "province", "rest", "phone"),
    [
        ("台湾省台北市大安区和平东路二段106号 林先生 0912-345-678", "71", Mark.SURE, "台北市大安区和平东路二段106号", "0912345678"),
        ("台北市大安区和平东路二段106号 林先生 02-27771234", "71", Mark.GUESSED, "台北市大安区和平东路二段106号", "0227771234"),
        ("台灣高雄市前鎮區中山二路2號 林先生", "71", Mark.SURE, "高雄市前鎮區中山二路2號", ""),
        ("香港九龙尖沙咀弥敦道100号 黄先生 (852) 2345 6789", "81", Mark.SURE, "九龙尖沙咀弥敦道100号", "+852 23456789"),
        ("九龙旺角弥敦道700号 黄先生", "81", Mark.GUESSED, "九龙旺角弥敦道700号", ""),
        ("澳門大堂区南湾大马路1号 何先生 +853 66123456", "82", Mark.SURE, "大堂区南湾大马路1号", "+853 66123456"),
    ],
)  # fmt: skip
def test_beyond_the_region_an_address_is_left_for_a_person_to_look_at(
    text: str, region: str, province: Mark, rest: str, phone: str
) -> None:
    found = parse(text)

    assert (found.region, found.province.mark, found.city.value, found.district.value) == (region, province, "", "")
    assert (found.rest.value, found.rest.mark) == (rest, Mark.GUESSED)
    assert (str(found.rest.note), found.phone.value) == ("港澳台地址只识别到地区，市县和街道请核对", phone)


@pytest.mark.parametrize(
    ("text", "region", "rest"),
    [
        ("山东省青岛市市南区香港中路10号 王五", "370202", "香港中路10号"),
        ("四川省甘孜藏族自治州九龙县1号 王五", "513324", "1号"),
        ("香港某某公司 王五 13800000000 深圳市南山区科技园路1号", "440305", "科技园路1号香港某某公司"),
    ],
)
def test_what_is_only_called_so_is_no_other_region(text: str, region: str, rest: str) -> None:
    found = parse(text)

    assert (found.region, found.rest.value) == (region, rest)
