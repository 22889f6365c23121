"""Pages of dealings as people use them."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from danshu.activities import linking
from danshu.activities.models import Communication, Plan, PlanSetting
from danshu.activities.tests.factories import make_customer, make_plan, make_record, person, plan_type_id, type_id
from danshu.dictionaries.models import Value
from danshu.dictionaries.queries import id_of
from danshu.identity.tests.factories import make_unit
from danshu.kit import sources
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.sources import SourceLabel
from danshu.notices.models import OutgoingMessage
from danshu.parties import dictionaries as party_lists
from danshu.parties.models import Customer
from danshu.parties.operations.set_level_frequency import set_level_frequency
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import make_contact

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def text_of(response: Any) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def fields_of(client: Client, url: str) -> dict[str, Any]:
    """What a form starts with, as a browser would send it."""
    form = client.get(url).context["form"]
    found = {}
    for bound in form:
        value = bound.value()
        if value is None or value is False or value == "":
            continue
        if isinstance(value, list):
            found[bound.html_name] = [str(each) for each in value]
        else:
            shown = bound.field.widget.format_value(value) if hasattr(bound.field.widget, "format_value") else value
            found[bound.html_name] = "on" if value is True else str(shown[0] if isinstance(shown, list) else shown)
    return found


def local(moment: Any) -> str:
    """A moment as the browser's own control sends it."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


@pytest.fixture
def seller() -> Actor:
    return person("SLS", unit=make_unit("示例华东分公司"), name="示例李四")


def listed(client: Client, name: str, query: str = "") -> list[str]:
    """What a list shows, each record by its customer or its own name."""
    rows = client.get(reverse(f"activities:{name}") + query).context["listing"].page.rows
    return [getattr(row, "customer", row).name for row in rows]


@pytest.mark.spec("CUS-025", "CUS-008", "CUS-030")
def test_the_composer_of_the_customers_page_records_and_plans_with_one_press(seller: Actor, sign_in: SignIn) -> None:
    customer = make_customer(seller)
    contact = make_contact(customer, seller, name="孙七")
    client = sign_in(seller)
    page_url = reverse("parties:customer", args=[customer.pk])
    page = client.get(page_url)
    action = re.search(r'<form class="x-say" method="post" action="([^"]+)"', page.content.decode())
    token = re.search(r'name="form_token" value="([^"]+)"', page.content.decode())
    assert action
    assert token
    assert "没有安排下一次联系" in text_of(page)
    given = {
        "form_token": token[1], "type": str(type_id("visit")), "content": "看了陈列，想加单", "contact": str(contact.pk),
        "next_at": local(now() + 2 * DAY),
    }  # fmt: skip

    first, again = client.post(action[1], given), client.post(action[1], given)

    assert (first.status_code, first["Location"], again.status_code) == (303, page_url, 303)
    record = Communication.objects.get()
    assert (record.form, record.contact_id, record.content) == ("visit", contact.pk, "看了陈列，想加单")
    shown = text_of(client.get(page_url))
    assert "拜访 · 孙七" in shown
    assert "看了陈列，想加单" in shown
    assert Plan.objects.get().origin_id == record.pk
    assert "最近联系 今天" in shown
    tab = text_of(client.get(f"{page_url}?tab=communications"))
    assert "看了陈列，想加单" in tab


@pytest.mark.spec("CUS-025", "COM-008")
def test_a_composer_with_nothing_in_it_leads_to_the_form_with_the_problem(seller: Actor, sign_in: SignIn) -> None:
    customer = make_customer(seller)
    url = reverse("activities:record", args=[customer.pk])

    response = sign_in(seller).post(url, {"form_token": "t", "type": str(type_id()), "content": " "})

    assert response.status_code == 422
    assert dict(response.context["form"].errors) == {"content": ["填写内容"]}
    assert Communication.objects.count() == 0


