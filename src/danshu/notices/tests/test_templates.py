"""Administrators put own words in place of the delivered ones, checked and looked at before (SYS-033)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.audit.models import AuditEntry
from danshu.audit.tests.pages import words
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden, NotFound
from danshu.notices.composing import composed, template_of
from danshu.notices.errors import TemplateNotChanged
from danshu.notices.letters import LETTERS, PLACEHOLDER, Example, Letter, Words, filled, problems_in
from danshu.notices.models import MessageTemplate
from danshu.notices.operations.edit_template import edit_template
from danshu.notices.operations.restore_template import restore_template
from danshu.notices.permissions import EDIT_TEMPLATE
from danshu.notices.tests.factories import NOON, make_notice

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-033")]
CODE, LIST = "notices.by_mail", "/messages/templates/"
ADMIN = Actor(None, "管理员", grants={EDIT_TEMPLATE: EVERYTHING})
OWN = {"subject": "提醒：{text}", "body": "{name}，\n\n{text}\n\n{company}"}


def edit(language: str = "zh-hans", *, letter: str = CODE, **changes: Any) -> MessageTemplate:
    return edit_template(letter=letter, language=language, **(OWN | changes), actor=ADMIN, at=NOON)


def told() -> Words:
    return composed(CODE, {"name": "张三", "text": "订单已通过", "company": "示例公司"}, "zh-hans")


# ---- filling in -----------------------------------------------------------------------------------------------------
def test_a_fact_that_looks_like_a_placeholder_stays_what_it_is() -> None:
    assert filled(Words("{name}", "{text} {name}"), {"name": "{text}", "text": "你好"}) == Words(
        "{text}", "你好 {text}"
    )


def test_a_line_of_placeholders_without_a_value_is_left_out_with_its_paragraph() -> None:
    template = Words("进展", "一 {empty}\n\n{empty}\n\n{empty}{known}\n尾")
    assert filled(template, {"empty": "", "known": "有"}).body == "一 \n\n有\n尾"


def test_what_an_e_mail_cannot_hold_is_cut_and_a_subject_stays_one_line() -> None:
    words = filled(Words("a {x}", "{x}"), {"x": "字\n" * 1600})
    assert (len(words.subject), len(words.body), words.body[-1], "\n" in words.subject) == (150, 1500, "…", False)


@pytest.mark.parametrize("code", sorted(LETTERS))
def test_every_delivered_text_holds_only_its_own_placeholders_in_both_languages(code: str) -> None:
    found = LETTERS[code]
    for language in ("zh-hans", "en"):
        words = found.delivered_in(language)
        assert [problems_in(found, text) for text in (words.subject, words.body)] == [([], False)] * 2
        assert found.required <= set(PLACEHOLDER.findall(words.body))
        assert words.body.replace("{", "").isascii() == (language == "en")
    assert found.delivered_in("en") != found.delivered_in("zh-hans")


# ---- own words ------------------------------------------------------------------------------------------------------
def test_own_words_count_for_their_language_from_the_next_message_on_and_the_log_tells_both_texts() -> None:
    delivered, english = template_of(LETTERS[CODE], "zh-hans"), template_of(LETTERS[CODE], "en")
    row = edit()
    assert told() == Words("提醒：订单已通过", "张三，\n\n订单已通过\n\n示例公司")
    assert (template_of(LETTERS[CODE], "en"), row.version) == (english, 1)
    entry = AuditEntry.objects.get(operation="notices.edit_template")
    assert entry.changes["subject"] == [delivered.subject, OWN["subject"]]


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"subject": "  "}, "subject", "required"),
        ({"subject": "字" * 101}, "subject", "length"),
        ({"subject": "{number}"}, "subject", "placeholder_unknown"),
        ({"body": ""}, "body", "required"),
        ({"body": "{text}" + "字" * 1000}, "body", "length"),
        ({"body": "{text} {who}"}, "body", "placeholder_unknown"),
        ({"body": "{text} }"}, "body", "lone_brace"),
        ({"body": "{text}\x00"}, "body", "not_text"),
        ({"body": "没有内容"}, "body", "placeholder_missing"),
    ],
)
def test_a_text_that_cannot_be_filled_in_is_refused_beside_its_field(
    wrong: dict[str, str], field: str, code: str
) -> None:
    before = told()
    with pytest.raises(FieldErrors) as refused:
        edit(**wrong)
    assert (field, code) in [(problem.field, problem.code) for problem in refused.value.problems]
    assert (told(), MessageTemplate.objects.exists()) == (before, False)


def test_an_unknown_letter_or_language_is_not_found_and_others_may_not_edit() -> None:
    for letter, language in (("nobody.letter", "en"), (CODE, "fr")):
        with pytest.raises(NotFound):
            edit(language, letter=letter)
    with pytest.raises(Forbidden):
        edit_template(letter=CODE, language="en", **OWN, actor=Actor(None, "外人"), at=NOON)
    assert not MessageTemplate.objects.exists()


def test_nobody_overwrites_words_that_he_has_not_seen() -> None:
    edit(version=0)
    with pytest.raises(EditConflict):
        edit(version=0, subject="第二个 {text}")
    assert told().subject == "提醒：订单已通过"
    edit(version=1, subject="第二个 {text}")
    assert told().subject == "第二个 订单已通过"


def test_going_back_brings_the_delivered_text_and_only_from_an_own_one() -> None:
    delivered = told()
    with pytest.raises(TemplateNotChanged):
        restore_template(letter=CODE, language="zh-hans", actor=ADMIN, at=NOON)
    edit()
    restore_template(letter=CODE, language="zh-hans", version=1, actor=ADMIN, at=NOON)
    assert told() == delivered
    assert AuditEntry.objects.get(operation="notices.restore_template").changes["subject"][0] == OWN["subject"]


def test_a_letter_with_a_code_is_never_without_it() -> None:
    with pytest.raises(FieldErrors) as refused:
        edit_template(letter="identity.recovery_code", language="en", subject="Code", body="Hello {name}", actor=ADMIN,
                      at=NOON)  # fmt: skip
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("body", "placeholder_missing")]
    with pytest.raises(FieldErrors) as refused:
        edit_template(letter="identity.recovery_code", language="en", subject="Code {code}", body="{code}", actor=ADMIN,
                      at=NOON)  # fmt: skip
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [
        ("subject", "placeholder_in_subject")
    ]


# ---- the pages ------------------------------------------------------------------------------------------------------
def test_the_page_shows_words_placeholders_and_a_look_with_a_real_record(visit: Any) -> None:
    mine = make_notice("订单 SO-7 已通过")
    client = visit(EDIT_TEMPLATE, user_id=mine.user_id)
    assert all(str(found.label) in client.text(LIST) for found in LETTERS.values())
    page = client.text(f"{LIST}{CODE}:zh-hans/")
    assert ("通知：订单 SO-7 已通过" in page, "{company}" in page, "交付的文本" in page) == (True, True, True)
    stranger = visit(EDIT_TEMPLATE, user_id=mine.user_id + 1)
    assert "没有你能看到的这条记录，不能预览" in stranger.text(f"{LIST}{CODE}:zh-hans/")
    assert client.get(f"{LIST}{CODE}:fr/").status_code == 404
    assert visit().get(LIST).status_code == 403


def test_the_form_previews_without_keeping_then_saves_once(visit: Any) -> None:
    mine = make_notice("订单 SO-7 已通过")
    client, url = visit(EDIT_TEMPLATE, user_id=mine.user_id), f"{LIST}{CODE}:zh-hans/edit/"
    given = OWN | {"version": "0", "form_token": "t"}
    tried = client.post(url, given | {"preview": "1"})
    assert ("提醒：订单 SO-7 已通过" in words(tried), MessageTemplate.objects.exists()) == (True, False)
    wrong = client.post(url, given | {"preview": "1", "body": "{text} {who}"})
    assert "没有占位符 {who}" in words(wrong)
    assert [client.post(url, given).status_code for _again in range(2)] == [303, 303]
    assert MessageTemplate.objects.get().version == 1
    assert "自己的文本" in client.text(f"{LIST}{CODE}:zh-hans/")
    stale = client.post(url, given | {"form_token": "u", "subject": "别的 {text}"})
    assert (stale.status_code, told().subject) == (409, "提醒：订单已通过")


def test_the_dialog_shows_the_delivered_text_before_it_comes_back(visit: Any) -> None:
    edit()
    client, url = visit(EDIT_TEMPLATE), f"{LIST}{CODE}:zh-hans/restore/"
    page = client.get(url)
    assert "登录系统，在通知里查看" in words(page)
    digest = page.context["digest"]
    assert client.post(url, {"digest": digest, "form_token": "t"}).status_code == 303
    assert template_of(LETTERS[CODE], "zh-hans") == LETTERS[CODE].delivered_in("zh-hans")


def test_the_list_of_letters_costs_the_same_however_many_are_changed(visit: Any) -> None:
    client = visit(EDIT_TEMPLATE)
    client.get(LIST)
    counts = []
    for language in ("", "zh-hans", "en"):
        if language:
            edit(language)
        with CaptureQueriesContext(connection) as found:
            client.get(LIST)
        counts.append(len(found))
    assert len(set(counts)) == 1


def test_a_letter_without_a_record_of_its_kind_has_no_look() -> None:
    found: Letter = LETTERS["sales.order_placed"]
    assert found.example(Actor(None, "外人"), "") is None
    example = LETTERS["identity.recovery_code"].example(ADMIN, "")
    assert isinstance(example, Example)
    assert example.facts["code"] == "******"
