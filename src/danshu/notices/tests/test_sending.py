"""E-mails leave once, wait while nothing can be sent, and stop after three retries (ORD-030, SYS-033)."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from danshu.audit.models import AuditEntry
from danshu.identity.tests.factories import make_user
from danshu.kit.actor import Actor
from danshu.kit.context import Context, active
from danshu.kit.errors import FieldErrors, Forbidden, NotFound
from danshu.kit.refs import SourceRef
from danshu.notices import sending
from danshu.notices.errors import MessageNotFailed
from danshu.notices.models import Notice, OutgoingMessage
from danshu.notices.operations.queue_message import queue_message
from danshu.notices.operations.retry_message import retry_message
from danshu.notices.sending import send_due
from danshu.notices.tests.factories import NOON, configure_mail, make_message
from danshu.notices.tests.smtp_stub import Mailbox, mail_server_on

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ORD-030")]
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def minutes(count: int) -> Any:
    return NOON + timedelta(minutes=count)


def state(message: OutgoingMessage) -> tuple[str, int]:
    message.refresh_from_db()
    return message.status, message.attempts


def queue(**changes: Any) -> OutgoingMessage:
    given: dict[str, Any] = {"address": "buyer@example.com", "subject": "进展", "body": "您好"} | changes
    with transaction.atomic(), active(Context("test", Actor.system(), NOON)):
        return queue_message.within(
            **given, source=SourceRef("test.thing", 1), label="SO-1", actor=Actor.system(), at=NOON
        )


# ---- queueing -------------------------------------------------------------------------------------------------------
def test_a_queued_message_holds_one_line_of_subject_and_is_due_at_once() -> None:
    message = queue(subject="订单\r\nBcc: all@example.com", recipient="吴\n九", body="一\r\n二 ")
    assert (message.subject, message.recipient, message.body) == ("订单 Bcc: all@example.com", "吴 九", "一\n二")
    assert (message.status, message.due_at, message.source) == ("queued", NOON, SourceRef("test.thing", 1))


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"address": " "}, "address", "required"),
        ({"address": "nobody"}, "address", "invalid"),
        ({"address": "a@example.com, b@example.com"}, "address", "invalid"),
        ({"subject": " \n"}, "subject", "required"),
        ({"subject": "字" * 151}, "subject", "length"),
        ({"body": ""}, "body", "required"),
        ({"body": "字" * 1501}, "body", "length"),
        ({"body": "a\x00b"}, "body", "not_text"),
        ({"language": "fr"}, "language", "unknown"),
    ],
)
def test_what_cannot_be_sent_is_refused_beside_its_field(wrong: dict[str, str], field: str, code: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        queue(**wrong)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [(field, code)]
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"subject": "a\nBcc: b@example.com"}, {"address": "nobody"}, {"body": ""}, {"sent_at": NOON}, {"channel": "fax"},
     {"status": "failed", "attempts": 0}],
)  # fmt: skip
def test_the_database_refuses_what_no_message_can_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_message(**wrong)
    assert not OutgoingMessage.objects.exists()


def test_the_database_lets_nobody_send_a_sent_message_again() -> None:
    message = make_message(status="sent")
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMessage.objects.filter(pk=message.pk).update(status="queued", sent_at=None)
    assert state(message) == ("sent", 1)


# ---- sending --------------------------------------------------------------------------------------------------------
def test_without_a_mail_server_everything_waits_untouched() -> None:
    message = make_message()
    assert send_due(at=minutes(1)) == 0
    assert (state(message), mail.outbox) == (("queued", 0), [])
    configure_mail()
    assert (send_due(at=minutes(2)), state(message), len(mail.outbox)) == (1, ("sent", 1), 1)


def test_a_message_goes_out_once_and_not_before_it_is_due() -> None:
    configure_mail()
    early, late = make_message("early@example.com"), make_message("late@example.com", due_at=minutes(9))
    assert (send_due(at=minutes(5)), send_due(at=minutes(6))) == (1, 0)
    assert [letter.to[0].rpartition(" ")[2] for letter in mail.outbox] == ["<early@example.com>"]
    early.refresh_from_db()
    assert (early.sent_at, state(late)) == (minutes(5), ("queued", 0))


def test_a_true_mail_server_gets_sender_recipient_text_and_a_lasting_id(settings: Any) -> None:
    message = make_message(body="您好：\n.\n..第二行")
    with mail_server_on(Mailbox()) as mailbox:
        configure_mail(mail_port=mailbox.port, company_name="单枢示例")
        settings.EMAIL_BACKEND = SMTP
        assert send_due(at=minutes(1)) == 1
    (letter,) = mailbox.mails
    assert (letter["From"], letter["To"]) == ("单枢示例 <office@example.com>", "吴九 <buyer@example.com>")
    assert (letter["Subject"], letter["Content-Language"]) == ("订单 SO-1 进展", "zh-CN")
    assert letter["Message-ID"] == f"<{message.key}@example.com>"
    assert letter.get_content().rstrip("\n") == "您好：\n.\n..第二行"
    assert state(message) == ("sent", 1)


def test_the_account_signs_in_with_the_password_of_the_environment_which_nothing_shows(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST_PASSWORD = SMTP, "pa55-wrong"
    message = make_message()
    with mail_server_on(Mailbox(login=("office", "pa55-right"))) as mailbox:
        configure_mail(mail_port=mailbox.port, mail_user="office")
        assert send_due(at=minutes(1)) == 0
        message.refresh_from_db()
        assert "wrong password" in message.last_error
        assert "pa55" not in message.last_error + caplog.text
        settings.EMAIL_HOST_PASSWORD = "pa55-right"
        assert send_due(at=minutes(3)) == 1
    assert (state(message), message.last_error, len(mailbox.sources)) == (("sent", 2), "", 1)


def test_one_refused_address_does_not_stop_the_others(settings: Any) -> None:
    settings.EMAIL_BACKEND = SMTP
    wrong, right = make_message("gone@example.com"), make_message("here@example.com")
    with mail_server_on(Mailbox(refused=frozenset({"gone@example.com"}))) as mailbox:
        configure_mail(mail_port=mailbox.port)
        assert send_due(at=minutes(1)) == 1
    assert (state(wrong), state(right), len(mailbox.sources)) == (("queued", 1), ("sent", 1), 1)
    assert "no such mailbox" in wrong.last_error


@pytest.mark.spec("SYS-033")
def test_a_failed_message_is_tried_three_times_again_and_then_parks_and_tells_the_author(settings: Any) -> None:
    settings.EMAIL_BACKEND = SMTP
    configure_mail(mail_port=1)  # nobody listens there
    author = make_user("author01")
    message = make_message(created_by_id=author.pk, created_by_name=author.full_name)
    at, waits = NOON, []
    for _try in range(3):
        assert send_due(at=at) == 0
        message.refresh_from_db()
        waits.append(int((message.due_at - at).total_seconds()) // 60)
        assert send_due(at=message.due_at - timedelta(seconds=1)) == 0
        at = message.due_at
    assert (waits, state(message)) == ([1, 5, 30], ("queued", 3))
    assert not Notice.objects.exists()
    send_due(at=at)
    assert (state(message), send_due(at=at + timedelta(days=1))) == (("failed", 4), 0)
    assert "ConnectionRefusedError" in message.last_error
    told = Notice.objects.get()
    assert (told.user_id, told.url) == (author.pk, "/orders/SO-1/")
    assert told.text == "SO-1 发给 b****@example.com 的邮件没有发出"
    assert told.text_en == "The e-mail to b****@example.com about SO-1 was not sent"


def test_a_server_that_cannot_be_reached_is_asked_once_a_run(settings: Any) -> None:
    settings.EMAIL_BACKEND = SMTP
    configure_mail(mail_port=1)
    first, second = make_message(), make_message()
    send_due(at=minutes(1))
    assert (state(first), state(second)) == (("queued", 1), ("queued", 0))


def test_a_crash_after_the_server_accepted_sends_again_under_the_same_id(monkeypatch: pytest.MonkeyPatch) -> None:
    configure_mail()
    message = make_message()

    class Died(BaseException):
        """The process ended here."""

    def die(*_given: Any) -> None:
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(sending.MESSAGE_LIFECYCLE.__class__, "move", die)
        with pytest.raises(Died):
            send_due(at=minutes(1))
    assert state(message) == ("queued", 0)
    assert send_due(at=minutes(2)) == 1
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 1
    assert len(mail.outbox) == 2


# ---- again ----------------------------------------------------------------------------------------------------------
def test_a_parked_message_is_tried_again_from_the_beginning() -> None:
    configure_mail()
    message = make_message(status="failed")
    retry_message(message_id=message.pk, actor=Actor.system(), at=minutes(3))
    assert (state(message), message.due_at) == (("queued", 0), minutes(3))
    assert AuditEntry.objects.get(operation="notices.retry_message").subject_id == message.pk
    assert (send_due(at=minutes(3)), state(message)) == (1, ("sent", 1))


@pytest.mark.parametrize("status", ["queued", "sent"])
def test_only_failed_messages_are_tried_again(status: str) -> None:
    message = make_message(status=status)
    before = state(message)
    with pytest.raises(MessageNotFailed):
        retry_message(message_id=message.pk, actor=Actor.system(), at=NOON)
    with pytest.raises(NotFound):
        retry_message(message_id=message.pk + 1, actor=Actor.system(), at=NOON)
    with pytest.raises(Forbidden):
        retry_message(message_id=message.pk, actor=Actor(None, "外人"), at=NOON)
    assert state(message) == before
