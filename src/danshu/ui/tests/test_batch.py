"""Selection and batch actions (COM-004, COM-009)."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from danshu.ui.lists import ListSpec

pytestmark = pytest.mark.django_db
URL = "/ui/gallery/list/"


def text_of(response):
    """The page without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.spec("COM-004")
def test_a_batch_button_with_nothing_selected_says_so_and_does_nothing(client, orders):
    orders(5)

    response = client.post(URL, {"batch": "approve"})

    assert response.status_code == 422
    assert "请至少选择一条记录" in text_of(response)


@pytest.mark.spec("COM-004")
def test_each_record_is_done_or_refused_with_its_reason(client, orders):
    rows = orders(20)
    good = list(rows.filter(status="submitted").values_list("pk", flat=True))[:2]
    bad = rows.filter(status="done").first()

    response = client.post(URL, {"batch": "approve", "ids": [*good, bad.pk]})

    assert response.status_code == 200
    assert "3 单中 2 单已处理" in text_of(response)
    assert f"{bad.number} 订单是「已完成」，不能再审核" in text_of(response)


@pytest.mark.spec("COM-004")
def test_a_full_success_is_told_in_one_line_and_as_a_toast(client, orders):
    good = orders(20).filter(status="submitted").first()

    response = client.post(URL, {"batch": "approve", "ids": [good.pk]})

    assert "已通过 1 单" in text_of(response)
    assert "\\u5df2\\u901a\\u8fc7 1" in response["HX-Trigger"]


def test_all_that_the_filter_finds_is_an_explicit_choice(client, orders):
    rows = orders(60)
    waiting = rows.filter(status="submitted").count()

    response = client.post(f"{URL}?status=submitted", {"batch": "approve", "all": "1"})

    assert f"已通过 {waiting} 单" in text_of(response)


def test_unknown_and_malformed_keys_are_refused_one_by_one(client, orders):
    good = orders(20).filter(status="submitted").first()

    response = client.post(URL, {"batch": "approve", "ids": [str(good.pk), "999999", "x'; --"]})

    assert "2 单中 1 单已处理" in text_of(response)
    assert "记录不存在，或不在你的数据范围内" in text_of(response)


def test_too_many_at_once_are_refused_with_a_way_out(client, orders):
    orders(501)

    response = client.post(URL, {"batch": "approve", "all": "1"})

    assert response.status_code == 422
    assert "一次最多处理 500 条" in text_of(response)


def test_an_action_the_person_may_not_use_is_refused(client, orders):
    orders(5)

    assert client.post(URL, {"batch": "erase", "ids": ["1"]}).status_code == 403


@pytest.mark.spec("COM-009")
def test_a_destructive_batch_asks_first_and_names_the_records(client, orders):
    good = orders(20).filter(status="submitted").first()

    response = client.post(URL, {"batch": "void", "ids": [good.pk]})

    page = text_of(response)
    assert "作废 1 单？" in page
    assert good.number in page
    assert "保留订单" in page
    assert "已作废 1 单" not in page


@pytest.mark.spec("COM-009")
def test_the_reason_is_required_before_it_happens(client, orders):
    good = orders(20).filter(status="submitted").first()
    given = {"batch": "void", "ids": [good.pk], "confirmed": "1"}

    without = client.post(URL, given)
    with_reason = client.post(URL, {**given, "reason": "客户取消"})

    assert (without.status_code, "填写原因" in text_of(without)) == (422, True)
    assert "已作废 1 单" in text_of(with_reason)


def test_the_same_submission_carries_the_same_key_for_a_record(orders, actor):
    from danshu.kit.clock import now
    from danshu.ui.lists import BatchContext

    record = orders(1).first()
    context = BatchContext(actor=actor, at=now(), reason="", token="t")

    assert context.key(record) == context.key(record) == "t:1"


