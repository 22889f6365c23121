"""Administrators see what left the house, why something did not, and send it again (ORD-030)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.audit.models import AuditEntry
from danshu.audit.tests.pages import words
from danshu.notices.models import OutgoingMessage
from danshu.notices.permissions import EXPORT_MESSAGES, RETRY_MESSAGE, SEE_ADDRESS, VIEW_MESSAGES
from danshu.notices.tests.factories import configure_mail, make_message

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ORD-030", "COM-002")]
LIST = "/messages/"


def status_of(message: OutgoingMessage) -> str:
    message.refresh_from_db()
    return message.status


def test_the_list_shows_messages_by_their_state_and_where_each_leads(visit: Any) -> None:
    failed = make_message("gone@example.com", status="failed", subject="付款提醒")
    make_message("sent@example.com", status="sent", subject="已发货", label="SO-2", url="/orders/SO-2/")
    client = visit(VIEW_MESSAGES, SEE_ADDRESS)
    text = client.get(LIST).content.decode()
    assert ("gone@example.com" in text, "sent@example.com" in text) == (True, False)
    assert (f'href="/messages/{failed.pk}/"' in text, "ConnectionRefusedError" in text) == (True, True)
    everything = client.get(LIST, {"tab": "all"}).content.decode()
    assert ("sent@example.com" in everything, 'href="/orders/SO-2/"' in everything) == (True, True)
    found = client.get(LIST, {"tab": "all", "status": "sent"}).content.decode()
    assert ("gone@example.com" in found, "sent@example.com" in found) == (False, True)
    assert "gone@example.com" in client.get(LIST, {"tab": "all", "q": "付款提醒"}).content.decode()


@pytest.mark.spec("PRV-1")
def test_who_may_not_see_addresses_reads_shortened_ones_everywhere_and_finds_them_only_whole(visit: Any) -> None:
    message = make_message("gone@example.com", status="failed")
    OutgoingMessage.objects.filter(pk=message.pk).update(last_error="550 <gone@example.com> unknown user")
    client = visit(VIEW_MESSAGES, RETRY_MESSAGE)
    page = f"/messages/{message.pk}/"
    told = [client.get(LIST), client.get(page), client.post(f"{page}retry/"), client.get(page)]
    assert not any("gone@example.com" in answer.content.decode() for answer in told)
    assert all("550 &lt;g****@example.com&gt;" in answer.content.decode() for answer in told[:2])

    def found(**query: str) -> bool:
        return page in client.get(LIST, {"tab": "all", **query}).content.decode()

    assert (found(q="gone@example"), found(address="gone"), found(q="on")) == (False, False, False)
    assert (found(q="gone@example.com"), found(address="Gone@example.com")) == (True, True)
    assert "gone@example.com" not in str(list(AuditEntry.objects.values_list("subject_label", flat=True)))


def test_the_list_says_plainly_that_nothing_can_be_sent(visit: Any) -> None:
    make_message()
    client = visit(VIEW_MESSAGES)
    assert "还没有配置发信服务器" in client.get(LIST).content.decode()
    configure_mail()
    assert "还没有配置发信服务器" not in client.get(LIST).content.decode()


def test_failed_messages_are_sent_again_singly_and_several_at_once(visit: Any) -> None:
    one, two, three = (make_message(f"m{number}@example.com", status="failed") for number in range(3))
    sent = make_message(status="sent")
    client = visit(VIEW_MESSAGES, RETRY_MESSAGE)
    assert client.post(f"/messages/{one.pk}/retry/").status_code == 303
    answer = client.post(f"{LIST}?tab=all", {"batch": "retry", "ids": [two.pk, three.pk, sent.pk], "form_token": "t"})
    assert "3 封中 2 封已处理" in words(answer)
    assert [status_of(message) for message in (one, two, three, sent)] == ["queued", "queued", "queued", "sent"]
    assert AuditEntry.objects.filter(operation="notices.retry_message", subject_kind="notices.message").count() == 3
    again = client.post(f"/messages/{sent.pk}/retry/")
    assert (again.status_code, "不需要重新发送" in again.content.decode()) == (409, True)


def test_the_page_of_a_message_shows_text_error_and_the_way_to_send_it_again(visit: Any) -> None:
    message = make_message(status="failed", body="您好<b>")
    text = visit(VIEW_MESSAGES, RETRY_MESSAGE).get(f"/messages/{message.pk}/").content.decode()
    assert ("您好&lt;b&gt;" in text, "ConnectionRefusedError" in text, 'href="/orders/SO-1/"' in text) == (True,) * 3
    assert f'action="/messages/{message.pk}/retry/"' in text
    reader = visit(VIEW_MESSAGES)
    assert f'action="/messages/{message.pk}/retry/"' not in reader.get(f"/messages/{message.pk}/").content.decode()
    assert reader.post(f"/messages/{message.pk}/retry/").status_code == 403
    assert reader.get("/messages/999999/").status_code == 404
    assert status_of(message) == "failed"


def test_who_only_has_a_bell_sees_no_messages(visit: Any) -> None:
    message = make_message(status="failed")
    client = visit()
    assert (client.get(LIST).status_code, client.get(f"/messages/{message.pk}/").status_code) == (403, 403)


def test_the_list_costs_the_same_for_one_message_and_for_thirty(visit: Any) -> None:
    client, counts = visit(VIEW_MESSAGES, RETRY_MESSAGE), []
    make_message(status="failed")
    for _more in range(2):
        client.get(LIST)
        with CaptureQueriesContext(connection) as statements:
            client.get(LIST)
        counts.append(len(statements))
        for number in range(29):
            make_message(f"m{number}@example.com", status="failed")
    assert counts[0] == counts[1]


@pytest.mark.spec("SYS-005", "SYS-010")
def test_the_message_log_is_exported_with_addresses_as_the_reader_sees_them(visit: Any) -> None:
    make_message("buyer@example.com", status="failed")
    make_message("other@example.com", status="sent")
    answers = [
        b"".join(visit(VIEW_MESSAGES, EXPORT_MESSAGES, *more).get(LIST, {"tab": "failed", "export": "csv"}).streaming_content)
        for more in ((), (SEE_ADDRESS,))
    ]  # fmt: skip
    assert [(b"buyer@example.com" in answer, b"other@" in answer) for answer in answers] == [
        (False, False), (True, False),
    ]  # fmt: skip
    assert visit(VIEW_MESSAGES).get(LIST, {"export": "csv"}).status_code == 403
