"""In test mode nothing leaves the house; what was held is released or given up one by one (SYS-033)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from danshu.audit.models import AuditEntry
from danshu.audit.tests.pages import words
from danshu.identity.tests.factories import make_user
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import Forbidden, NotFound
from danshu.notices.errors import MessageHadSecret, MessageNotHeld, MessageNotSent, MessageNotWaiting, MessagesHeld
from danshu.notices.mailing import SECRET_MARK
from danshu.notices.models import OutgoingMessage
from danshu.notices.operations.discard_message import discard_message
from danshu.notices.operations.queue_message import queue_message
from danshu.notices.operations.release_message import release_message
from danshu.notices.operations.send_again import send_again
from danshu.notices.permissions import RELEASE_MESSAGE, RETRY_MESSAGE, SEE_ADDRESS, VIEW_MESSAGES
from danshu.notices.sending import send_due
from danshu.notices.tests.factories import NOON, configure_mail, make_message
from danshu.parameters.operations.change_parameters import change_parameters

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-033")]
SYSTEM = Actor.system()
LATER = NOON + timedelta(minutes=1)


def switch(*, on: bool) -> None:
    change_parameters(changes={"message_test_mode": on}, actor=SYSTEM, at=now() - timedelta(seconds=30))


def states(*messages: OutgoingMessage) -> list[str]:
    for message in messages:
        message.refresh_from_db()
    return [message.status for message in messages]


def queued() -> OutgoingMessage:
    return queue_message(
        address="new@example.com", subject="新", body="内容", source=make_message().source, label="SO-1", actor=SYSTEM,
        at=NOON,
    )  # fmt: skip


# ---- switching ------------------------------------------------------------------------------------------------------
def test_switching_it_on_holds_what_waits_in_the_same_moment_and_what_is_written_after() -> None:
    configure_mail()
    waiting, parked, gone = make_message(), make_message(status="failed"), make_message(status="sent")
    switch(on=True)
    assert states(waiting, parked, gone) == ["held", "failed", "sent"]
    assert states(queued()) == ["held"]
    assert (send_due(at=LATER), mail.outbox) == (0, [])


def test_a_mode_that_begins_on_a_day_holds_at_the_senders_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    configure_mail()
    waiting = make_message()
    monkeypatch.setattr("danshu.notices.sending.in_test_mode", lambda: True)
    assert (send_due(at=LATER), states(waiting), mail.outbox) == (0, ["held"], [])


def test_switching_it_off_sends_nothing_by_itself() -> None:
    configure_mail()
    waiting = make_message()
    switch(on=True)
    switch(on=False)
    assert (send_due(at=LATER), states(waiting), mail.outbox) == (0, ["held"], [])
    assert states(queued()) == ["queued"]


def test_the_database_lets_no_held_message_count_as_sent() -> None:
    held = make_message(status="held")
    with connection.cursor() as cursor, pytest.raises(Exception, match="held cannot become sent"):
        cursor.execute("UPDATE notices_outgoingmessage SET status = 'sent', sent_at = now() WHERE id = %s", [held.pk])


# ---- afterwards -----------------------------------------------------------------------------------------------------
def test_a_released_message_goes_out_once_with_all_its_tries_before_it() -> None:
    configure_mail()
    held, kept = make_message(status="held", attempts=3), make_message(status="held")
    release_message(message_id=held.pk, actor=SYSTEM, at=LATER)
    assert (send_due(at=LATER), states(held, kept), len(mail.outbox)) == (1, ["sent", "held"], 1)
    with pytest.raises(MessageNotHeld):
        release_message(message_id=held.pk, actor=SYSTEM, at=LATER)


def test_nothing_is_released_while_the_mode_is_on() -> None:
    held = make_message(status="held")
    switch(on=True)
    with pytest.raises(MessagesHeld):
        release_message(message_id=held.pk, actor=SYSTEM, at=LATER)
    assert states(held) == ["held"]


def test_a_discarded_message_is_never_sent_and_forgets_its_code() -> None:
    configure_mail()
    held, parked = make_message(status="held", secret="sealed"), make_message(status="failed")
    for message in (held, parked):
        discard_message(message_id=message.pk, actor=SYSTEM, at=LATER)
    assert (states(held, parked), held.secret) == (["discarded", "discarded"], "")
    assert (send_due(at=LATER), mail.outbox) == (0, [])
    assert AuditEntry.objects.filter(operation="notices.discard_message").count() == 2


@pytest.mark.parametrize("status", ["queued", "sent", "discarded"])
def test_only_what_waits_for_a_person_is_given_up(status: str) -> None:
    message = make_message(status=status)
    with pytest.raises(MessageNotWaiting):
        discard_message(message_id=message.pk, actor=SYSTEM, at=LATER)
    assert states(message) == [status]


@pytest.mark.parametrize("act", [release_message, discard_message, send_again])
def test_who_has_no_right_changes_nothing(act: Any) -> None:
    message = make_message(status="sent" if act is send_again else "held")
    before = states(message)
    with pytest.raises(Forbidden):
        act(message_id=message.pk, actor=Actor(None, "外人"), at=LATER)
    with pytest.raises(NotFound):
        act(message_id=message.pk + 1, actor=SYSTEM, at=LATER)
    assert (states(message), OutgoingMessage.objects.count()) == (before, 1)


# ---- once more ------------------------------------------------------------------------------------------------------
def test_a_sent_message_is_sent_once_more_as_a_copy_that_names_the_first() -> None:
    configure_mail()
    first = make_message(status="sent")
    copy = send_again(message_id=first.pk, actor=SYSTEM, at=LATER)
    assert (copy.copy_of, copy.address, copy.body, copy.status) == (first, first.address, first.body, "queued")
    assert (copy.key != first.key, send_due(at=LATER), states(first, copy)) == (True, 1, ["sent", "sent"])


def test_a_message_that_waits_or_held_a_code_is_not_sent_once_more() -> None:
    waiting, coded = make_message(), make_message(status="sent", body=f"验证码 {SECRET_MARK}")
    for message, refusal in ((waiting, MessageNotSent), (coded, MessageHadSecret)):
        with pytest.raises(refusal):
            send_again(message_id=message.pk, actor=SYSTEM, at=LATER)
    assert OutgoingMessage.objects.count() == 2


# ---- the pages ------------------------------------------------------------------------------------------------------
def test_every_page_says_that_nothing_leaves_the_house(visit: Any) -> None:
    client = visit(VIEW_MESSAGES)
    assert "消息测试模式" not in client.text("/notices/")
    switch(on=True)
    assert "系统 消息测试模式" in client.text("/notices/")
    assert "消息测试模式已打开，什么都不发到外面" in client.text("/messages/")


def test_held_messages_have_a_tab_and_are_released_or_discarded_several_at_once(visit: Any) -> None:
    one, two, three = (make_message(f"m{number}@example.com", status="held") for number in range(3))
    client = visit(VIEW_MESSAGES, RELEASE_MESSAGE, SEE_ADDRESS)
    assert "m1@example.com" in client.text("/messages/", tab="held")
    given = {"ids": [one.pk, two.pk], "confirmed": "1"}
    client.post("/messages/?tab=held", given | {"batch": "release", "form_token": "t"})
    client.post("/messages/?tab=held", {"ids": [three.pk], "confirmed": "1", "batch": "discard", "form_token": "u"})
    assert states(one, two, three) == ["queued", "queued", "discarded"]


def test_the_page_of_a_message_offers_what_fits_its_state_and_asks_first(visit: Any) -> None:
    held, gone = make_message("held@example.com", status="held"), make_message(status="sent")
    client = visit(VIEW_MESSAGES, RELEASE_MESSAGE, RETRY_MESSAGE, user_id=make_user("keeper01").pk)
    page = client.get(f"/messages/{held.pk}/").content.decode()
    offered = [f"/messages/{held.pk}/{act}/" in page for act in ("release", "discard", "again", "retry")]
    assert offered == [True, True, False, False]
    asked = client.get(f"/messages/{held.pk}/release/")
    assert "邮件马上发到 h****@example.com，不能收回" in words(asked)
    given = {"digest": asked.context["digest"], "form_token": "t"}
    assert client.post(f"/messages/{held.pk}/release/", given).status_code == 303
    assert states(held) == ["queued"]
    again = client.get(f"/messages/{gone.pk}/again/")
    for _twice in range(2):
        client.post(f"/messages/{gone.pk}/again/", {"digest": again.context["digest"], "form_token": "u"})
    assert OutgoingMessage.objects.filter(copy_of=gone).count() == 1


def test_a_reader_is_offered_nothing(visit: Any) -> None:
    held = make_message(status="held")
    client = visit(VIEW_MESSAGES)
    assert "/release/" not in client.get(f"/messages/{held.pk}/").content.decode()
    assert [client.get(f"/messages/{held.pk}/{act}/").status_code for act in ("release", "discard", "again")] == [
        403
    ] * 3
