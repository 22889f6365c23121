"""Announcements as people meet them: list, page, the one that must be confirmed, the publisher's desk."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danshu.access.tests.factories import grant, staff
from danshu.announcements.models import Announcement, Reading
from danshu.announcements.tests.conftest import House
from danshu.announcements.tests.factories import browser, draft, published
from danshu.files.models import Attachment
from danshu.files.permissions import ATTACH
from danshu.files.tests.samples import PDF
from danshu.identity.models import User
from danshu.kit.clock import business_date, now

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ACC-025")]
DAY = timedelta(days=1)


def text_of(response: Any) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def entered(**values: Any) -> dict[str, Any]:
    return {
        "form_token": "t-1", "title": "放假安排", "content": "国庆放假", "type": "notice", "audience": "all",
        "from_date": business_date(now()).isoformat(), **values,
    }  # fmt: skip


def test_it_is_written_published_read_and_withdrawn_in_the_browser(house: House) -> None:
    desk, seller = browser(house.publisher), browser(house.seller)
    answers = [desk.post("/announcements/kept/new/", entered(is_top="on")) for _ in range(2)]
    row = Announcement.objects.get()
    page = f"/announcements/kept/{row.pk}/"
    assert [(a.status_code, a["Location"]) for a in answers] == [(303, page)] * 2

    assert seller.get(f"/announcements/{row.pk}/").status_code == 404
    assert desk.post(f"{page}publish/", {"version": str(row.version)}).status_code == 303

    assert "系统公告 1" in text_of(seller.get("/workbench/"))
    listed = text_of(seller.get("/announcements/?tab=unread"))
    assert "放假安排" in listed
    assert "置顶" in listed
    shown = seller.get(f"/announcements/{row.pk}/")
    assert "国庆放假" in text_of(shown)
    read = re.search(r'hx-post="([^"]+)"', shown.content.decode().partition("<main")[2])
    assert read
    assert Reading.objects.count() == 0
    assert seller.post(read[1], headers={"HX-Request": "true"}).status_code == 204
    assert "系统公告 1" not in text_of(seller.get("/workbench/"))

    facts = text_of(desk.get(page))
    assert "对象人数 4" in facts
    assert "未读 3" in facts
    readers = text_of(desk.get(f"{page}readers/?tab=read"))
    assert "李四" in readers
    assert "孙七" not in readers

    dialog = desk.get(f"{page}withdraw/")
    sent = dict(re.findall(r'name="(form_token|digest)" value="([^"]*)"', dialog.content.decode()))
    assert desk.post(f"{page}withdraw/", {**sent, "reason": "有误"}).status_code == 303
    assert seller.get(f"/announcements/{row.pk}/").status_code == 404
    assert "没有公告" in text_of(seller.get("/announcements/?tab=all"))
    assert desk.get(f"{page}edit/").status_code == 409


@pytest.mark.spec("COM-008")
def test_wrong_entries_are_refused_beside_their_fields_and_kept(house: House) -> None:
    desk = browser(house.publisher)

    response = desk.post("/announcements/kept/new/", entered(title=" ", audience="roles", content="留着的内容"))

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"title"}
    response = desk.post("/announcements/kept/new/", entered(audience="roles", content="留着的内容"))
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"role_codes"})
    assert "留着的内容" in response.content.decode()
    assert Announcement.objects.count() == 0


@pytest.mark.spec("COM-012")
def test_two_editors_the_second_is_told(house: House) -> None:
    desk, row = browser(house.publisher), draft(house.publisher)
    page = f"/announcements/kept/{row.pk}/edit/"
    assert desk.post(page, entered(version="1", title="第一个")).status_code == 303

    second = desk.post(page, entered(version="1", title="第二个", form_token="t-2"))

    assert second.status_code == 409
    assert Announcement.objects.get().title == "第一个"


@pytest.mark.spec("ACC-023")
def test_a_seller_sees_no_button_and_is_refused(house: House) -> None:
    row = published(house.publisher)
    seller = browser(house.seller)

    assert "公告管理" not in text_of(seller.get("/announcements/"))
    assert "阅读情况" not in text_of(seller.get(f"/announcements/{row.pk}/"))
    page = f"/announcements/kept/{row.pk}/"
    for path in ("/announcements/kept/", "/announcements/kept/new/", page, f"{page}readers/", f"{page}edit/"):
        assert seller.get(path).status_code == 403
    assert seller.post(f"{page}publish/").status_code == 403


WORK = ("/workbench/", "/orders/", "/me/", "/announcements/", "/customers/?page=2")


def test_what_must_be_confirmed_stands_before_every_page_until_it_is(house: House) -> None:
    row = published(house.publisher, must_confirm=True)
    seller = browser(house.seller)

    for path in WORK:
        answer = seller.get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/announcements/confirm/"), path
    part = seller.get("/orders/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, "/announcements/confirm/")

    page = seller.get("/announcements/confirm/?next=/orders/%3Ftab%3Dall")
    assert "国庆放假安排" in text_of(page)
    sent = dict(re.findall(r'name="(announcement|round|next)" value="([^"]*)"', page.content.decode()))
    assert sent == {"announcement": str(row.pk), "round": "1", "next": "/orders/?tab=all"}
    answer = seller.post("/announcements/confirm/", sent)
    assert (answer.status_code, answer["Location"]) == (303, "/orders/?tab=all")
    assert [seller.get(path).status_code for path in WORK] == [200] * len(WORK)
    assert Reading.objects.get().confirmed_at is not None


def test_one_after_the_other_is_confirmed_the_oldest_first(house: House) -> None:
    published(house.publisher, title="后来的", must_confirm=True)
    published(house.publisher, title="先前的", must_confirm=True, at=now() - DAY)
    seller, seen = browser(house.seller), []

    for _ in range(2):
        page = seller.get("/announcements/confirm/")
        seen.append(page.context["row"].title)
        sent = dict(re.findall(r'name="(announcement|round|next)" value="([^"]*)"', page.content.decode()))
        seller.post("/announcements/confirm/", sent)

    assert seen == ["先前的", "后来的"]
    assert seller.get("/workbench/").status_code == 200


def test_signing_out_the_api_and_a_form_being_sent_are_never_held_up(house: House) -> None:
    published(house.publisher, must_confirm=True)
    seller = browser(house.seller)

    assert seller.get("/api/v1/announcements").status_code == 200
    assert seller.get("/me/session/").status_code == 200
    kept = seller.post("/me/", {"full_name": ""})
    assert kept.status_code == 422
    assert seller.post("/sign-out/")["Location"].startswith("/sign-in/")
    assert seller.get("/workbench/")["Location"].startswith("/sign-in/")


def test_a_confirmation_leads_to_no_foreign_address(house: House) -> None:
    row = published(house.publisher, must_confirm=True)
    sent = {"announcement": str(row.pk), "round": "1", "next": "https://example.org/"}

    assert browser(house.seller).post("/announcements/confirm/", sent)["Location"] == "/"


def test_what_was_changed_or_withdrawn_meanwhile_is_not_confirmed(house: House) -> None:
    row = published(house.publisher, must_confirm=True)
    seller = browser(house.seller)
    Announcement.objects.filter(pk=row.pk).update(round=2)

    for pk, seen in ((row.pk, "1"), (0, "1"), ("x", "y")):
        answer = seller.post("/announcements/confirm/", {"announcement": pk, "round": seen, "next": "/orders/"})
        assert answer.status_code == 303

    assert Reading.objects.count() == 0
    assert seller.get("/orders/").status_code == 302


def test_attachments_are_added_by_keepers_and_read_by_readers(house: House) -> None:
    row = published(house.publisher, audience="roles", role_codes=("SLS",))
    desk, seller, keeper = (browser(user) for user in (house.publisher, house.seller, house.keeper))
    url = reverse("files:record", args=["announcements.announcement", row.pk])
    for user in (house.seller, house.keeper):
        grant(user, ATTACH)

    def paper() -> dict[str, Any]:
        return {"form_token": "t", "files": [SimpleUploadedFile("plan.pdf", PDF, "application/pdf")]}

    assert desk.post(url, paper()).status_code in (200, 303)
    file = Attachment.objects.get()
    assert "plan.pdf" in text_of(seller.get(f"/announcements/{row.pk}/"))
    answer = seller.get(reverse("files:download", args=[file.pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert keeper.get(reverse("files:download", args=[file.pk])).status_code == 404
    seller.post(url, paper() | {"form_token": "s"})
    assert Attachment.objects.count() == 1


def people(count: int) -> None:
    for number in range(count):
        staff("SLS", f"seller{number:02d}")


def test_the_lists_ask_as_much_for_many_as_for_few(house: House) -> None:
    def asked(user: User, path: str) -> int:
        client = browser(user)
        client.get(path)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(path).status_code == 200
        return len(statements)

    row = published(house.publisher)
    paths = [(house.seller, "/announcements/?tab=all"), (house.publisher, "/announcements/kept/?tab=all"),
             (house.publisher, f"/announcements/kept/{row.pk}/readers/?tab=all")]  # fmt: skip
    before = [asked(*each) for each in paths]
    people(8)
    for number in range(8):
        published(house.publisher, title=f"公告 {number}")

    assert [asked(*each) for each in paths] == before
    assert max(before) <= 14


def test_the_gate_costs_no_statement(house: House, client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as statements:
            browser_of_seller.get("/me/session/")
        return len(statements)

    browser_of_seller = browser(house.seller)
    browser_of_seller.get("/me/session/")
    before = asked()
    published(house.publisher, must_confirm=True, audience="units", unit_ids=(house.branch.pk,))

    assert asked() == before
    assert browser_of_seller.get("/workbench/").status_code == 302
    assert browser(house.keeper).get("/workbench/").status_code == 200
    assert browser(house.guest).get("/workbench/").status_code == 302
