"""Pages of reminders as people use them (COL-009)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from danshu.catalog.tests.factories import make_item
from danshu.kit.clock import now
from danshu.kit.refs import SourceRef
from danshu.parties.models import Customer
from danshu.parties.tests.factories import make_contact, make_customer
from danshu.parties.tests.factories import person as seller_of
from danshu.reminders.models import Reminder
from danshu.reminders.tests.conftest import SignIn
from danshu.reminders.tests.factories import DAY, HOUR, make_reminder, make_unit, person, show
from danshu.ui.waiting import waiting_counts

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COL-009")]


def text_of(response: Any) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def local(moment: Any) -> str:
    """A moment as the browser's own control sends it."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def texts(client: Client, tab: str) -> list[str]:
    """What one view of the list shows."""
    page = client.get(reverse("reminders:list"), {"tab": tab}).context["listing"].page
    return sorted(row.text for row in page.rows)


@pytest.mark.spec("COL-001")
def test_each_view_shows_its_reminders_and_the_workbench_what_has_appeared(sign_in: SignIn) -> None:
    me, other = person(), person()
    at = now()
    make_reminder(me, at=at - DAY, text="已经到时间")
    make_reminder(me, at=at, text="还要等")
    make_reminder(me, other, at=at, text="给同事的")
    make_reminder(other, at=at, text="与我无关")
    show(at)
    client = sign_in(me)

    assert (texts(client, "appeared"), texts(client, "to_come")) == (["已经到时间"], ["还要等"])
    assert (texts(client, "for_others"), texts(client, "ended")) == (["给同事的"], [])
    assert texts(client, "all") == ["已经到时间", "给同事的", "还要等"]
    assert waiting_counts(me)["reminders:list"] == 1
    desk = text_of(client.get(reverse("workbench:home")))
    assert ("已经到时间" in desk, "还要等" in desk, "与我无关" in desk) == (True, False, False)


@pytest.mark.spec("COM-008")
def test_all_that_is_wrong_is_told_at_once(sign_in: SignIn) -> None:
    me = person()
    given = {"text": "长" * 501, "person": me.user_id, "remind_at": local(now() - DAY), "repeat": "none"}
    answer = sign_in(me).post(reverse("reminders:new"), given)
    errors = answer.context["form"].errors
    assert (answer.status_code, sorted(errors)) == (422, ["remind_at", "text"])
    assert errors["remind_at"] == ["时间应在将来"]
    assert Reminder.objects.count() == 0


def test_it_is_set_on_the_record_and_stands_there(sign_in: SignIn) -> None:
    seller = seller_of("ADM", unit=make_unit())
    customer = make_customer(seller)
    client, page_url = sign_in(seller), reverse("parties:customer", args=[customer.pk])
    assert "没有待办的提醒" in text_of(client.get(page_url))
    url = f"{reverse('reminders:new')}?kind=parties.customer&id={customer.pk}"
    form = client.get(url)
    assert customer.name in text_of(form)
    given = {
        "form_token": form.context["form"].token, "text": "寄样品", "person": str(seller.user_id),
        "remind_at": local(now() + DAY), "repeat": "monthly", "put_off": "on",
    }  # fmt: skip

    first, again = client.post(url, given), client.post(url, given)

    assert (first.status_code, again.status_code, first["Location"]) == (303, 303, page_url)
    row = Reminder.objects.get()
    assert (row.source, row.repeat, row.put_off) == (SourceRef("parties.customer", customer.pk), "monthly", True)
    assert "寄样品" in text_of(client.get(page_url))
    page = text_of(client.get(reverse("reminders:reminder", args=[row.pk])))
    assert (customer.name in page, "每月" in page, "遇休息日顺延" in page) == (True, True, True)


@pytest.mark.parametrize("kind", ["catalog.item", "parties.contact", "tasks.task"])
def test_every_kind_of_record_that_holds_files_can_be_reminded_of(sign_in: SignIn, kind: str) -> None:
    me = seller_of("ADM", unit=make_unit())
    if kind == "catalog.item":
        pk, url = (item := make_item()).pk, reverse("catalog:item", args=[item.pk])
    elif kind == "parties.contact":
        contact = make_contact(make_customer(me), me)
        pk, url = contact.pk, reverse("parties:contact", args=[contact.pk])
    else:
        from danshu.tasks.tests.factories import make_task

        task = make_task(me, me, at=now())
        pk, url = task.pk, reverse("tasks:task", args=[task.pk])
    make_reminder(me, at=now(), source=SourceRef(kind, pk), text="再看一次")

    page = sign_in(me).get(url)

    assert "再看一次" in text_of(page)
    assert f"{reverse('reminders:new')}?kind={kind}&amp;id={pk}" in page.content.decode()


@pytest.mark.spec("COM-008")
def test_wrong_entries_stay_beside_their_fields_and_nothing_is_set(sign_in: SignIn) -> None:
    me = person()
    client, url = sign_in(me), reverse("reminders:new")

    answer = client.post(
        url, {"text": "写好的内容", "person": str(me.user_id), "remind_at": local(now() - DAY), "repeat": "none"}
    )

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["remind_at"])
    assert "写好的内容" in answer.content.decode()
    empty = client.post(url, {"text": "", "person": "", "remind_at": "", "repeat": "none"})
    assert {"text", "person", "remind_at"} <= set(empty.context["form"].errors)
    assert Reminder.objects.count() == 0
    for gone in ("?kind=parties.customer&id=999999", "?kind=x.y&id=1", "?kind=parties.customer&id=x"):
        assert client.get(url + gone).status_code == 404


