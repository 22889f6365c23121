"""The pages where fields are defined (CUS-024), and the fields of communications, which they were asked for."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from danshu.activities.models import Communication
from danshu.activities.operations.edit_communication import edit_communication
from danshu.activities.operations.record_communication import record_communication
from danshu.activities.tests.factories import type_id
from danshu.audit.tests.pages import filled, words
from danshu.custom_fields.models import FieldDefinition
from danshu.custom_fields.operations.edit_field import edit_field
from danshu.custom_fields.permissions import CONFIGURE
from danshu.custom_fields.tests.factories import ADMIN, NOON, make_field, options, stored
from danshu.identity.tests.factories import make_unit
from danshu.kit.errors import DomainError, FieldErrors
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import make_customer, person
from danshu.parties.tests.test_pages import fields_of, text_of

pytestmark = pytest.mark.django_db
HOST = "activities.communication"
LIST = f"/settings/fields/{HOST}/"


def post(client: Any, url: str, **given: Any) -> Any:
    return client.post(url, filled(client, url) | given)


@pytest.mark.spec("CUS-024")
def test_a_list_with_two_options_appears_in_the_form_after_switching_on(sign_in: SignIn) -> None:
    """The done-when of CUS-024, step by step, on the pages."""
    admin, seller = sign_in(person("OPA")), person("SLS", unit=make_unit())
    customer, client = make_customer(seller), sign_in(seller)
    record = reverse("activities:record", args=[customer.pk])
    assert post(admin, f"{LIST}add/", label="热度").status_code == 422  # "please choose" is no type
    made = post(admin, f"{LIST}add/", label="热度", label_en="Heat", kind="choice")
    field = FieldDefinition.objects.get()
    assert (made.status_code, made["Location"]) == (303, f"/settings/fields/{field.pk}/options/")
    switch = f"/settings/fields/{field.pk}/switch/"
    assert "还没有有效的选项，不能开启" in words(admin.post(switch))
    assert not stored(field).is_on
    settings = f"/settings/fields/{field.pk}/options/"
    given = {"option-0-name": "高", "option-0-is_valid": "on", "option-1-name": "低", "option-1-is_valid": "on"}
    assert post(admin, settings, **given).status_code == 303
    assert "热度" not in text_of(client.get(record))
    assert admin.post(switch).status_code == 303
    assert "热度" in text_of(client.get(record))

    refused = admin.post(settings, given | {"option-2-name": "中", "option-2-is_valid": "on"})
    assert (refused.status_code, len(stored(field).options)) == (409, 2)
    assert "正在使用，选项只能查看" in words(refused)
    with pytest.raises(DomainError) as told:
        edit_field(field_id=field.pk, values={"options": options("一")}, actor=ADMIN, at=NOON)
    assert told.value.code == "options_rest"

    kept = fields_of(client, record) | {"type": str(type_id()), "content": "来电询价", "custom-f1": "o1"}
    assert client.post(record, kept).status_code == 303
    said = Communication.objects.get()
    assert said.custom == {"f1": "o1"}
    assert admin.post(switch).status_code == 303
    assert post(admin, settings, **{"option-2-name": "中", "option-2-is_valid": "on"}).status_code == 303
    assert [each["name"] for each in stored(field).options] == ["高", "低", "中"]
    assert "热度 高" in text_of(client.get(reverse("activities:communication", args=[said.pk])))
    assert "热度" not in text_of(client.get(reverse("activities:communication_edit", args=[said.pk])))


@pytest.mark.spec("CUS-024")
def test_the_type_is_only_shown_on_editing_and_cannot_be_changed(visit: Any) -> None:
    client, field = visit(CONFIGURE), make_field("seats", "integer", host=HOST)
    edit = f"/settings/fields/{field.pk}/edit/"
    assert 'name="kind"' not in client.get(edit).content.decode()
    assert "类型 整数" in client.text(edit)
    assert post(client, edit, label="座位", kind="text", code="other").status_code == 303
    after = stored(field)
    assert (after.label, after.kind, after.code) == ("座位", "integer", "seats")


@pytest.mark.spec("CUS-024", "CUS-025")
def test_communications_refuse_text_in_a_number_and_keep_values_in_their_history() -> None:
    make_field("seats", "integer", host=HOST, label="座位")
    seller = person("SLS", unit=make_unit())
    customer = make_customer(seller)
    entry = {"type": type_id(), "content": "来电询价"}
    with pytest.raises(FieldErrors) as told:
        record_communication(
            customer_id=customer.pk, entry=entry | {"custom": {"seats": "很多"}}, actor=seller, at=NOON
        )
    assert [(each.field, each.text) for each in told.value.problems] == [("custom-seats", "应为数字，例如 1,234.50")]
    assert not Communication.objects.exists()
    made = record_communication(customer_id=customer.pk, entry=entry | {"custom": {"seats": 5}}, actor=seller, at=NOON)
    edited = edit_communication(communication_id=made.pk, entry={"custom": {"seats": "6"}}, actor=seller, at=NOON)
    assert (edited.custom, edited.content) == ({"seats": 6}, "来电询价")


@pytest.mark.spec("CUS-024", "COM-005", "COM-006")
def test_fields_are_queried_ordered_and_retired_from_their_list(visit: Any) -> None:
    client = visit(CONFIGURE)
    first, second = make_field("one", label="甲"), make_field("two", "integer", label="乙", on=False)
    url = "/settings/fields/parties.customer/"
    assert "乙" not in client.text(url, kind="text")
    assert "甲" in client.text(url, label="甲")
    assert client.post(f"/settings/fields/{second.pk}/move/up/").status_code == 303
    assert [row.pk for row in FieldDefinition.objects.order_by("position")] == [second.pk, first.pk]
    retire = f"/settings/fields/{first.pk}/retire/"
    data = {name: values[0] for name, values in filled(client, retire).items()}
    assert client.post(retire, data).status_code == 303
    assert (stored(first).is_valid, stored(first).is_on) == (False, False)
    client.get(url)  # tells that it is done
    assert "甲" not in client.text(url)
    assert "甲" in client.text(url, state="retired")
    assert client.get(f"/settings/fields/{first.pk}/edit/").status_code == 409
    assert "甲" in client.text(f"/settings/fields/{first.pk}/")


@pytest.mark.spec("COM-008")
def test_wrong_definitions_are_refused_beside_their_fields(visit: Any) -> None:
    client = visit(CONFIGURE)
    make_field("one", label="甲")
    add = "/settings/fields/parties.customer/add/"
    wrong = post(client, add, label="长" * 17, kind="integer", minimum="5", maximum="3", pattern="99", code="Über")
    told = words(wrong)
    assert wrong.status_code == 422
    assert "现在是 17 个" in told
    for text, given in {
        "最大值不能小于最小值": {"kind": "integer", "minimum": "5", "maximum": "3"},
        "只有文本可以规定格式": {"kind": "integer", "pattern": "99"},
        "代码以小写字母开头": {"kind": "text", "code": "1a"},
        "代码「one」已经用过": {"kind": "text", "code": "one"},
        "多行文本不能作为筛选条件": {"kind": "note", "is_searchable": "on"},
        "这种类型不能要求唯一": {"kind": "boolean", "is_unique": "on"},
        "应为整数": {"kind": "integer", "default_value": "1.5"},
        "标题「甲」已经存在": {"kind": "text", "label": "甲"},
    }.items():
        answer = post(client, add, **{"label": "乙", **given})
        assert (answer.status_code, text in words(answer)) == (422, True), text
    assert FieldDefinition.objects.count() == 1


@pytest.mark.spec("COM-019")
def test_the_pages_are_english_for_english_readers(visit: Any) -> None:
    client = visit(CONFIGURE, language="en")
    field = make_field(
        "heat", "choice", label="热度", label_en="Heat", host=HOST, options=[{"name": "高", "name_en": "High"}]
    )
    for url in (
        "/settings/fields/",
        LIST,
        f"{LIST}add/",
        f"/settings/fields/{field.pk}/edit/",
        f"/settings/fields/{field.pk}/",
    ):
        assert client.chinese_on(url, "热度", "高") == [], url