@pytest.mark.spec("CUS-025", "CUS-026")
def test_a_record_is_entered_in_full_viewed_edited_and_deleted(
    seller: Actor, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = make_customer(seller)
    monkeypatch.setitem(linking._KINDS, "tests.paper", lambda actor, pk: [(7, "文件 7")] if pk == customer.pk else [])
    monkeypatch.setitem(sources._DESCRIBERS, "tests.paper", lambda pks: {pk: SourceLabel(f"文件 {pk}") for pk in pks})
    client = sign_in(seller)
    url = reverse("activities:record", args=[customer.pk])
    given = fields_of(client, url) | {
        "content": "拜访采购", "place": "客户门店", "feedback": "要求次日送达", "result": "同意", "type": str(type_id("visit")),
        "status": str(id_of(party_lists.STATUS, "quoted")), "source": "tests.paper:7", "is_confidential": "on",
    }  # fmt: skip
    assert client.post(url, given).status_code == 303

    record = Communication.objects.get()
    page_url = reverse("activities:communication", args=[record.pk])
    page = text_of(client.get(page_url))
    for words in ("拜访采购", "客户门店", "要求次日送达", "保密", "文件 7", "已报价"):
        assert words in page
    edit = reverse("activities:communication_edit", args=[record.pk])
    assert client.post(edit, fields_of(client, edit) | {"content": "拜访了采购经理"}).status_code == 303
    record.refresh_from_db()
    assert (record.content, record.place, record.is_confidential) == ("拜访了采购经理", "客户门店", True)
    delete = reverse("activities:communication_delete", args=[record.pk])
    asked = client.get(delete)
    assert f"{customer} 的最近联系变为 —" in text_of(asked)
    assert client.post(delete, {"digest": asked.context["digest"], "form_token": "d"}).status_code == 303
    assert client.get(page_url).status_code == 404
    assert Customer.objects.get().last_contact_at is None


@pytest.mark.spec("CUS-025")
def test_who_may_not_change_a_record_sees_no_button_and_is_refused(sign_in: SignIn) -> None:
    unit = make_unit()
    seller, colleague = person("SLS", unit=unit), person("BRC", unit=unit)
    customer = make_customer(seller)
    record = make_record(customer, seller, at=now())
    client = sign_in(colleague)
    edit = reverse("activities:communication_edit", args=[record.pk])

    page = client.get(reverse("activities:communication", args=[record.pk]))

    assert page.status_code == 200
    assert edit not in page.content.decode()
    assert client.get(edit).status_code == 403


@pytest.mark.spec("CUS-027", "CUS-028", "CUS-019")
def test_records_and_customers_are_found_by_what_contact_there_was(sign_in: SignIn) -> None:
    manager = person("SMG", unit=make_unit(), name="示例王五")
    level = id_of(party_lists.LEVEL, "A")
    set_level_frequency(level_id=level, days=7, actor=Actor.system(), at=now())
    long_ago = now() - 400 * DAY
    made = {
        name: make_customer(manager, name=name, level=level, at=long_ago) for name in ("刚联系", "上周", "备注", "从未")
    }
    make_record(made["刚联系"], manager, at=now(), content="开业促销")
    make_record(made["上周"], manager, at=now() - 8 * DAY, type=type_id("visit"))
    make_record(made["备注"], manager, at=now(), type=type_id("note"))
    client = sign_in(manager)
    since = f"{timezone.localdate() - 2 * DAY:%Y-%m-%d}"

    assert sorted(listed(client, "communication_list")) == ["上周", "刚联系", "备注"]
    assert listed(client, "communication_list", "?q=开业促销") == ["刚联系"]
    assert listed(client, "communication_list", f"?type={type_id('visit')}") == ["上周"]
    assert listed(client, "communication_list", f"?customer={made['备注'].pk}") == ["备注"]
    assert sorted(listed(client, "tracking", f"?not_contacted_from={since}")) == ["上周", "从未", "备注"]
    assert listed(client, "tracking", f"?contacted_from={since}") == ["刚联系"]
    assert sorted(listed(client, "tracking", "?tab=never")) == ["从未", "备注"]
    assert sorted(listed(client, "tracking", "?number_of_contacts_from=1")) == ["上周", "刚联系"]
    assert sorted(listed(client, "tracking", f"?by={manager.user_id}")) == ["上周", "刚联系"]
    assert listed(client, "tracking", f"?type={type_id('visit')}") == ["上周"]
    assert sorted(listed(client, "tracking", "?tab=overdue")) == ["上周", "从未", "备注"]
    customers = client.get(reverse("parties:customer_list") + "?follow_up=overdue")
    assert sorted(row.name for row in customers.context["listing"].page.rows) == ["上周", "从未", "备注"]
    page = text_of(client.get(reverse("parties:customer", args=[made["上周"].pk])))
    assert "最近联系 8 天前 超期 1 天" in page
    make_record(made["上周"], manager, at=now())
    assert sorted(listed(client, "tracking", "?tab=overdue")) == ["从未", "备注"]


@pytest.mark.spec("CUS-030", "COL-004")
def test_a_plan_is_made_postponed_started_carried_out_and_shown_in_the_calendar(seller: Actor, sign_in: SignIn) -> None:
    customer = make_customer(seller, name="示例青禾超市")
    client = sign_in(seller)
    new = reverse("activities:customer_plan_new", args=[customer.pk])
    tomorrow = (timezone.localtime() + DAY).replace(hour=10, minute=0)
    given = fields_of(client, f"{new}?at={tomorrow:%Y-%m-%dT%H:%M}") | {
        "plan_type": str(plan_type_id()), "title": "确认国庆备货", "place": "门店", "remind_minutes": "30",
        "type": str(type_id("visit")),
    }  # fmt: skip
    assert given["planned_at"] == f"{tomorrow:%Y-%m-%dT%H:%M}"
    assert client.post(new, given).status_code == 303
    plan = Plan.objects.get()

    for view in ("month", "week", "list"):
        page = text_of(client.get(reverse("activities:calendar") + f"?view={view}&day={tomorrow:%Y-%m-%d}"))
        assert "示例青禾超市" in page, view
        other = text_of(client.get(reverse("activities:calendar") + f"?view={view}&day=2020-01-01"))
        assert "示例青禾超市" not in other, view
    assert listed(client, "plan_list") == ["示例青禾超市"]

    postpone = reverse("activities:plan_postpone", args=[plan.pk])
    later = tomorrow + DAY
    given = fields_of(client, postpone) | {"planned_at": f"{later:%Y-%m-%dT%H:%M}", "reason": "出差"}
    assert client.post(postpone, given).status_code == 303
    page = text_of(client.get(reverse("activities:plan", args=[plan.pk])))
    assert f"{tomorrow:%Y-%m-%d %H:%M}" in page
    assert "出差" in page
    assert client.post(reverse("activities:plan_start", args=[plan.pk])).status_code == 303
    edit = reverse("activities:plan_edit", args=[plan.pk])
    assert client.post(edit, fields_of(client, edit) | {"title": "确认备货"}).status_code == 303

    carry = f"{reverse('activities:record', args=[customer.pk])}?plan={plan.pk}"
    given = fields_of(client, carry)
    assert (given["content"], given["place"], given["type"]) == ("确认备货", "门店", str(type_id("visit")))
    assert client.post(carry, given).status_code == 303
    plan.refresh_from_db()
    assert (plan.status, plan.record.customer_id) == ("done", customer.pk)
    assert client.get(edit).status_code == 409
    assert listed(client, "plan_list", "?tab=done") == ["示例青禾超市"]


@pytest.mark.spec("CUS-029")
def test_rules_are_entered_switched_and_withdrawn_on_their_pages(sign_in: SignIn) -> None:
    client = sign_in(person("OPA"))
    new = reverse("activities:setting_new")
    level = id_of(party_lists.LEVEL, "A")
    given = fields_of(client, new) | {
        "plan_type": str(plan_type_id()), "title": "新客户首次联系", "trigger": "customer_created",
        "first_after_days": "1", "repeat_every_days": "14", "repeats": "3", "levels": [str(level)],
    }  # fmt: skip
    assert client.post(new, given).status_code == 303
    setting = PlanSetting.objects.get()
    assert (setting.levels, setting.repeats, setting.is_on) == ([level], 3, False)

    edit = reverse("activities:setting_edit", args=[setting.pk])
    assert client.post(edit, fields_of(client, edit) | {"title": "首次联系"}).status_code == 303
    switch = reverse("activities:setting_switch", args=[setting.pk])
    assert client.post(switch, {"on": "1"}).status_code == 303
    page = text_of(client.get(reverse("activities:setting", args=[setting.pk])))
    assert "已启用" in page
    assert "首次联系" in page
    assert client.get(edit).status_code == 409
    invalidate = reverse("activities:setting_invalidate", args=[setting.pk])
    asked = client.get(invalidate)
    assert client.post(invalidate, {"digest": asked.context["digest"], "form_token": "i"}).status_code == 303
    assert PlanSetting.objects.get().is_valid is False


@pytest.mark.spec("CUS-026")
def test_a_mail_shows_its_state_on_the_record_and_the_address_to_few(seller: Actor, sign_in: SignIn) -> None:
    customer = make_customer(seller, email="buyer@example.com")
    client = sign_in(seller)
    url = reverse("activities:mail", args=[customer.pk])
    given = fields_of(client, url) | {"subject": "报价", "body": "您好"}
    assert given["address"] == "buyer@example.com"
    assert client.post(url, given).status_code == 303
    record = Communication.objects.get()
    page_url = reverse("activities:communication", args=[record.pk])
    assert "邮件等待发送" in text_of(client.get(page_url))

    OutgoingMessage.objects.update(status="failed", attempts=5, last_error="SMTPRecipientsRefused: buyer@example.com")

    page = text_of(client.get(page_url))
    assert "邮件没有发出 SMTPRecipientsRefused: buyer@example.com" in page
    for role, seen in (("CSV", True), ("FNC", False)):  # finance does not read contact data
        page = text_of(sign_in(person(role)).get(page_url))
        assert ("buyer@example.com" in page) is seen, role
        assert "邮件没有发出" in page


@pytest.mark.spec("CUS-023", "COM-015")
def test_a_communication_type_is_maintained_with_its_class_and_whether_it_counts(sign_in: SignIn) -> None:
    client = sign_in(person("OPA"))
    code = "activities.communication_type"
    add = reverse("dictionaries:add", args=[code])
    assert client.post(add, fields_of(client, add) | {"name": "直播间", "form": "moon"}).status_code == 422
    given = fields_of(client, add) | {"name": "直播间", "form": "chat"}
    given.pop("counts")
    assert client.post(add, given).status_code == 303

    value = Value.objects.get(name="直播间")
    assert value.attributes == {"form": "chat", "counts": False}
    page = text_of(client.get(reverse("dictionaries:value", args=[value.pk])))
    assert "类别 在线沟通" in page
    assert "计入跟踪频率 否" in page
    edit = reverse("dictionaries:edit", args=[value.pk])
    assert client.post(edit, fields_of(client, edit) | {"counts": "on"}).status_code == 303
    value.refresh_from_db()
    assert value.attributes == {"form": "chat", "counts": True}
    assert "在线沟通" in text_of(client.get(reverse("dictionaries:values", args=[code])))


@pytest.mark.spec("ACC-022", "SEC-A1")
def test_out_of_scope_looks_like_missing_on_every_page(seller: Actor, sign_in: SignIn) -> None:
    customer = make_customer(seller)
    record, plan = make_record(customer, seller, at=now()), make_plan(customer, seller, at=now())
    client = sign_in(person("SMG"))
    for name, pk in [
        ("communication", record.pk), ("communication_edit", record.pk), ("communication_delete", record.pk),
        ("record", customer.pk), ("mail", customer.pk), ("customer_plan_new", customer.pk), ("plan", plan.pk),
        ("plan_edit", plan.pk), ("plan_postpone", plan.pk), ("plan_cancel", plan.pk),
    ]:  # fmt: skip
        theirs, none = (client.get(reverse(f"activities:{name}", args=[key])) for key in (pk, 987654))
        assert (theirs.status_code, none.status_code) == (404, 404), name
    assert listed(client, "communication_list") == []
    assert listed(client, "plan_list") == []
    assert customer.name not in text_of(client.get(reverse("activities:calendar") + "?person=all&view=month"))


@pytest.mark.spec("COM-002")
def test_lists_and_pages_ask_the_database_a_fixed_number_of_times(
    seller: Actor, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(seller)
    customers = [make_customer(seller) for _ in range(6)]
    for customer in customers:
        make_record(customer, seller, at=now())
        make_plan(customer, seller, at=now(), planned_at=now() + DAY)
    client.get(reverse("activities:communication_list"))
    for name, most in (("communication_list", 16), ("plan_list", 20), ("tracking", 20)):
        with django_assert_max_num_queries(most):
            client.get(reverse(f"activities:{name}"))
    with django_assert_max_num_queries(14):
        client.get(reverse("activities:calendar"))