def test_from_the_page_it_is_snoozed_edited_done_and_stopped(sign_in: SignIn) -> None:
    me, at = person(), now()
    row = make_reminder(me, at=at - DAY)
    show(at)
    client = sign_in(me)
    address = {
        name: reverse(f"reminders:{name}", args=[row.pk]) for name in ("snooze", "finish", "edit", "stop", "reminder")
    }

    back = client.post(address["snooze"], {"for": "1h", "back": "/workbench/"})
    row.refresh_from_db()
    assert (back["Location"], row.status) == ("/workbench/", "waiting")
    assert at + HOUR <= row.remind_at < at + 2 * HOUR
    show(row.remind_at)
    client.post(address["snooze"], {"for": "tomorrow", "back": "https://evil.example/"})
    row.refresh_from_db()
    assert f"{timezone.localtime(row.remind_at):%H:%M}" == "09:00"
    show(row.remind_at)
    form = client.get(address["snooze"])
    own = client.post(address["snooze"], {
        "until": local(now() + 3 * DAY), "version": form.context["form"].initial["version"],
        "form_token": form.context["form"].token,
    })  # fmt: skip
    assert own["Location"] == address["reminder"]
    form = client.get(address["edit"])
    client.post(address["edit"], {
        "text": "改过的内容", "remind_at": local(now() + 4 * DAY), "repeat": "weekly",
        "version": form.context["form"].initial["version"], "form_token": form.context["form"].token,
    })  # fmt: skip
    row.refresh_from_db()
    assert (row.text, row.repeat) == ("改过的内容", "weekly")
    show(row.remind_at)
    done = client.post(address["finish"])
    row.refresh_from_db()
    assert (done["Location"], row.status) == (address["reminder"], "waiting")
    dialog = client.get(address["stop"])
    token = re.search(r'name="form_token" value="([^"]+)"', dialog.content.decode())
    digest = re.search(r'name="digest" value="([^"]+)"', dialog.content.decode())
    client.post(address["stop"], {"form_token": token[1] if token else "", "digest": digest[1] if digest else ""})
    row.refresh_from_db()
    assert row.status == "stopped"
    assert "改过的内容" in text_of(client.get(address["reminder"]))


@pytest.mark.spec("COM-004")
def test_several_are_done_and_snoozed_at_once(sign_in: SignIn) -> None:
    me, at = person(), now()
    rows = [make_reminder(me, at=at - DAY, text=f"第 {number} 条") for number in range(4)]
    show(at)
    client, url = sign_in(me), reverse("reminders:list") + "?tab=appeared"

    client.post(url, {"batch": "finish", "ids": [rows[0].pk, rows[1].pk], "form_token": "b-1"})
    client.post(url, {"batch": "snooze-1h", "ids": [rows[2].pk], "form_token": "b-2"})

    assert [Reminder.objects.get(pk=row.pk).status for row in rows] == ["done", "done", "waiting", "shown"]


@pytest.mark.spec("ACC-022")
def test_what_is_not_ones_own_is_not_there(sign_in: SignIn) -> None:
    me, other = person(), person()
    row = make_reminder(other, at=now())
    client = sign_in(me)
    for name in ("reminder", "edit", "snooze", "finish", "stop"):
        address = reverse(f"reminders:{name}", args=[row.pk])
        answer = client.post(address) if name == "finish" else client.get(address)
        assert answer.status_code == 404, name
    assert Reminder.objects.get().status == "waiting"


@pytest.mark.spec("ACC-022")
def test_the_list_reads_records_once_a_kind_and_names_none_out_of_scope(sign_in: SignIn) -> None:
    seller, foreign = seller_of("SLS", unit=make_unit()), seller_of("SLS", unit=make_unit())
    at, client = now(), sign_in(seller)
    make_reminder(seller, at=at, source=SourceRef("parties.customer", make_customer(seller).pk))
    url = reverse("reminders:list") + "?tab=all"
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _ in range(6):
        make_reminder(seller, at=at, source=SourceRef("parties.customer", make_customer(seller).pk))
    hidden = make_customer(foreign)
    Reminder.objects.filter(pk=Reminder.objects.order_by("pk")[0].pk).update(source_id=hidden.pk)

    with CaptureQueriesContext(connection) as many:
        page = client.get(url)

    assert len(many) == len(few) <= 16
    shown = text_of(page)
    assert (hidden.name in shown, Customer.objects.filter(owner_id=seller.user_id)[0].name in shown) == (False, True)


@pytest.mark.spec("INV-Z1")
def test_words_about_a_record_that_does_not_exist_for_the_reader_are_not_found_by_searching(sign_in: SignIn) -> None:
    boss, seller = seller_of("ADM", unit=make_unit()), seller_of("SLS", unit=make_unit())
    hidden, shown = make_customer(boss), make_customer(seller)
    for customer in (hidden, shown):
        source = SourceRef("parties.customer", customer.pk)
        make_reminder(boss, seller, at=now(), source=source, text=f"回 13912345678 {customer.number}")
    make_reminder(seller, at=now(), text="自己的 1391")
    client = sign_in(seller)

    def found(text: str) -> list[str]:
        page = client.get(reverse("reminders:list"), {"tab": "all", "q": text}).context["listing"].page
        return sorted(row.text for row in page.rows)

    assert found("1391") == [f"回 13912345678 {shown.number}", "自己的 1391"]
    assert found(hidden.number) == []
    assert len(client.get(reverse("reminders:list"), {"tab": "all"}).context["listing"].page.rows) == 3
