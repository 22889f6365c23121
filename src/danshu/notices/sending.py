"""Sends the e-mails that are due.

One transaction for each e-mail: its row is claimed with a lock that other senders skip, the mail server takes the e-mail,
and the row is marked as sent in the same transaction. So two senders never send one e-mail twice, and none is lost.
What remains: a process that dies after the server accepted and before the commit leaves the row queued, and the e-mail
goes out a second time, with the same Message-ID. A mail server has no transaction with us; the other order would lose
e-mails instead.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.locks import lock_skipping
from danshu.kit.masking import mask_email
from danshu.notices.lifecycle import MESSAGE_LIFECYCLE, MessageStatus
from danshu.notices.mailing import MailServer, hand_over, in_test_mode, mail_of, mail_server
from danshu.notices.models import Notice, OutgoingMessage
from danshu.notices.operations.hold_messages import hold_messages

log = logging.getLogger("danshu.notices")

BACKOFF_MINUTES = (1, 5, 30)
MAX_ATTEMPTS = 1 + len(BACKOFF_MINUTES)  # once, and three times again (SYS-033)
# the server is there and refuses this one e-mail; the others may still go out
OF_ONE_MESSAGE = (SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused, ValueError, UnicodeError)


def send_due(*, at: datetime, limit: int = 100) -> int:
    """Send what is due at `at`, at most `limit` e-mails; returns how many were sent.

    In test mode nothing is tried and everything that waits is held. Without a configured mail server nothing is tried and
    everything waits. A failed try waits 1, 5, then 30 minutes; the fourth failure parks the message and tells its author.
    A server that cannot be reached ends the run.
    """
    if in_test_mode():
        hold_messages(actor=Actor.system(), at=at)
        return 0
    server, sent = mail_server(), 0
    if not server.is_complete:
        return 0
    for _turn in range(limit):
        outcome = _send_next(server, at)
        sent += outcome is True
        if outcome is None:
            break
    return sent


def _send_next(server: MailServer, at: datetime) -> bool | None:
    """True: sent; False: this one was refused; None: there is nothing more to do now."""
    due = OutgoingMessage.objects.filter(status=MessageStatus.QUEUED, due_at__lte=at).order_by("due_at", "id")
    with transaction.atomic():
        message = lock_skipping(due).first()
        if message is None:
            return None
        try:
            hand_over(mail_of(message, server), server)
        except Exception as error:  # noqa: BLE001 - a server may fail in any way; the message is kept and tried again
            _failed(message, error, at)
            return False if isinstance(error, OF_ONE_MESSAGE) else None
        MESSAGE_LIFECYCLE.move(message, MessageStatus.SENT)
        message.attempts, message.sent_at, message.last_error, message.secret = message.attempts + 1, at, "", ""
        message.save(update_fields=["status", "attempts", "sent_at", "last_error", "secret"])
        return True


def _failed(message: OutgoingMessage, error: Exception, at: datetime) -> None:
    message.attempts += 1
    message.last_error = f"{type(error).__name__}: {error}".replace("\x00", "")[:500]
    if message.attempts >= MAX_ATTEMPTS:
        MESSAGE_LIFECYCLE.move(message, MessageStatus.FAILED)
        _tell_author(message, at)
        log.error("message parked", extra={"mail": message.pk, "error": type(error).__name__})
    else:
        message.due_at = at + timedelta(minutes=BACKOFF_MINUTES[message.attempts - 1])
    message.save(update_fields=["status", "attempts", "last_error", "due_at"])


def _tell_author(message: OutgoingMessage, at: datetime) -> None:
    """The bell of who wrote it: he has to reach the customer in another way, or ask an administrator."""
    if message.created_by_id is None:
        return
    texts = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            facts = {"label": message.label, "address": mask_email(message.address)}
            texts[language] = (_("%(label)s 发给 %(address)s 的邮件没有发出") % facts)[:300]
    Notice.objects.create(
        user_id=message.created_by_id, kind="notices.message_failed", text=texts["zh-hans"], text_en=texts["en"],
        url=message.url, created_at=at,
    )  # fmt: skip
