"""The published divisions, as they are: all of them, once, and addresses that people really send."""

from __future__ import annotations

from pathlib import Path

import pytest

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.regions.models import Division
from danshu.regions.operations.take_divisions import take_divisions
from danshu.regions.queries import choices_of, find, parse, place_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(data: Path) -> Path:
    folder = data / "cn-divisions"
    if not folder.is_dir():
        pytest.skip("no folder cn-divisions")
    take_divisions(path=str(folder), actor=Actor.system(), at=now())
    return folder


def test_every_division_is_there_once(published: Path) -> None:
    levels = [Division.objects.filter(level=level).count() for level in (1, 2, 3, 4)]

    assert levels == [31 + 3, 342, 2978, 41352]
    assert take_divisions(path=str(published), actor=Actor.system(), at=now())["edition_id"] is None
    assert Division.objects.exclude(parent=None).filter(parent__code=None).count() == 0


def test_each_division_above_the_streets_can_be_reached(published: Path) -> None:
    seen, waiting = set(), [""]
    while waiting:
        choices = choices_of(waiting.pop())
        assert all(choice.name not in ("市辖区", "县", "") for choice in choices)
        seen |= {choice.code for choice in choices}
        waiting += [choice.code for choice in choices if len(choice.code) <= 4]
    expected = Division.objects.filter(level__lte=3, is_placeholder=False).values_list("code", flat=True)

    assert set(expected) - seen == set()


@pytest.mark.parametrize(
    ("text", "region", "words"),
    [
        ("张三 13800000000 广东省深圳市南山区粤海街道科技园路1号", "440305007", "广东省 深圳市 南山区 粤海街道"),
        ("上海浦东新区世纪大道100号 王小明 021-60000000", "310115", "上海市 浦东新区"),
        ("13800000000 李四 江苏苏州昆山市花桥镇绿地大道1号", "320583", "江苏省 苏州市 昆山市"),
        ("东莞市虎门镇太沙路 1 号", "441900121", "广东省 东莞市 虎门镇"),
        ("新疆维吾尔自治区石河子市北泉镇 1 号", "659001100", "新疆维吾尔自治区 石河子市 北泉镇"),
        ("内蒙古呼和浩特市新城区海东路 1 号", "150102", "内蒙古自治区 呼和浩特市 新城区"),
    ],
)  # fmt: skip
def test_a_pasted_address_is_located(published: Path, text: str, region: str, words: str) -> None:
    found = parse(text)

    place = place_of(found.region)
    assert place is not None
    assert (found.region[: len(region)], place.text[: len(words)]) == (region, words)


@pytest.mark.parametrize(("text", "code"), [("nsq", "440305"), ("heb", "13"), ("cqs", "50"), ("浦东", "310115")])
def test_initials_find_what_people_mean(published: Path, text: str, code: str) -> None:
    assert code in [place.code for place in find(text)]
