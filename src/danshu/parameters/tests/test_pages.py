"""Pages of the parameters: everything found, changed, refused beside the field, reset (SYS-001)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from danshu.audit.tests.pages import filled, words
from danshu.parameters.models import ParameterSetting
from danshu.parameters.permissions import CONFIGURE
from danshu.parameters.queries import value
from danshu.parameters.registry import GROUPS, PARAMETERS
from danshu.parameters.web.pages import declared_in

LIST, SALES = "/settings/parameters/", "/settings/parameters/sales/"


@pytest.mark.spec("SYS-001")
def test_every_parameter_is_on_the_page_with_name_meaning_default_and_limits(visit):
    text = visit(CONFIGURE).text(LIST)

    for each in PARAMETERS.values():
        assert each.name in text
        assert each.zh[0] in text
    assert "大额订单 large_order_amount 达到这个金额的订单要查信用并由主管审批 50,000 元（本位币）" in text
    assert f"共 {len(PARAMETERS)} 个参数" in text


@pytest.mark.spec("COM-019")
def test_declared_words_exist_in_english_too(visit):
    text = visit(CONFIGURE, language="en").text(LIST)

    assert "Large order large_order_amount" in text
    assert not [each.name for each in PARAMETERS.values() if each.zh[1] in text]


@pytest.mark.spec("SYS-001")
@pytest.mark.parametrize(("language", "tag"), [("zh-hans", "尚未启用"), ("en", "Not in use yet")])
def test_a_parameter_that_no_code_reads_is_marked_wherever_it_can_be_changed(visit, language, tag):
    unused, used = PARAMETERS["activation_hours"], PARAMETERS["session_idle_minutes"]
    assert (unused.is_used, used.is_used) == (False, True)
    client = visit(CONFIGURE, language=language)
    for path in (LIST, f"{LIST}accounts/"):
        parts = re.split(r"<code[^>]*>", client.get(path).content.decode())
        marked = {part.partition("<")[0] for part in parts if tag in part}
        assert (unused.name in marked, used.name in marked) == (True, False), path
    assert tag in client.get(reverse("parameters:history", args=[unused.name])).content.decode()
    assert tag not in client.get(reverse("parameters:history", args=[used.name])).content.decode()


def test_search_finds_by_code_and_words(visit):
    client = visit(CONFIGURE)
    assert "共 1 个参数" in client.text(LIST, q="unpaid_cancel")
    assert "没有符合的参数" in client.text(LIST, q="100%")


@pytest.mark.spec("SYS-001")
@pytest.mark.parametrize("code", [code for code in GROUPS if declared_in(code)])
def test_saving_a_group_as_it_is_changes_nothing_and_says_so(visit, code):
    client = visit(CONFIGURE)
    path = f"{LIST}{code}/"

    response = client.post(path, filled(client, path))

    assert response.status_code == 422
    assert "没有改动任何参数" in words(response)
    assert not ParameterSetting.objects.exists()


@pytest.mark.spec("SYS-001")
def test_a_changed_value_counts_and_the_page_shows_who_changed_it(visit):
    client = visit(CONFIGURE)
    data = filled(client, SALES) | {"large_order_amount": "８0，000", "reason": "新的授权"}

    response = client.post(SALES, data)

    assert (response.status_code, response.headers["Location"]) == (303, SALES)
    assert value("large_order_amount") == 80000
    assert [row.name for row in ParameterSetting.objects.all()] == ["large_order_amount"]
    text = client.text(SALES)
    assert "最近由 管理员 修改" in text
    assert "销售 5" in client.text(LIST, q="discount")
    assert "新的授权" in client.text("/settings/parameters/of/large_order_amount/history/")


@pytest.mark.spec("SYS-001")
@pytest.mark.spec("COM-008")
def test_values_outside_their_limits_are_refused_beside_their_fields_and_kept(visit):
    client = visit(CONFIGURE)
    path = f"{LIST}accounts/"
    data = filled(client, path) | {"login_max_failures": "99", "password_policy.minimum_length": "6"}

    response = client.post(path, data)

    assert response.status_code == 422
    body = response.content.decode()
    assert 'value="99"' in body
    assert "不能大于 20" in body
    assert "不能小于 8" in body
    assert not ParameterSetting.objects.exists()


@pytest.mark.spec("COM-012")
def test_the_second_of_two_editors_gets_the_conflict_panel(visit):
    client = visit(CONFIGURE)
    mine = filled(client, SALES) | {"auto_complete_days": "8"}
    client.post(SALES, filled(client, SALES) | {"auto_complete_days": "9"})

    response = client.post(SALES, mine)

    assert response.status_code == 409
    assert "管理员" in words(response)
    assert value("auto_complete_days") == 9


@pytest.mark.spec("COM-013")
def test_pressing_save_twice_changes_once(visit):
    client = visit(CONFIGURE)
    data = filled(client, SALES) | {"auto_complete_days": "8"}
    assert [client.post(SALES, data).status_code for _ in range(2)] == [303, 303]
    assert ParameterSetting.objects.count() == 1


@pytest.mark.spec("SYS-001")
def test_reset_says_what_it_does_and_does_it(visit):
    client = visit(CONFIGURE)
    client.post(SALES, filled(client, SALES) | {"auto_complete_days": "9"})
    path = "/settings/parameters/of/auto_complete_days/reset/"

    question = client.get(path)
    assert "由 9 天 变为 7 天，立即生效" in words(question)
    data = {name: values[0] for name, values in filled(client, path).items()}
    assert client.post(path, data).status_code == 303
    assert value("auto_complete_days") == 7
    assert "现在不能这样做" in words(client.get(path))


def test_a_planned_change_is_listed_and_can_be_withdrawn(visit):
    client = visit(CONFIGURE)
    client.post(SALES, filled(client, SALES) | {"auto_complete_days": "9", "effective_on": "2099-01-01"})
    assert "计划中的改动 自动完成 → 9 天" in client.text(LIST)
    row = ParameterSetting.objects.get()
    assert client.post(f"/settings/parameters/changes/{row.pk}/withdraw/").status_code == 303
    assert "计划中的改动" not in client.text(LIST)


@pytest.mark.spec("ACC-023")
@pytest.mark.parametrize("path", [LIST, SALES, "/settings/parameters/of/page_size/reset/"])
def test_nobody_else_sees_or_changes_parameters(visit, path):
    client = visit("sales.order.view")
    assert client.get(path).status_code == 403
    assert client.post(path, {"auto_complete_days": "9"}).status_code == 403
    assert not ParameterSetting.objects.exists()


def test_unknown_groups_and_parameters_are_not_found(visit):
    client = visit(CONFIGURE)
    for path in ("/settings/parameters/nothing/", "/settings/parameters/of/nothing/history/"):
        assert client.get(path).status_code == 404


@pytest.mark.spec("SYS-001", "COM-017")
def test_the_history_tells_for_each_change_what_it_replaced(visit):
    def set_to(number, day, **more):
        at = datetime(2026, 9, day, 4, 0, tzinfo=UTC)
        return ParameterSetting.objects.create(
            name="page_size", value=number, effective_at=at, changed_at=at, changed_by_name="李四", **more
        )

    set_to(50, 1)
    set_to(100, 2, withdrawn_at=datetime(2026, 9, 3, tzinfo=UTC))
    set_to(10, 4)
    set_to(None, 5)
    body = visit(CONFIGURE).get("/settings/parameters/of/page_size/history/").content.decode()
    rows = re.findall(r'<td class="c-middle muted">(.*?)</td><td class="c-title">(.*?)</td>', body)
    old_and_new = [(re.match(r"\d+", old)[0], re.findall(r"\d+", new)[0]) for old, new in rows]
    assert old_and_new == [("10", "20"), ("50", "10"), ("50", "100"), ("20", "50")]
    assert "改前" in body
