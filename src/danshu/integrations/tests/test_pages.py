"""Connecting a system: by people, by direct requests, in every look."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from danshu.access.tests.factories import actor_of, administrator, staff
from danshu.audit.models import AuditEntry
from danshu.identity.models import User
from danshu.integrations.models import Dispatch, Endpoint
from danshu.integrations.sending import send_due
from danshu.integrations.tests.factories import NOON, approve, make_endpoint
from danshu.integrations.tests.stub import Stub
from danshu.kit.actor import Actor
from danshu.testing.looks import in_every_look, problems_of, sign_in

pytestmark = pytest.mark.spec("SYS-030")


def browser(user: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_an_administrator_connects_a_system_and_tries_it(other: Stub, admin: Actor) -> None:
    client = browser(User.objects.get(pk=admin.user_id))
    entries = {"name": "仓储系统", "kind": "webhook", "url": other.url + "?token=geheim", "is_active": "on",
               "events": ["sales.OrderApproved", "billing.PaymentCredited"]}  # fmt: skip
    answer = client.post("/settings/webhooks/new/", entries)
    row = Endpoint.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/settings/webhooks/{row.pk}/")
    text = client.get(f"/settings/webhooks/{row.pk}/").content.decode()
    assert "whsec_" in text
    assert "geheim" not in text
    assert "geheim" not in str(list(AuditEntry.objects.values_list("changes", flat=True)))
    assert client.post(f"/settings/webhooks/{row.pk}/trial/").status_code == 303
    assert [data["event"] for data in other.bodies] == ["test"]
    edited = {**entries, "url": "", "name": "仓储系统二", "version": row.version}
    assert client.post(f"/settings/webhooks/{row.pk}/edit/", edited).status_code == 303
    assert client.post(f"/settings/webhooks/{row.pk}/edit/", edited).status_code == 409
    approve()
    send_due(at=NOON)
    assert len(other.requests) == 2
    assert "仓储系统二" in client.get("/settings/webhooks/sent/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"url": "http://example.com/"}, "https"), ({"url": "https://localhost/"}, "内部网络"), ({"url": ""}, "填写接收地址"),
        ({"name": ""}, "填写名称"), ({"events": []}, "至少选择一个事件"), ({"kind": "telegram"}, "选"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_beside_its_field_and_nothing_is_kept(
    admin: Actor, changes: dict[str, Any], says: str
) -> None:
    client = browser(User.objects.get(pk=admin.user_id))
    entries = {
        "name": "系统",
        "kind": "webhook",
        "url": "https://localhost/",
        "events": ["sales.OrderApproved"],
    } | changes
    answer = client.post("/settings/webhooks/new/", entries)
    assert (answer.status_code, Endpoint.objects.count()) == (422, 0)
    assert says in answer.content.decode()


@pytest.mark.django_db
def test_others_neither_see_nor_change_receivers(other: Stub) -> None:
    row = make_endpoint(other.url)
    clerk, auditor = browser(staff("SLS")), browser(staff("AUD"))
    assert clerk.get("/settings/webhooks/").status_code == 403
    assert clerk.get(f"/settings/webhooks/{row.pk}/").status_code == 403
    text = auditor.get(f"/settings/webhooks/{row.pk}/").content.decode()
    assert "whsec_" not in text
    assert auditor.get(f"/settings/webhooks/{row.pk}/edit/").status_code == 403
    assert auditor.post(f"/settings/webhooks/{row.pk}/trial/").status_code == 403
    assert other.requests == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@in_every_look
def test_every_page_is_whole(browser_page: Any, live_url: str, axe_source: str, other: Stub, look: str) -> None:
    admin = administrator("zhaoliu", full_name="赵六", language="en" if look == "english" else "zh-hans")
    row = make_endpoint(other.url)
    approve()
    approve(2, "SO-2")
    other.status = 500
    send_due(at=NOON)
    page, wrong = browser_page, []
    sign_in(page, live_url, admin)
    own = f"/settings/webhooks/{row.pk}"
    for name, path in {
        "list": "/settings/webhooks/", "new": "/settings/webhooks/new/", "one": f"{own}/", "edit": f"{own}/edit/",
        "sent": "/settings/webhooks/sent/", "delete": f"{own}/delete/", "renew": f"{own}/renew/",
    }.items():  # fmt: skip
        page.goto(live_url + path)
        wrong += problems_of(page, look, axe_source, name=f"webhooks-{name}", data="赵六示例仓储系统设置员")
    assert wrong == []
    assert Dispatch.objects.filter(status="waiting", attempts=1).count() == 2
    assert actor_of(admin).can("integrations.endpoint.configure")
