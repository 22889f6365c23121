"""Forms: all errors at once, entries kept, one-time token, conflicts (COM-007, COM-008, COM-012, COM-013)."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict

from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.ui.fields import (
    ChoiceField,
    DateField,
    EmailField,
    IntegerField,
    MoneyField,
    NameField,
    PhoneField,
    PickerField,
    QuantityField,
    RemarkField,
    WebField,
)
from danshu.ui.forms import Form
from danshu.ui.normalise import half_width, plain_code, plain_number

URL = "/ui/gallery/form/"
GOOD = {"name": "示例青禾", "phone": "13800000000", "version": "3"}


class Sample(Form):
    name = NameField(label="名称")
    mail = EmailField(label="邮箱", required=False)
    limit = MoneyField(label="额度", required=False)
    count = QuantityField(label="数量", required=False)
    remark = RemarkField()


def bound(**data):
    query = QueryDict(mutable=True)
    query.update(data)
    return Sample(query)


@pytest.mark.spec("COM-008")
def test_all_problems_are_told_at_once_each_beside_its_field_and_nothing_is_saved():
    form = bound(name="名" * 51, mail="不是邮箱", limit="", count="x")

    assert not form.is_valid()
    assert [(p.target, p.text) for p in form.problems()] == [
        ("id_name", "最多 50 个字，现在是 51 个"),
        ("id_mail", "应为邮箱地址，例如 name@example.com"),
        ("id_count", "应为数字，例如 1,234.50"),
    ]


@pytest.mark.spec("COM-008")
@pytest.mark.parametrize(("name", "valid"), [("名" * 50, True), ("名" * 51, False), ("", False), ("   ", False)])
def test_a_name_has_one_to_fifty_characters_and_a_chinese_character_is_one(name, valid):
    assert bound(name=name).is_valid() is valid


@pytest.mark.spec("COM-008")
@pytest.mark.parametrize(("length", "valid"), [(500, True), (501, False)])
def test_a_remark_has_up_to_five_hundred_characters(length, valid):
    assert bound(name="x", remark="备" * length).is_valid() is valid


@pytest.mark.spec("COM-008")
def test_the_summary_links_to_the_fields_and_the_entries_are_kept(client):
    page = client.post(URL, {"name": "", "phone": "1380000", "remark": "留着"})

    text = page.content.decode()
    assert page.status_code == 422
    assert '<a href="#id_name">填写名称</a>' in text
    assert '<a href="#id_phone">联系电话：应为 11 位手机号，现在是 7 位</a>' in text
    assert 'value="1380000"' in text
    assert "留着</textarea>" in text
    assert re.search(r'id="id_phone"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="id_phone"', text)
    assert re.search(r"<title>错误：", text)


@pytest.mark.spec("COM-008")
def test_the_asterisk_of_a_required_field_stands_at_its_upper_left(client):
    text = client.get(URL).content.decode()

    assert '<label for="id_name"><span class="req" aria-hidden="true">*</span>名称</label>' in text
    assert '<label for="id_remark">备注</label>' in text


def test_full_width_digits_and_letters_become_half_width():
    form = bound(name="ＡＢＣ１２３（示例）", limit="１２，３４５。６０")

    assert form.is_valid()
    assert (form.values["name"], str(form.values["limit"])) == ("ABC123（示例）", "12345.60")


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("１２，３４５。６", "12345.6"), ("1,234.50", "1234.50"), (" ¥ 12 ", "12"), ("−5", "-5"), ("8.2%", "8.2")],
)
def test_numbers_lose_separators_and_signs(typed, plain):
    assert plain_number(typed) == plain


def test_codes_lose_blanks_and_dashes():
    assert plain_code("138 0000-0000") == "13800000000"
    assert half_width("ｘｓｙ：１") == "xsy：1"


def test_passwords_are_never_changed():
    from django import forms as django_forms

    class Secret(Form):
        password = django_forms.CharField(widget=django_forms.PasswordInput, strip=False)

    form = Secret({"password": "ＡＢ "})

    assert form.is_valid()
    assert form.values["password"] == "ＡＢ "


@pytest.mark.parametrize("typed", ["0", "-1", "1.5"])
def test_a_quantity_is_a_whole_number_above_zero(typed):
    assert not bound(name="x", count=typed).is_valid()


@pytest.mark.parametrize(
    ("typed", "valid"),
    [
        ("13800000000", True),
        ("138 0000 0000", True),
        ("010-60000000", True),
        ("+8613800000000", True),
        ("1380000", False),
        ("电话", False),
        ("15000", False),
        ("120", False),
    ],
)
def test_telephone_numbers(typed, valid):
    class Phone(Form):
        phone = PhoneField(label="电话")

    assert Phone({"phone": typed}).is_valid() is valid


@pytest.mark.parametrize(
    ("typed", "valid"), [("https://example.com/x", True), ("example", False), ("ftp://example.com", False)]
)
def test_web_addresses(typed, valid):
    class Web(Form):
        site = WebField(label="网址")

    assert Web({"site": typed}).is_valid() is valid


def test_dates_and_whole_numbers_say_what_they_expect():
    class Kinds(Form):
        day = DateField(label="日期")
        count = IntegerField(label="件数")

    form = Kinds({"day": "昨天", "count": "1.5"})

    assert [p.text for p in form.problems()] == ["应为日期，例如 2026-09-18", "应为整数"]


@pytest.mark.spec("COM-013")
def test_each_form_carries_its_own_token_and_keeps_it_when_it_comes_back():
    first, second = Sample(), Sample()
    again = bound(name="", form_token=first.token)

    assert first.token != second.token
    assert again.token == first.token
    assert f'value="{first.token}"' in str(again["form_token"])


@pytest.mark.parametrize(("sent", "seen"), [("3", 3), ("", None), ("x", None), ("-1", None)])
def test_the_version_seen_travels_with_the_form(sent, seen):
    assert bound(name="x", version=sent).seen_version == seen


@pytest.mark.spec("COM-012")
def test_a_conflict_says_who_changed_it_and_keeps_what_was_typed(client):
    page = client.post(URL, {**GOOD, "name": "冲突", "remark": "我的修改"})

    text = page.content.decode()
    assert page.status_code == 409
    assert "王五 在 10:41 修改了这条记录" in text
    assert "重新载入" in text
    assert "我的修改</textarea>" in text


def test_refusals_of_an_operation_land_beside_their_fields():
    class TooLow(DomainError):
        message = "低于最低价"
        way_out = "改到 43.20 以上"

    form = bound(name="x")
    form.is_valid()
    form.refuse(FieldErrors([FieldProblem("mail", "taken", "邮箱已被使用"), FieldProblem("other", "x", "别的")]))
    form.refuse(TooLow(field="limit"))

    assert [(p.target, p.text) for p in form.problems()] == [
        ("", "别的"),
        ("id_mail", "邮箱已被使用"),
        ("id_limit", "低于最低价；改到 43.20 以上"),
    ]


def test_success_moves_on_for_browsers_and_for_htmx(client):
    plain = client.post(URL, GOOD)
    htmx = client.post(URL, GOOD, HTTP_HX_REQUEST="true")

    assert (plain.status_code, plain["Location"]) == (303, "/ui/gallery/")
    assert (htmx.status_code, htmx["HX-Redirect"]) == (204, "/ui/gallery/")


@pytest.mark.spec("COM-005")
def test_an_invalidated_value_keeps_showing_and_can_be_saved_unchanged():
    class Source(Form):
        source = ChoiceField(label="来源", choices=[("1", "展会")])

    kept = Source({"source": "9"})
    kept.fields["source"].keep_current("9", "旧来源")
    fresh = Source({"source": "9"})

    assert "旧来源（失效）" in str(kept["source"])
    assert (kept.is_valid(), fresh.is_valid()) == (True, False)


PEOPLE = {"1": "李四", "2": "李四光", "3": "郑十"}


class Owner(Form):
    owner = PickerField(
        label="业务员",
        required=False,
        url=lambda: "/x/",
        label_of=lambda key: PEOPLE.get(key, ""),
        search=lambda text: [(key, name) for key, name in PEOPLE.items() if text in name],
    )


@pytest.mark.spec("COM-007")
@pytest.mark.parametrize(
    ("data", "value"),
    [
        ({"owner": "1", "owner-text": "李四"}, 1),
        ({"owner": "1", "owner-text": ""}, None),
        ({"owner": "", "owner-text": ""}, None),
        ({"owner": "", "owner-text": "郑"}, 3),
        ({"owner": "1", "owner-text": "郑十"}, 3),
        ({"owner": "1", "owner-text": "李", "owner-choice": "2"}, 2),
        ({"owner": "3"}, 3),
    ],
)
def test_a_picker_takes_the_chosen_record_or_what_the_text_finds(data, value):
    form = Owner(data)

    assert form.is_valid(), form.errors
    assert form.values["owner"] == value


@pytest.mark.spec("COM-007")
def test_an_ambiguous_text_comes_back_as_a_list_to_choose_from():
    form = Owner({"owner": "", "owner-text": "李"})

    assert not form.is_valid()
    assert '<option value="2">李四光</option>' in str(form["owner"])
    assert 'value="李"' in str(form["owner"])


@pytest.mark.parametrize("text", ["没有", "x"])
def test_a_text_that_finds_nothing_is_refused(text):
    assert not Owner({"owner": "", "owner-text": text}).is_valid()


@pytest.mark.spec("COM-007")
def test_the_endpoint_of_a_picker_answers_options_for_the_list_and_a_page_without_scripts(client):
    options = client.get("/ui/gallery/people/", {"q": "li", "id": "f"}, HTTP_HX_REQUEST="true").content.decode()
    page = client.get("/ui/gallery/people/", {"q": "li"}).content.decode()

    assert options.lstrip().startswith('<span role="option" id="f-o1"')
    assert "李四" in options
    assert "<h1>查找业务员</h1>" in page


@pytest.mark.spec("COM-008")
@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        ("1990-01-01", []),
        ("2100-12-31", []),
        ("0001-01-01", ["应在 1990-01-01 与 2100-12-31 之间"]),
        ("9999-12-31", ["应在 1990-01-01 与 2100-12-31 之间"]),
    ],
)
def test_a_day_far_away_is_refused_beside_its_field(typed, problems):
    class Dated(Form):
        day = DateField(label="日期")

    assert Dated({"day": typed}).errors.get("day", []) == problems
