"""The pages of rules and of the review, and the same through the API (SYS-011, COM-003, COM-004, SYS-030)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.access.tests.factories import grant
from danshu.audit.tests.pages import filled, words
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import make_contact, make_customer, person
from danshu.parties.tests.test_pages import text_of
from danshu.validation.models import Fault, Rule
from danshu.validation.permissions import EXPORT_FAULTS, HANDLE_FAULTS, VIEW_FAULTS
from danshu.validation.tests.factories import make_rule, the_fault

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-011")]
RULES = "/settings/rules/parties.customer/"
REVIEW = "/data-review/"


def post(client: Any, url: str, **given: Any) -> Any:
    return client.post(url, filled(client, url) | given)


def confirmed(client: Any, url: str, **given: Any) -> Any:
    """Carry out what a dialog asks."""
    data = {name: values[0] for name, values in filled(client, url).items()}
    return client.post(url, data | given)


@pytest.fixture
def seller() -> Actor:
    return person("SLS", unit=make_unit("示例华东"), name="示例李四")


@pytest.fixture
def admin(sign_in: SignIn) -> Any:
    return sign_in(person("OPA"))


def test_a_rule_is_added_tried_switched_on_and_refuses(admin: Any, seller: Actor, sign_in: SignIn) -> None:
    """Given two customers without a short name, then the trial tells them, and switching on puts them into the review."""
    for name in ("示例甲", "示例乙"):
        make_contact(make_customer(seller, name=name), seller)
    made = post(admin, f"{RULES}add/", name="简称必填", field="short_name", kind="required", message="写明简称")
    assert made.status_code == 303, {n: list(t) for n, t in made.context["form"].errors.items()}
    rule = Rule.objects.get()
    page = f"/settings/rules/{rule.pk}/"
    assert (made.status_code, made["Location"], rule.is_on) == (303, page, False)
    tried = text_of(admin.get(f"{page}trial/"))
    assert "2 条记录中有 2 条不符合" in tried
    assert "示例甲" in tried
    assert "现有 2 条记录不符合，列入数据审核" in text_of(admin.get(f"{page}switch/"))
    assert not Fault.objects.exists()
    assert confirmed(admin, f"{page}switch/").status_code == 303
    rule.refresh_from_db()
    assert (rule.is_on, Fault.objects.count()) == (True, 2)
    assert "写明简称" in text_of(admin.get(page))
    assert "简称必填" in text_of(admin.get(RULES))
    assert "客户" in text_of(admin.get("/settings/rules/"))
    assert post(admin, f"{page}edit/", message="请写明简称").status_code == 303
    listed = text_of(admin.get(REVIEW))
    assert all(word in listed for word in ("示例甲", "示例乙", "请写明简称", "示例李四"))
    assert confirmed(admin, f"{page}switch/").status_code == 303
    assert set(Fault.objects.values_list("state", flat=True)) == {"dropped"}


def test_wrong_entries_of_a_rule_stand_beside_their_fields(admin: Any) -> None:
    url = f"{RULES}add/"
    for text, given in {
        "填写规则名称": {"field": "short_name", "kind": "required", "message": "x"},
        "只有文本字段有格式": {"name": "甲", "field": "type", "kind": "format", "message": "x", "preset": "digits"},
        "少了右括号": {"name": "甲", "field": "short_name", "kind": "format", "message": "x", "expression": "(a"},
        "没有这个选项：火星": {
            "name": "甲", "field": "short_name", "kind": "dependency", "message": "x", "when": "type",
            "when_values": "火星", "then": "required",
        },
    }.items():  # fmt: skip
        answer = post(admin, url, **given)
        assert (answer.status_code, text in words(answer)) == (422, True), (text, words(answer))
    assert not Rule.objects.exists()


def test_a_dependency_comes_back_into_its_form_in_words(admin: Any) -> None:
    row = make_rule(
        "licence_number", "dependency", on=False, when="type", when_values=["企业", "个体工商户"], then="required"
    )
    url = f"/settings/rules/{row.pk}/edit/"
    assert admin.get(url).context["form"]["when_values"].value() == "企业、个体工商户"
    assert post(admin, url, when_values="企业").status_code == 303
    row.refresh_from_db()
    assert row.settings["when_values"] == ["enterprise"]


def test_findings_are_assigned_one_by_one_and_in_a_batch_accepted_reopened_and_exported(
    admin: Any, seller: Actor
) -> None:
    for name in ("示例甲", "示例乙", "示例丙"):
        make_contact(make_customer(seller, name=name), seller)
    make_rule("short_name")
    first, second, third = Fault.objects.order_by("pk")
    assert post(admin, f"{REVIEW}{first.pk}/assign/", assignee=str(seller.user_id)).status_code == 303
    several = f"{REVIEW}assign/?ids={second.pk},{third.pk}"
    assert "示例乙" in text_of(admin.get(several))
    assert post(admin, several, **{"assignee": str(seller.user_id), "assignee-text": "示例李四"}).status_code == 303
    assert list(Fault.objects.values_list("state", flat=True)) == ["assigned"] * 3
    stranger = person("STA", name="示例仓管")
    wrong = {"assignee": str(stranger.user_id), "assignee-text": "示例仓管"}
    assert "选择一位能看到这条记录" in words(post(admin, f"{REVIEW}{first.pk}/assign/", **wrong))
    assert confirmed(admin, f"{REVIEW}{first.pk}/accept/", reason="不需要").status_code == 303
    page = text_of(admin.get(f"{REVIEW}{first.pk}/"))
    assert all(word in page for word in ("已接受", "不需要", "示例李四"))
    assert admin.post(f"{REVIEW}{first.pk}/reopen/").status_code == 303
    assert the_fault(pk=first.pk).state == "open"
    assert "已重新打开" in text_of(admin.get(REVIEW))
    exported = b"".join(admin.get(REVIEW, {"tab": "all", "export": "csv"})).decode()
    assert all(word in exported for word in ("示例甲", "规则：short_name"))
    assert "示例甲" not in text_of(admin.get(REVIEW, {"tab": "assigned"}))
    assert "共 0 条" in text_of(admin.get(REVIEW, {"category": "duplicate"}))
    assert "示例甲" in text_of(
        admin.get(REVIEW, {"source": f"rule:{Rule.objects.get().pk}", "host": "parties.customer"})
    )
    assert admin.post(f"{REVIEW}run/").status_code == 303
    assert "审核完成：新发现 0 条，了结 0 条" in text_of(admin.get(REVIEW))


def test_a_seller_sees_his_own_findings_on_the_workbench_and_in_the_list_and_handles_none(
    seller: Actor, sign_in: SignIn
) -> None:
    other = person("SLS", unit=make_unit())
    for owner, name in ((seller, "示例甲"), (other, "示例乙")):
        make_contact(make_customer(owner, name=name), owner)
    make_rule("short_name")
    client = sign_in(seller)
    assert "数据审核" in text_of(client.get("/workbench/"))
    page = text_of(client.get(REVIEW))
    assert ("示例甲" in page, "示例乙" in page) == (True, False)
    foreign = the_fault(responsible_id=other.user_id)
    own = the_fault(responsible_id=seller.user_id)
    assert client.get(f"{REVIEW}{foreign.pk}/").status_code == 404
    assert client.get(f"{REVIEW}{own.pk}/").status_code == 200
    assert client.get(f"{REVIEW}{own.pk}/assign/").status_code == 403
    assert client.post(f"{REVIEW}run/").status_code == 403
    assert client.get("/settings/rules/").status_code == 403


def test_the_list_makes_as_many_statements_for_forty_rows_as_for_two(visit: Any, seller: Actor) -> None:
    client = visit(VIEW_FAULTS, HANDLE_FAULTS, EXPORT_FAULTS, "parties.customer.view")
    make_rule("short_name", on=False)
    rule = Rule.objects.get()

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(REVIEW, {"tab": "all"}).status_code == 200
        return len(found)

    from danshu.validation.operations.switch_rule import switch_rule
    from danshu.validation.tests.factories import ADMIN, NOON

    for _n in range(2):
        make_customer(seller)
    switch_rule(rule_id=rule.pk, is_on=True, actor=ADMIN, at=NOON)
    statements()
    few = statements()
    switch_rule(rule_id=rule.pk, is_on=False, actor=ADMIN, at=NOON)
    for _n in range(38):
        make_customer(seller)
    switch_rule(rule_id=rule.pk, is_on=True, actor=ADMIN, at=NOON)
    assert Fault.objects.filter(state="open").count() == 40
    assert statements() == few


@pytest.mark.spec("COM-019")
def test_the_pages_are_english_for_english_readers(sign_in: SignIn, seller: Actor) -> None:
    admin = person("OPA")
    User.objects.filter(pk=admin.user_id).update(language="en")
    client = sign_in(admin)
    make_contact(make_customer(seller, name="A1"), seller)
    row = make_rule("short_name", name="Short name", message="写明简称", message_en="Give a short name")
    fault = the_fault()
    for url in (
        "/settings/rules/", RULES, f"{RULES}add/", f"/settings/rules/{row.pk}/", f"/settings/rules/{row.pk}/edit/",
        f"/settings/rules/{row.pk}/trial/", f"/settings/rules/{row.pk}/switch/", REVIEW, f"{REVIEW}{fault.pk}/",
        f"{REVIEW}{fault.pk}/assign/",
    ):  # fmt: skip
        answer = client.get(url)
        assert answer.status_code == 200, url
    assert "Give a short name" in text_of(client.get(REVIEW))
    assert "Records that break the rule: 1 of 1" in text_of(client.get(f"/settings/rules/{row.pk}/trial/"))


@pytest.mark.spec("SYS-030")
def test_rules_and_findings_through_the_api(admin: Any, seller: Actor, sign_in: SignIn) -> None:
    make_contact(make_customer(seller, name="示例甲"), seller)

    def send(method: str, path: str, key: str = "", **body: Any) -> Any:
        return admin.generic(
            method, f"/api/v1{path}", json.dumps(body), content_type="application/json",
            headers={"Idempotency-Key": key} if key else {},
        )  # fmt: skip

    base = {"field": "short_name", "kind": "format", "name": "简称", "message": "两个字母", "expression": "[A-Z]{2}"}
    assert send("POST", "/validation-rules/of/parties.customer", "x", **base, magic=1).status_code == 422
    made = send("POST", "/validation-rules/of/parties.customer", "a", **base).json()
    assert (made["settings"], made["is_on"]) == ({"expression": "[A-Z]{2}"}, False)
    assert send("POST", "/validation-rules/of/parties.customer", "a", **base).json()["id"] == made["id"]
    assert send("POST", "/validation-rules/of/nobody", "b", **base).status_code == 404
    rule = f"/validation-rules/{made['id']}"
    assert admin.get(f"/api/v1{rule}/trial").json() == {"count": 0, "looked_at": 1, "records": []}
    assert send("POST", f"{rule}/switch", is_on=True).json()["is_on"] is True
    assert send("PATCH", rule, expression="[a-z]+", version=made["version"] + 1).json()["code"] == "rule_switched_on"
    assert [each["id"] for each in admin.get("/api/v1/validation-rules/of/parties.customer").json()["items"]] == [
        made["id"]
    ]
    make_rule("city")
    (found,) = admin.get("/api/v1/data-faults", {"state": "open"}).json()["items"]
    fault = f"/data-faults/{found['id']}"
    assert send("POST", f"{fault}/assign", assignee_id=seller.user_id).json()["state"] == "assigned"
    assert send("POST", f"{fault}/accept", reason="不需要", version=1).status_code == 409
    assert send("POST", f"{fault}/accept", reason="不需要").json()["state"] == "accepted"
    assert send("POST", f"{fault}/reopen").json()["state"] == "open"
    assert send("POST", "/data-review").json() == {"found": 0, "settled": 0}
    other = sign_in(person("SLS", unit=make_unit()))
    assert other.get(f"/api/v1{fault}").status_code == 404
    assert other.get(f"/api/v1{rule}").status_code == 403


def test_findings_are_handled_by_who_may(seller: Actor, sign_in: SignIn) -> None:
    make_contact(make_customer(seller), seller)
    make_rule("short_name")
    grant(User.objects.get(pk=seller.user_id), HANDLE_FAULTS)
    client = sign_in(seller)
    assert confirmed(client, f"{REVIEW}{the_fault().pk}/accept/", reason="不需要").status_code == 303
    assert the_fault().state == "accepted"
