"""What rules ask, one kind after the other, and what may be laid down (SYS-011)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from danshu.audit.queries import history
from danshu.custom_fields.tests.factories import make_field, options
from danshu.kit.errors import DomainError, FieldErrors
from danshu.parties.models import Customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.tests.factories import entries, make_contact, make_customer, person
from danshu.validation.errors import RuleNameTaken, RuleSwitchedOn
from danshu.validation.models import Rule
from danshu.validation.operations.define_rule import define_rule
from danshu.validation.operations.edit_rule import edit_rule
from danshu.validation.operations.switch_rule import switch_rule
from danshu.validation.tests.factories import ADMIN, CUSTOMER, NOON, make_rule
from danshu.validation.wording import settings_text

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-011")]


def told(**values: Any) -> list[str]:
    """The fields at which a new customer is refused; nothing when it was made."""
    seller = person("SLS")
    count = Customer.objects.count()
    try:
        make_customer(seller, **values)
    except FieldErrors as refusal:
        assert Customer.objects.count() == count
        return [problem.field for problem in refusal.problems]
    return []


def test_a_format_is_asked_of_what_is_filled_in_only() -> None:
    make_rule("short_name", "format", expression="[A-Z]{2}[0-9]+")
    make_rule("licence_number", "format", preset="digits")
    assert told() == []
    assert told(short_name="AB12", licence_number="123") == []
    assert told(short_name="ab", licence_number="A1") == ["short_name", "licence_number"]


def test_ranges_measure_numbers_days_and_the_length_of_texts() -> None:
    make_rule("follow_up_days", "range", minimum="5", maximum="30")
    make_rule("demand", "range", minimum="4")
    assert told(follow_up_days="5", demand="需要报价") == []
    assert told(follow_up_days="31", demand="要") == ["follow_up_days", "demand"]
    make_rule("birthday", "range", host="parties.contact", maximum="today")
    seller = person("SLS")
    customer = make_customer(seller, name="示例生日")
    make_contact(customer, seller, birthday=date(2026, 9, 18))
    with pytest.raises(FieldErrors):
        make_contact(customer, seller, birthday=date(2026, 9, 19))


def test_a_dependency_asks_once_its_condition_is_met() -> None:
    make_rule("licence_number", "dependency", name="甲", when="type", when_values=["企业"], then="required")
    make_rule(
        "city",
        "dependency",
        name="乙",
        when="province",
        when_values=["浙江省"],
        then="one_of",
        allowed=["杭州市", "宁波市"],
    )
    assert told(type="person") == []
    assert told(type="enterprise") == ["licence_number"]
    assert told(type="person", province="浙江省", city="宁波市") == []
    assert told(type="person", province="浙江省", city="南京市") == ["city"]
    assert told(type="person", province="江苏省", city="南京市") == []


def test_a_day_is_not_before_another_one() -> None:
    for code in ("begin", "end"):
        make_field(code, "date", label=code)
    make_rule("custom-end", "dependency", then="later", than="custom-begin")
    seller = person("SLS")
    customer = make_customer(seller)

    def change(**custom: str) -> Customer:
        return edit_customer(customer_id=customer.pk, changes={}, custom=custom, actor=seller, at=NOON)

    assert change(begin="2026-05-01", end="2026-05-01").custom["end"] == "2026-05-01"
    with pytest.raises(FieldErrors) as refusal:
        change(end="2026-04-30")
    assert [problem.field for problem in refusal.value.problems] == ["custom-end"]
    customer.refresh_from_db()
    assert customer.custom["end"] == "2026-05-01"


def test_a_unique_value_is_refused_the_second_time_and_kept_by_its_own_record() -> None:
    make_field("plate", label="车牌")
    make_rule("licence_number", "unique")
    make_rule("custom-plate", "unique")
    seller = person("SLS")
    first = make_customer(seller, licence_number="X1")
    edit_customer(customer_id=first.pk, changes={}, custom={"plate": "浙A1"}, actor=seller, at=NOON)
    edit_customer(customer_id=first.pk, changes={"licence_number": "X1", "remark": "x"}, actor=seller, at=NOON)
    second = make_customer(seller, licence_number="X2")
    with pytest.raises(FieldErrors) as refusal:
        edit_customer(
            customer_id=second.pk, changes={"licence_number": "X1"}, custom={"plate": "浙A1"}, actor=seller, at=NOON
        )
    assert {problem.field for problem in refusal.value.problems} == {"licence_number", "custom-plate"}
    second.refresh_from_db()
    assert (second.licence_number, second.custom) == ("X2", {})


def test_the_message_speaks_the_readers_language() -> None:
    from django.utils import translation

    make_rule("short_name", message="写明简称", message_en="Give a short name")
    with translation.override("en"), pytest.raises(FieldErrors) as refusal:
        make_customer(person("SLS"))
    assert [problem.text for problem in refusal.value.problems] == ["Give a short name"]


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("field", {"field": "nobody"}), ("kind", {"kind": "magic"}), ("kind", {"field": "type", "kind": "format"}),
    ("kind", {"field": "short_name", "kind": "unique"}), ("kind", {"field": "type", "kind": "range", "minimum": "1"}),
    ("name", {"name": " "}), ("message", {"message": ""}), ("message", {"message": "长" * 201}),
    ("severity", {"severity": "maybe"}), ("unit_ids", {"unit_ids": [999_999]}), ("valid_from", {"valid_from": "gestern"}),
    ("expression", {"kind": "format", "expression": "(a"}), ("preset", {"kind": "format", "preset": "none"}),
    ("minimum", {"kind": "range"}), ("minimum", {"kind": "range", "minimum": "viel"}),
    ("maximum", {"kind": "range", "minimum": "5", "maximum": "3"}), ("then", {"kind": "dependency", "when": "type"}),
    ("when", {"kind": "dependency", "then": "required"}),
    ("when", {"kind": "dependency", "then": "required", "when": "short_name"}),
    ("when_values", {"kind": "dependency", "then": "required", "when": "type", "when_values": ["火星"]}),
    ("allowed", {"kind": "dependency", "then": "one_of", "when": "type"}),
    ("than", {"kind": "dependency", "then": "later", "than": "city"}),
]  # fmt: skip


@pytest.mark.parametrize(("where", "given"), WRONG)
def test_what_makes_no_rule_is_refused_beside_its_entry(where: str, given: dict[str, Any]) -> None:
    values = {"field": "short_name", "kind": "required", "name": "规则", "message": "填写", **given}
    with pytest.raises(FieldErrors) as refusal:
        define_rule(host=CUSTOMER, values=values, actor=ADMIN, at=NOON)
    assert [problem.field for problem in refusal.value.problems] == [where]
    assert not Rule.objects.exists()


def test_a_rule_that_is_on_changes_its_words_only_and_tells_its_history() -> None:
    row = make_rule("short_name", "range", minimum="2")
    edit_rule(rule_id=row.pk, values={"message": "至少两个字"}, actor=ADMIN, at=NOON)
    with pytest.raises(RuleSwitchedOn):
        edit_rule(rule_id=row.pk, values={"minimum": "3"}, actor=ADMIN, at=NOON)
    switch_rule(rule_id=row.pk, is_on=False, actor=ADMIN, at=NOON)
    with pytest.raises(DomainError) as conflict:
        edit_rule(rule_id=row.pk, values={"minimum": "3"}, version=1, actor=ADMIN, at=NOON)
    assert conflict.value.code == "edit_conflict"
    edited = edit_rule(rule_id=row.pk, values={"minimum": "3"}, version=4, actor=ADMIN, at=NOON)
    assert (edited.settings, edited.message) == ({"minimum": "3"}, "至少两个字")
    told_changes = [change for entry in history("validation.rule", row.pk) for change in entry["changes"]]
    assert ("要求", "不小于 2", "不小于 3") in told_changes
    with pytest.raises(RuleNameTaken):
        make_rule("city", name=row.name)
    assert Rule.objects.count() == 1


def test_a_rule_is_told_in_words() -> None:
    make_field("grade", "choice", label="评级", options=options("金", "银"))
    row = make_rule("licence_number", "dependency", when="custom-grade", when_values=["金"], then="required")
    assert settings_text(CUSTOMER, row.field, row.settings) == "当评级为金、必须填写"
    assert row.settings == {"then": "required", "when": "custom-grade", "when_values": ["o1"]}


def test_a_rule_about_a_field_that_is_no_more_refuses_nothing() -> None:
    make_rule("short_name")
    Rule.objects.update(field="custom-gone")
    assert told() == []
    assert entries()
