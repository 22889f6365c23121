"""Announcements through the API: the same rules as on the pages (SYS-030)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from danshu.announcements.models import Announcement, Reading
from danshu.announcements.tests.conftest import House
from danshu.announcements.tests.factories import browser, published

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ACC-025", "SYS-030")]
API = "/api/v1"


def send(client: Client, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
    """One request with a JSON body."""
    headers = {"Idempotency-Key": key} if key else {}
    data = "" if body is None else json.dumps(body, default=str)
    return client.generic(method, API + path, data, content_type="application/json", headers=headers)


@pytest.mark.spec("COM-013")
def test_one_is_written_once_changed_published_and_withdrawn(house: House) -> None:
    desk = browser(house.publisher)
    body = {"title": "盘点", "content": "周五盘点", "audience": "units", "unit_ids": [house.branch.pk]}

    first, again = (send(desk, "POST", "/kept-announcements", body, key="a-1") for _ in range(2))

    made = first.json()
    assert (first.status_code, again.json(), Announcement.objects.count()) == (201, made, 1)
    assert (made["status"], made["unit_ids"], made["version"]) == ("draft", [house.branch.pk], 1)
    path = f"/kept-announcements/{made['id']}"
    changed = send(desk, "PUT", path, {**body, "title": "季度盘点", "version": 1})
    assert (changed.status_code, changed.json()["title"]) == (200, "季度盘点")
    assert send(desk, "PUT", path, {**body, "version": 1}).json()["code"] == "edit_conflict"
    assert send(desk, "POST", f"{path}/publish", {"version": 2}).json()["status"] == "published"
    assert [row["id"] for row in send(desk, "GET", "/kept-announcements?status=published").json()["items"]] == [
        made["id"]
    ]
    assert send(desk, "DELETE", path).json()["code"] == "announcement_not_draft"
    assert send(desk, "POST", f"{path}/withdraw", {"reason": "取消"}).json()["status"] == "withdrawn"


def test_readers_see_read_and_confirm_theirs(house: House) -> None:
    row = published(house.publisher, audience="roles", role_codes=("SLS",), must_confirm=True)
    seller, keeper = browser(house.seller), browser(house.keeper)
    path = f"/announcements/{row.pk}"

    assert [each["id"] for each in send(seller, "GET", "/announcements?unread=true&waiting=true").json()["items"]] == [
        row.pk
    ]
    assert send(seller, "POST", f"{path}/read").json()["read_at"] is not None
    assert send(seller, "GET", "/announcements?unread=true").json()["items"] == []
    assert send(seller, "POST", f"{path}/confirm", {"round": 2}).json()["code"] == "announcement_changed"
    assert send(seller, "POST", f"{path}/confirm", {"round": 1}).json()["confirmed_at"] is not None
    assert send(seller, "GET", "/announcements?waiting=true").json()["items"] == []
    for answer in (
        send(keeper, "GET", path),
        send(keeper, "POST", f"{path}/read"),
        send(keeper, "POST", f"{path}/confirm", {}),
    ):
        assert answer.status_code == 404
    assert send(keeper, "GET", "/announcements").json()["items"] == []
    assert Reading.objects.count() == 1
    found = send(browser(house.publisher), "GET", f"/kept-announcements/{row.pk}/readers?state=confirmed").json()[
        "items"
    ]
    assert [(each["full_name"], each["state"]) for each in found] == [("李四", "confirmed")]


@pytest.mark.spec("ACC-023")
def test_a_seller_may_not_write(house: House) -> None:
    answer = send(browser(house.seller), "POST", "/kept-announcements", {"title": "x", "content": "y"}, key="k")

    assert (answer.status_code, answer.json()["code"], Announcement.objects.count()) == (403, "forbidden", 0)


@pytest.mark.spec("COM-008")
def test_unknown_and_malformed_fields_are_refused(house: House) -> None:
    desk = browser(house.publisher)
    for body in (
        {"title": "x", "content": "y", "colour": "red"}, {"title": "x"}, {"title": "x" * 101, "content": "y"},
        {"title": "x", "content": "y", "audience": "units", "unit_ids": [2_000_000_000]},
        {"title": "x", "content": "y", "from_date": "1960-01-01"},
    ):  # fmt: skip
        assert send(desk, "POST", "/kept-announcements", body, key=f"k-{len(str(body))}").status_code == 422
    assert Announcement.objects.count() == 0
