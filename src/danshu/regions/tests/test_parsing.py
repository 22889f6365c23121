"""Pasted addresses: what stands in the text is sure, what follows from it is said to be a guess, nothing is invented."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danshu.regions.parsing.marks import Mark, ParsedAddress
from danshu.regions.parsing.understanding import understand
from danshu.regions.queries import parse
from danshu.regions.tests.factories import NAMES
from danshu.regions.tree import grown

pytestmark = pytest.mark.usefixtures("divisions")
WHOLE = "张三 13800000000 广东省深圳市南山区粤海街道科技园路1号"


def told(found: ParsedAddress) -> dict[str, tuple[str, str]]:
    return {name: (part.value, part.mark.value) for name, part in found.parts() if part.value}


def test_everything_in_the_text_is_sure() -> None:
    found = parse(WHOLE)

    assert found.region == "440305007"
    assert told(found) == {
        "recipient": ("张三", "sure"), "phone": ("13800000000", "sure"), "province": ("广东省", "sure"),
        "city": ("深圳市", "sure"), "district": ("南山区", "sure"), "town": ("粤海街道", "sure"),
        "rest": ("科技园路1号", "sure"),
    }  # fmt: skip
    assert found.unsure == 0


@pytest.mark.parametrize(
    "text",
    [
        "广东省深圳市南山区粤海街道科技园路1号 张三 13800000000", "张三，13800000000，广东省深圳市南山区粤海街道科技园路1号",
        "收货人：张三\n手机号码：138 0000 0000\n所在地区：广东省 深圳市 南山区 粤海街道\n详细地址：科技园路1号",
        "+86 138-0000-0000 张三(收) 广东 深圳市 南山区 粤海街道办事处 科技园路1号",
        "张三　１３８００００００００　广东省深圳市南山区粤海街道科技园路1号",
        "广东省/深圳市/南山区/粤海街道/科技园路1号\t张三\t13800000000",
    ],
)  # fmt: skip
def test_the_same_address_in_the_forms_in_which_it_is_sent(text: str) -> None:
    found = parse(text)

    assert (found.region, found.recipient.value, found.phone.value) == ("440305007", "张三", "13800000000")
    assert found.rest.value.lstrip("/") == "科技园路1号"


@pytest.mark.parametrize(
    ("text", "part", "value", "mark"),
    [
        ("深圳南山科技园 1 号", "district", "南山区", Mark.GUESSED),  # a short name may be a park
        ("深圳市粤海街道科技园路1号", "district", "南山区", Mark.GUESSED),  # follows from the street
        ("深圳市南山区科技园路1号", "province", "广东省", Mark.SURE),  # only one Shenzhen
        ("朝阳区建国路1号", "province", "北京市", Mark.GUESSED),  # Changchun has one too
        ("广东省杭州市西湖区1号", "city", "杭州市", Mark.GUESSED),  # contradicts itself
        ("北京市北京市朝阳区建国路1号", "district", "朝阳区", Mark.SURE),
        ("河南省济源市沁园街道1号", "town", "沁园街道", Mark.SURE),
        ("东莞市东城街道1号", "town", "东城街道", Mark.SURE),
        ("重庆城口县葛城1号", "city", "重庆市", Mark.SURE),
        ("广州市天河区中山路3号", "rest", "中山路3号", Mark.SURE),  # no city of Zhongshan here
        ("杭州市西湖区文三路1号李四13800000000", "recipient", "李四", Mark.GUESSED),  # written on to the number
        ("李四杭州市西湖区文三路1号13800000000", "recipient", "李四", Mark.GUESSED),
        ("杭州市西湖区 13800000000 13900000000", "phone", "13800000000", Mark.GUESSED),
        ("杭州市西湖区 0571-80000000转801", "phone", "057180000000-801", Mark.SURE),
        ("杭州市西湖区文三路 邮编310012", "postal_code", "310012", Mark.SURE),
    ],
)  # fmt: skip
def test_how_sure_a_part_is(text: str, part: str, value: str, mark: Mark) -> None:
    found = dict(parse(text).parts())[part]

    assert (found.value, found.mark) == (value, mark)


def test_a_city_without_districts_says_so() -> None:
    found = parse("东莞市东城街道1号")

    assert (found.district.value, found.district.mark, str(found.district.note)) == ("", Mark.SURE, "不设区县")


def test_what_the_words_could_mean_as_well_is_named() -> None:
    assert parse("朝阳区建国路1号").others == ("220104",)
    assert parse("吉林省长春市朝阳区1号").others == ()


@pytest.mark.parametrize("text", ["", " \n", "hello world", "中山路12号", "12345", "\x00\x01"])
def test_what_names_no_division_has_none(text: str) -> None:
    found = parse(text)

    assert found.region == ""
    assert (found.province.mark, found.city.mark, found.district.mark, found.town.mark) == (Mark.MISSING,) * 4


def small_tree():
    return grown([(c, n, {2: 1, 4: 2, 6: 3}[len(c)], False, "", "") for c, n in NAMES.items() if len(c) < 9], [])


@given(st.text(st.sampled_from("张三1380 ,\n:：省市区街道路号广东深圳南山北京朝阳()（）a\x00\u202e"), max_size=200))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_is_answered_and_never_invented(text: str) -> None:
    found = understand(text, small_tree(), lambda code: [])

    assert all((part.mark is Mark.MISSING) == (not part.value) or part.note for _name, part in found.parts())
    written = unicodedata.normalize("NFKC", text)
    assert all(char in written or char == " " for char in found.rest.value)
