"""The mail server as the company configured it, and an e-mail as it goes out."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from danshu.kit.parameters import parameter_value, parameter_values
from danshu.kit.vault import unseal
from danshu.notices.models import OutgoingMessage

SECRET_MARK = "******"  # noqa: S105 - what is shown instead of a secret
NAMES = ("mail_host", "mail_port", "mail_security", "mail_user", "mail_sender", "company_email", "company_name")
# for each step with the server; all steps together stay below what the database lets a transaction idle (60 s)
TIMEOUT_SECONDS = 7


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where and as whom we send. The password stays in the settings."""

    host: str
    port: int
    security: str
    user: str
    sender: str
    company: str

    @property
    def is_complete(self) -> bool:
        """True when e-mails can be sent: there is a server and a sender."""
        return bool(self.host and self.sender)

    def connection(self) -> BaseEmailBackend:
        """A new connection of Django's mail framework, not opened yet."""
        return get_connection(
            host=self.host, port=self.port, username=self.user,
            password=settings.EMAIL_HOST_PASSWORD if self.user else "",
            use_tls=self.security == "starttls", use_ssl=self.security == "tls", timeout=TIMEOUT_SECONDS,
        )  # fmt: skip


def mail_server() -> MailServer:
    """The server of this moment; one query."""
    known = parameter_values(NAMES)
    return MailServer(
        known["mail_host"], known["mail_port"], known["mail_security"], known["mail_user"],
        known["mail_sender"] or known["company_email"], known["company_name"],
    )  # fmt: skip


def in_test_mode() -> bool:
    """True while every message is held and nothing is sent outside (SYS-033)."""
    return bool(parameter_value("message_test_mode"))


def mail_of(message: OutgoingMessage, server: MailServer) -> EmailMessage:
    """The e-mail; its Message-ID is the same at every try, so that a mailbox can drop a second copy."""
    domain = server.sender.rpartition("@")[2]
    return EmailMessage(
        subject=message.subject,
        body=body_of(message),
        from_email=formataddr((server.company, server.sender)),
        to=[formataddr((message.recipient, message.address))],
        headers={
            "Message-ID": f"<{message.key}@{domain}>",
            "Content-Language": "en" if message.language == "en" else "zh-CN",
        },
    )


def body_of(message: OutgoingMessage) -> str:
    """The text as it is sent: with the secret that pages and logs never show. Raises Unreadable (ValueError)."""
    if not message.secret:
        return message.body
    return message.body.replace(SECRET_MARK, unseal(message.secret, place=secret_place(message.key)))


def secret_place(key: object) -> str:
    """Where a secret is kept: a sealed text moved to another message does not open."""
    return f"notices.outgoingmessage.secret.{key}"


def hand_over(mail: EmailMessage, server: MailServer) -> None:
    """Give an e-mail to the server; raises what the server or the network raises, unless the e-mail was accepted."""
    connection = server.connection()
    try:
        connection.open()
        connection.send_messages([mail])
    finally:
        with contextlib.suppress(Exception):  # a farewell that fails takes nothing back
            connection.close()