@pytest.mark.spec("COM-004")
def test_after_a_batch_the_counts_of_the_menu_are_asked_for_again(client, orders):
    rows = orders(20)
    good, bad = rows.filter(status="submitted").first(), rows.filter(status="done").first()

    whole = client.post(URL, {"batch": "approve", "ids": [good.pk]})
    partly = client.post(URL, {"batch": "approve", "ids": [good.pk, bad.pk]})
    question = client.post(URL, {"batch": "void", "ids": [good.pk]})

    assert set(json.loads(whole["HX-Trigger"])) == {"toast", "ui:counts"}
    assert set(json.loads(partly["HX-Trigger"])) == {"ui:counts"}
    assert "HX-Trigger" not in question


@pytest.mark.spec("COM-004", "COM-009")
def test_the_question_says_before_how_many_can_pass_and_why_the_others_cannot(client, orders):
    rows = orders(20)
    good = list(rows.filter(status="submitted"))[:2]
    bad = rows.filter(status="done").first()

    response = client.post(URL, {"batch": "void", "ids": [good[0].pk, bad.pk, good[1].pk, 999_999]})

    page = text_of(response)
    assert "作废 2 单？" in page
    assert "选中 4 单：2 单可以，2 单不能" in page
    assert f"{bad.number} 订单是「已完成」，不能再审核 只选择待审核的订单" in page
    assert "— 记录不存在，或不在你的数据范围内" in page
    sent = re.findall(r'<input type="hidden" name="ids" value="(\d+)">', response.content.decode())
    assert sorted(map(int, sent)) == sorted(order.pk for order in good)


@pytest.mark.spec("COM-004")
def test_when_nothing_can_pass_there_is_no_button(client, orders):
    bad = orders(20).filter(status="done").first()

    response = client.post(URL, {"batch": "void", "ids": [bad.pk]})

    dialog = re.search(r"<dialog.*?</dialog>", response.content.decode(), re.DOTALL)[0]
    assert "选中的 1 单现在都不能处理" in text_of(response)
    assert ("btn-danger" in dialog, "<textarea" in dialog) == (False, False)


@pytest.mark.spec("COM-004")
def test_only_so_many_are_tried_that_nobody_waits_for_the_question(client, orders, monkeypatch):
    from danshu.ui.lists import rehearsal

    monkeypatch.setattr(rehearsal, "MOST", 2)
    good = list(orders(40).filter(status="submitted"))[:3]

    response = client.post(URL, {"batch": "void", "ids": [order.pk for order in good]})

    page = text_of(response)
    assert ("作废 3 单？" in page, "另有 1 单没有预先检查" in page, "已预先检查" in page) == (True, True, False)


@pytest.mark.spec("COM-004")
def test_what_is_tried_is_taken_back(client, orders, monkeypatch):
    from danshu.ui.gallery import declared
    from danshu.ui.gallery.models import GalleryOrder

    def void(order, context):
        tried.append(context.reason)
        GalleryOrder.objects.filter(pk=order.pk).update(status="void")

    tried = []
    action = next(each for each in declared.ORDERS.batch if each.key == "void")
    monkeypatch.setattr(ListSpec, "batch_for", lambda *_: [dataclasses.replace(action, run=void)])
    good = orders(20).filter(status="submitted").first()

    client.post(URL, {"batch": "void", "ids": [good.pk]})

    assert (tried, GalleryOrder.objects.get(pk=good.pk).status) == (["（尚未填写）"], "submitted")


def test_while_others_work_on_the_records_the_question_comes_without_a_forecast(client, orders, monkeypatch):
    from django.db import OperationalError

    from danshu.ui.gallery import declared

    def busy(_order, _context):
        raise OperationalError("deadlock detected")

    action = next(each for each in declared.ORDERS.batch if each.key == "void")
    monkeypatch.setattr(ListSpec, "batch_for", lambda *_: [dataclasses.replace(action, run=busy)])
    good = orders(20).filter(status="submitted").first()

    response = client.post(URL, {"batch": "void", "ids": [good.pk]})

    page = text_of(response)
    assert ("作废 1 单？" in page, "已预先检查" in page) == (True, False)
