"""Reminders through the API (SYS-030): the same rules and the same scope as on the pages."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.activities.tests.test_rest import send
from danshu.kit.clock import now
from danshu.parties.tests.factories import make_customer
from danshu.parties.tests.factories import person as seller_of
from danshu.reminders.models import Reminder
from danshu.reminders.tests.conftest import SignIn
from danshu.reminders.tests.factories import DAY, HOUR, make_reminder, make_unit, person, show

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-030", "COL-009")]


@pytest.mark.spec("COM-013")
def test_a_reminder_is_set_once_changed_snoozed_and_done_with(sign_in: SignIn) -> None:
    seller = seller_of("SLS", unit=make_unit())
    customer, client = make_customer(seller), sign_in(seller)
    sent = {
        "text": "寄样品", "remind_at": now() + DAY, "repeat": "daily", "source_kind": "parties.customer",
        "source_id": customer.pk,
    }  # fmt: skip

    first, again = (send(client, "POST", "/reminders", sent, key="r-1") for _ in range(2))

    made = first.json()
    assert (first.status_code, again.json()["id"], Reminder.objects.count()) == (201, made["id"], 1)
    assert (made["person_id"], made["record"], made["status"]) == (seller.user_id, customer.name, "waiting")
    path = f"/reminders/{made['id']}"
    assert send(client, "PATCH", path, {"text": "寄两份", "version": 1}).json()["text"] == "寄两份"
    assert send(client, "PATCH", path, {"text": "x", "version": 1}).status_code == 409
    show(now() + DAY + HOUR)
    snoozed = send(client, "POST", f"{path}/snooze", {"until": now() + HOUR}).json()
    assert (snoozed["status"], snoozed["times"]) == ("waiting", 1)
    assert send(client, "POST", f"{path}/finish").json()["code"] == "reminder_not_shown"
    show(now() + 2 * HOUR)
    assert send(client, "POST", f"{path}/finish").json()["status"] == "waiting"
    assert send(client, "POST", f"{path}/stop").json()["status"] == "stopped"
    assert send(client, "POST", f"{path}/stop").json()["code"] == "reminder_ended"


@pytest.mark.spec("ACC-022")
def test_views_narrow_and_what_is_not_ones_own_is_not_there(sign_in: SignIn) -> None:
    me, other = person(), person()
    at = now()
    due, own, gave = make_reminder(me, at=at - DAY), make_reminder(me, at=at), make_reminder(me, other, at=at)
    foreign = make_reminder(other, at=at)
    show(at)
    client = sign_in(me)

    def keys(query: str) -> list[Any]:
        return [row["id"] for row in send(client, "GET", f"/reminders{query}").json()["items"]]

    assert keys("") == [gave.pk, own.pk, due.pk]
    assert (keys("?view=appeared"), keys("?view=to_come"), keys("?view=for_others")) == ([due.pk], [own.pk], [gave.pk])
    for method, path in (("GET", ""), ("PATCH", ""), ("POST", "/finish"), ("POST", "/stop")):
        answer = send(client, method, f"/reminders/{foreign.pk}{path}", {} if method == "PATCH" else None)
        assert answer.status_code == 404, path
    half = {"text": "x", "remind_at": at + DAY, "source_kind": "sales.order"}
    refused = send(client, "POST", "/reminders", half, key="h-1")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "source_id")
    assert Reminder.objects.count() == 4
