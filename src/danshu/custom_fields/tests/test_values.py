"""What custom fields accept, refuse and keep, through the operations of a host (COM-008, COM-017)."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.audit.queries import history
from danshu.custom_fields.models import FieldDefinition, FieldEntry
from danshu.custom_fields.operations.edit_field import edit_field
from danshu.custom_fields.operations.retire_field import retire_field
from danshu.custom_fields.operations.switch_fields import switch_fields
from danshu.custom_fields.tests.factories import ADMIN, NOON, make_field, options
from danshu.custom_fields.verification import index_agrees_with_records
from danshu.dictionaries.queries import choices
from danshu.kit.errors import DomainError, FieldErrors
from danshu.kit.reader import reading
from danshu.kit.verification import CHECKS
from danshu.parties.models import Customer
from danshu.parties.operations.create_customer import create_customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.tests.factories import entries, make_customer, person

pytestmark = pytest.mark.django_db


def refused(custom: dict[str, Any], *, actor: Any = ADMIN) -> dict[str, str]:
    """Name of the field -> code of what is wrong with it; nothing is stored then."""
    before = Customer.objects.count()
    with pytest.raises(FieldErrors) as told:
        create_customer(values=entries(), custom=custom, actor=actor, at=NOON)
    assert Customer.objects.count() == before
    return {problem.field: problem.code for problem in told.value.problems}


def text_of(custom: dict[str, Any]) -> str:
    """The words beside the one wrong field."""
    with pytest.raises(FieldErrors) as told:
        create_customer(values=entries(), custom=custom, actor=ADMIN, at=NOON)
    (problem,) = told.value.problems
    return problem.text


def kept(custom: dict[str, Any], *, actor: Any = ADMIN) -> dict[str, Any]:
    """What lies in the record."""
    made = create_customer(values=entries(), custom=custom, actor=actor, at=NOON)
    return dict(Customer.objects.get(pk=made.pk).custom)


@pytest.mark.spec("CUS-024")
def test_each_type_stores_its_value_exactly() -> None:
    """Given a field of each type, values as people type them lie in the record in one exact form."""
    owner = person("SLS", name="李四")
    other = make_customer(ADMIN)
    level, _label = choices("parties.customer_level")[0]
    for kind in ("text", "note", "integer", "date", "moment", "boolean", "email", "phone", "url", "user", "customer"):
        make_field(f"x_{kind}", kind)
    make_field("x_decimal", "decimal", places=3)
    make_field("x_money", "money", places=2)
    make_field("x_choice", "choice", options=options("金", "银"))
    make_field("x_multi", "multi", options=options("东", "南", "西"))
    make_field("x_level", "choice", dictionary="parties.customer_level")
    assert kept({
        "x_text": "  甲  乙 ", "x_note": "一\r\n二", "x_integer": "１，２３４", "x_decimal": "1.5", "x_money": "¥1,200",
        "x_date": "2026/09/18", "x_moment": "2026-09-18T10:24:00+08:00", "x_boolean": "否", "x_choice": "银",
        "x_multi": "西、东", "x_user": owner.user_id, "x_customer": str(other.pk), "x_email": "Wang@Example.com",
        "x_phone": "0571-8800 0000", "x_url": "https://example.com/a", "x_level": level,
    }) == {
        "x_text": "甲 乙", "x_note": "一\n二", "x_integer": 1234, "x_decimal": "1.500", "x_money": "1200.00",
        "x_date": "2026-09-18", "x_moment": "2026-09-18T02:24:00+00:00", "x_boolean": False, "x_choice": "o2",
        "x_multi": ["o1", "o3"], "x_user": owner.user_id, "x_customer": other.pk, "x_email": "wang@example.com",
        "x_phone": "057188000000", "x_url": "https://example.com/a", "x_level": level,
    }  # fmt: skip


@pytest.mark.spec("CUS-024")
@pytest.mark.parametrize(
    ("kind", "limits", "value", "text"),
    [
        ("integer", {}, "两个", "应为数字，例如 1,234.50"),
        ("integer", {}, "1.5", "应为整数"),
        ("integer", {}, True, "应为数字，例如 1,234.50"),
        ("integer", {}, "9" * 30, "应为数字，例如 1,234.50"),
        ("integer", {"minimum": 1, "maximum": 5}, 6, "不能大于 5"),
        ("decimal", {"places": 2}, "1.234", "最多 2 位小数"),
        ("decimal", {}, "NaN", "应为数字，例如 1,234.50"),
        ("text", {"max_length": 3}, "四个字了", "最多 3 个字，现在是 4 个"),
        ("text", {"minimum": 2}, "一", "至少 2 个字"),
        ("text", {"pattern": "AA-9999"}, "AB-12X4", "格式应为 AA-9999"),
        ("text", {}, "\x00", "含有不能保存的控制字符"),
        ("text", {}, ["x"], "应为文本"),
        ("email", {}, "nobody", "应为邮箱地址，例如 name@example.com"),
        ("phone", {}, "12ab", "应为电话号码，例如 13800000000 或 0571-88000000"),
        ("url", {}, "javascript:alert(1)", "应为网址，以 http:// 或 https:// 开头"),
        ("date", {}, "2026-02-30", "应为日期，例如 2026-09-18"),
        ("moment", {}, "2026-09-18T10:24:00", "应为带时区的时间，例如 2026-09-18T10:24:00+08:00"),
        ("boolean", {}, "也许", "应为是或否"),
        ("choice", {"options": [{"name": "金"}]}, "铜", "从列表中选择x"),
        ("multi", {"options": [{"name": "金"}]}, ["o1", "o9"], "从列表中选择x"),
        ("user", {}, 999_999, "从列表中选择x"),
        ("customer", {}, "1; DROP", "从列表中选择x"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_beside_its_field(kind: str, limits: dict[str, Any], value: Any, text: str) -> None:
    make_field("x", kind, **limits)
    assert text_of({"x": value}) == text
    assert refused({"x": value}) == {"custom-x": "invalid"}


@pytest.mark.spec("SYS-011")
def test_a_required_field_is_demanded_of_new_records_and_of_whoever_empties_it() -> None:
    """Old records stay editable; their other fields change without the new one."""
    old = make_customer(ADMIN)
    make_field("grade", is_required=True)
    assert refused({}) == {"custom-grade": "required"}
    edited = edit_customer(customer_id=old.pk, changes={"short_name": "青禾"}, actor=ADMIN, at=NOON)
    assert (edited.short_name, edited.custom) == ("青禾", {})
    with pytest.raises(FieldErrors):
        edit_customer(customer_id=old.pk, changes={}, custom={"grade": " "}, actor=ADMIN, at=NOON)
    assert kept({"grade": "A"}) == {"grade": "A"}


@pytest.mark.spec("CUS-024")
def test_defaults_fill_new_records_only() -> None:
    make_field("rate", "decimal", places=1, default_value="2.5")
    assert kept({}) == {"rate": "2.5"}
    assert kept({"rate": None}) == {}


@pytest.mark.spec("CUS-024")
def test_a_field_that_is_off_or_retired_takes_nothing_and_keeps_what_it_holds() -> None:
    field = make_field("grade")
    customer = create_customer(values=entries(), custom={"grade": "A"}, actor=ADMIN, at=NOON)
    switch_fields(field_ids=[field.pk], is_on=False, actor=ADMIN, at=NOON)
    assert refused({"grade": "B"}) == {"custom-grade": "closed"}
    retire_field(field_id=field.pk, actor=ADMIN, at=NOON)
    assert refused({"grade": "B"}) == {"custom-grade": "closed"}
    same = edit_customer(customer_id=customer.pk, changes={}, custom={"grade": "A"}, actor=ADMIN, at=NOON)
    assert (same.custom, same.version) == ({"grade": "A"}, 1)
    assert refused({"nobody": "B"}) == {"custom-nobody": "unknown"}
    with pytest.raises(DomainError) as told:
        switch_fields(field_ids=[field.pk], is_on=True, actor=ADMIN, at=NOON)
    assert told.value.code == "field_retired"


@pytest.mark.spec("ACC-020")
def test_roles_decide_who_fills_in_a_field_and_who_reads_its_values_in_the_history() -> None:
    make_field("secret", view_roles=["FNC"], edit_roles=["FNC"], is_required=True)
    seller = person("SLS")
    assert refused({"secret": "x"}, actor=seller) == {"custom-secret": "forbidden"}
    made = create_customer(values=entries(), custom={}, actor=seller, at=NOON)  # nobody demands what he may not enter
    edit_customer(customer_id=made.pk, changes={}, custom={"secret": "x"}, actor=ADMIN, at=NOON)
    for reads, shown in ((None, "****"), (seller, "****"), (person("FNC"), "x")):
        with reading(reads):
            assert history("parties.customer", made.pk)[0]["changes"] == [("secret", "", shown)]


@pytest.mark.spec("COM-017")
def test_the_history_names_fields_by_their_titles_and_shortens_contact_data() -> None:
    make_field("tel", "phone", label="备用电话", label_en="Second phone")
    make_field("kind", "choice", label="评级", options=options("金", "银"))
    made = create_customer(values=entries(), custom={"tel": "13812345678", "kind": "o1"}, actor=ADMIN, at=NOON)
    edit_customer(customer_id=made.pk, changes={}, custom={"kind": "o2"}, actor=ADMIN, at=NOON)
    newest, first = history("parties.customer", made.pk)
    assert newest["changes"] == [("评级", "金", "银")]
    assert ("备用电话", "", "138****5678") in first["changes"]


@pytest.mark.spec("SYS-011")
def test_a_unique_value_belongs_to_one_record() -> None:
    field = make_field("code", is_unique=True)
    first = create_customer(values=entries(), custom={"code": "Ab1"}, actor=ADMIN, at=NOON)
    assert refused({"code": "aB1"}) == {"custom-code": "taken"}
    edit_customer(customer_id=first.pk, changes={}, custom={"code": "AB1"}, actor=ADMIN, at=NOON)
    assert kept({"code": "Ab2"}) == {"code": "Ab2"}
    assert list(FieldEntry.objects.filter(definition=field).order_by("words").values_list("words", "unique_key")) == [
        ("AB1", "ab1"), ("Ab2", "ab2"),
    ]  # fmt: skip


@pytest.mark.spec("CUS-024")
def test_a_field_becomes_searchable_or_unique_later_for_all_records() -> None:
    field = make_field("n", "integer")
    for value in (7, 7, 8):
        create_customer(values=entries(), custom={"n": value}, actor=ADMIN, at=NOON)
    assert not FieldEntry.objects.exists()
    edit_field(field_id=field.pk, values={"is_searchable": True}, actor=ADMIN, at=NOON)
    assert sorted(FieldEntry.objects.values_list("number", flat=True)) == [7, 7, 8]
    with pytest.raises(DomainError) as told:
        edit_field(field_id=field.pk, values={"is_unique": True}, actor=ADMIN, at=NOON)
    assert told.value.code == "values_repeat"
    assert FieldEntry.objects.count() == 3


@pytest.mark.spec("CUS-024")
def test_the_index_follows_the_record_and_verification_names_what_does_not() -> None:
    make_field("area", "multi", is_searchable=True, options=options("东", "南"))
    made = create_customer(values=entries(), custom={"area": ["o1", "o2"]}, actor=ADMIN, at=NOON)
    edit_customer(customer_id=made.pk, changes={}, custom={"area": ["o2"]}, actor=ADMIN, at=NOON)
    assert [entry.words for entry in FieldEntry.objects.all()] == ["o2"]
    assert list(index_agrees_with_records()) == []
    FieldEntry.objects.update(words="o1")
    assert list(index_agrees_with_records()) == [
        f"parties.customer {made.pk}: index entry left over", f"parties.customer {made.pk}: index entry missing",
    ]  # fmt: skip
    assert "custom_fields.index" in CHECKS
    Customer.objects.filter(pk=made.pk).update(custom={})
    assert not FieldEntry.objects.exists()


@pytest.mark.parametrize("given", ["7", "0000000003", "0000000009999", "1" * 30, "-1", "x"])
def test_a_limit_beyond_its_range_is_refused_whole(db: None, given: str) -> None:
    with pytest.raises(FieldErrors) as wrong:
        make_field("amount", "decimal", places=given)
    assert [problem.field for problem in wrong.value.problems] == ["places"]
    assert not FieldDefinition.objects.filter(code="amount").exists()
