"""Browsing and searching: steps that no address names are left out, names are found as people type them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from danshu.identity.tests.factories import make_user
from danshu.regions.queries import choices_of, columns_of, find, place_of, propose

pytestmark = pytest.mark.usefixtures("divisions")


def names(code: str) -> list[str]:
    return [choice.name for choice in choices_of(code)]


@pytest.mark.parametrize(
    ("code", "inside"),
    [
        ("11", ["朝阳区", "海淀区"]), ("50", ["渝中区", "城口县"]), ("41", ["济源市"]), ("4419", ["东城街道"]),
        ("440305", ["南头街道", "粤海街道"]), ("419001", ["沁园街道"]), ("440305007", []), ("99", []),
    ],
)  # fmt: skip
def test_what_can_be_chosen_next(code: str, inside: list[str]) -> None:
    assert names(code) == inside


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("440305007", ("广东省", "深圳市", "南山区", "粤海街道")), ("110105", ("北京市", "北京市", "朝阳区", "")),
        ("441900003", ("广东省", "东莞市", "", "东城街道")), ("419001001", ("河南省", "济源市", "", "沁园街道")),
        ("500229", ("重庆市", "重庆市", "城口县", "")), ("44", ("广东省", "", "", "")),
    ],
)  # fmt: skip
def test_a_place_reads_as_an_address_is_written(code: str, parts: tuple[str, ...]) -> None:
    place = place_of(code)

    assert place is not None
    assert (place.province, place.city, place.district, place.town) == parts


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("南山", "440305"), ("南山区", "440305"), ("nsq", "440305"), ("nanshan", "440305"), ("440305", "440305"),
        ("440300", "4403"), ("深圳", "4403"), ("szs", "4403"), ("guangdong", "44"), ("广东 南山", "440305"),
        ("gd ns", "440305"), ("深圳南山", "440305"), ("粤海", "440305007"), ("南山 yhjd", "440305007"), ("恩施", "4228"),
        ("长春 朝阳", "220104"), ("ＮＳＱ", "440305"),
    ],
)  # fmt: skip
def test_a_division_is_found_as_people_type_it(text: str, first: str) -> None:
    assert [place.code for place in find(text)][:1] == [first]


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "'", "没有的地方", "zzzz", "0" * 200, "\x00", "a\x00b"])
def test_what_names_nothing_finds_nothing(text: str) -> None:
    assert find(text) == []


def test_both_districts_of_one_name_are_offered() -> None:
    assert [place.text for place in find("朝阳区")] == ["北京市 朝阳区", "吉林省 长春市 朝阳区"]


def test_the_steps_of_the_cascader_cost_two_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    columns_of("")  # the tree is read once for each edition

    with django_assert_num_queries(2):
        steps = columns_of("440305007")

    assert [(step.name, [c.code for c in step.choices if c.is_chosen]) for step in steps] == [
        ("", ["44"]), ("广东省", ["4403"]), ("深圳市", ["440305"]), ("南山区", ["440305007"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("广东", "深圳", "南山区", ""), "440305"), (("广东省", "深圳市", "", "粤海街道 1 号"), "440305007"),
        (("", "深圳市", "", ""), "4403"), (("", "", "朝阳区", ""), ""), (("Bavaria", "Munich", "", ""), ""),
    ],
)  # fmt: skip
def test_an_old_address_is_proposed_a_division_only_without_doubt(words: tuple[str, ...], code: str) -> None:
    place = propose(*words)

    assert (place.code if place else "") == code


# ---- pages and interface ---------------------------------------------------------------------------------------------
@pytest.fixture
def browser(db: None) -> Client:
    client = Client()
    client.force_login(make_user())
    return client


def test_the_parts_of_the_form_are_answered_as_markup(browser: Client) -> None:
    part = browser.get("/regions/columns/?code=4403&id=id_region", headers={"HX-Request": "true"}).content.decode()
    assert 'id="id_region-440305"' in part
    assert 'data-text="广东省 深圳市"' in part

    found = browser.get("/regions/options/?q=nsq&id=x", headers={"HX-Request": "true"}).content.decode()
    assert 'data-key="440305"' in found

    whole = browser.get("/regions/columns/?code=4403").content.decode()
    assert "南山区" in whole
    assert "<html" in whole


def test_nobody_else_reads_what_was_pasted(browser: Client) -> None:
    text = "张三 13800000000 广东省深圳市南山区粤海街道<b>1号</b>"

    answer = browser.post("/regions/parse/", {"text": text}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert 'data-region="440305007"' in answer.content.decode()
    assert "<b>1号" not in answer.content.decode()


def send(browser: Client, method: str, path: str, body: Any = None) -> Any:
    data = "" if body is None else json.dumps(body)
    return browser.generic(method, f"/api/v1{path}", data, content_type="application/json")


def test_the_interface_browses_searches_and_reads(browser: Client) -> None:
    assert [row["code"] for row in send(browser, "GET", "/divisions?parent=4403").json()] == ["440305", "440306"]
    assert [row["code"] for row in send(browser, "GET", "/divisions?q=nsq").json()] == ["440305"]
    assert send(browser, "GET", "/divisions/440305007").json() == {
        "code": "440305007", "name": "粤海街道", "province": "广东省", "city": "深圳市", "district": "南山区",
        "town": "粤海街道", "has_more": False,
    }  # fmt: skip
    assert send(browser, "GET", "/divisions/999999").status_code == 404
    assert send(browser, "GET", "/divisions?parent=7").status_code == 422

    parsed = send(browser, "POST", "/divisions/parse", {"text": "张三 13800000000 深圳南山科技园 1 号"}).json()
    assert parsed["region"] == "440305"
    assert parsed["recipient"] == {"value": "张三", "mark": "sure", "note": ""}
    assert parsed["district"]["mark"] == "guessed"
    assert parsed["town"] == {"value": "", "mark": "missing", "note": ""}
    assert send(browser, "POST", "/divisions/parse", {"text": ""}).status_code == 422
