"""Say the effect before the act (COM-009)."""

from __future__ import annotations

import re

import pytest

from danshu.kit.context import Effect
from danshu.kit.errors import NotFound
from danshu.ui.impact import Impact, confirm, digest

URL = "/ui/gallery/impact/"


def shown_digest(response):
    return re.search(r'name="digest" value="(\w+)"', response.content.decode())[1]


@pytest.mark.spec("COM-009")
def test_the_dialog_names_the_record_and_its_effects_and_what_stays(client):
    part = client.get(URL, HTTP_HX_REQUEST="true").content.decode()

    assert part.lstrip().startswith("<dialog")
    for text in (
        "作废订单 SO-260917-0112？",
        "释放未发的锁定库存 256 箱",
        "冲减应收 ¥21,824.00",
        "保留订单",
        "30 天内可恢复",
    ):
        assert text in part


def test_without_scripts_the_question_has_a_page_of_its_own(client):
    page = client.get(URL).content.decode()

    assert page.startswith("<!doctype html>")
    assert '<form class="x-dialog still" method="post"' in page


@pytest.mark.spec("COM-009")
def test_it_happens_only_with_the_digest_of_what_was_shown_and_a_reason(client):
    seen = shown_digest(client.get(URL))

    without_reason = client.post(URL, {"digest": seen})
    confirmed = client.post(URL, {"digest": seen, "reason": "客户取消"})

    assert (without_reason.status_code, "填写原因" in without_reason.content.decode()) == (422, True)
    assert (confirmed.status_code, confirmed["Location"]) == (303, "/ui/gallery/")


@pytest.mark.spec("COM-012")
def test_when_the_facts_changed_nothing_is_done_and_the_new_list_is_shown(client):
    seen = shown_digest(client.get(URL))

    answer = client.post(URL, {"digest": seen, "reason": "客户取消", "n": "300"})

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "影响已经变化，没有执行" in text
    assert "释放未发的锁定库存 300 箱" in text
    assert shown_digest(answer) != seen
    assert "客户取消</textarea>" in text


def test_a_refusal_of_the_trial_is_shown_without_a_button(rf):
    def impossible():
        raise NotFound()

    response = confirm(
        rf.get("/x/", headers={"HX-Request": "true"}), impact=impossible, act=lambda *_: "", back_url="/"
    )

    assert response.status_code == 404
    assert "记录不存在" in response.content.decode()
    assert 'type="submit"' not in response.content.decode()


def test_the_third_level_asks_to_type_the_number(rf):
    def impact():
        return Impact(title="关账？", do_label="关账", keep_label="不关", reason="", typed="2026-09")

    def post(**data):
        return confirm(
            rf.post("/x/", {"digest": digest([]), **data}), impact=impact, act=lambda *_: "/done/", back_url="/"
        )

    assert (post().status_code, post(typed="2026-9").status_code, post(typed="2026-09").status_code) == (422, 422, 303)


def test_the_digest_depends_on_the_words_and_their_order():
    one, two = Effect("a", "1 箱"), Effect("b", "2 箱")

    assert digest([one, two]) == digest([Effect("a", "1 箱", "warn"), two])
    assert len({digest([one]), digest([two]), digest([two, one]), digest([one, two]), digest([])}) == 5
