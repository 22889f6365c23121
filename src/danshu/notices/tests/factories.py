"""Notices for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.notices.models import Notice, OutgoingMessage
from danshu.parameters.operations.change_parameters import change_parameters

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)


def make_notice(text: str = "订单已通过", *, user_name: str = "reader01", url: str = "") -> Notice:
    """An unread notice of a person, who is made when he does not exist."""
    users = apps.get_model("identity.User").objects  # type: ignore[attr-defined]
    person, _ = users.get_or_create(
        user_name=user_name, defaults={"full_name": user_name, "created_at": now(), "updated_at": now()}
    )
    return Notice.objects.create(user_id=person.pk, kind="test", text=text, url=url, created_at=now())


def make_message(address: str = "buyer@example.com", *, status: str = "queued", **values: Any) -> OutgoingMessage:
    """An e-mail about an order, queued at NOON unless said otherwise."""
    facts: dict[str, Any] = {
        "sent": {"sent_at": NOON, "attempts": 1},
        "failed": {"attempts": 4, "last_error": "ConnectionRefusedError: [Errno 111]"},
    }.get(status, {})
    given = {
        "recipient": "吴九", "subject": "订单 SO-1 进展", "body": "您好", "language": "zh-hans", "source_kind": "test.thing",
        "source_id": 1, "label": "SO-1", "url": "/orders/SO-1/", "queued_at": NOON, "due_at": NOON,
        "created_by_name": "李四",
    }  # fmt: skip
    return OutgoingMessage.objects.create(address=address, status=status, **given | facts | values)


def configure_mail(**changes: object) -> None:
    """A mail server as the company could have configured it; no encryption, no account unless given."""
    wanted = {"mail_host": "127.0.0.1", "mail_sender": "office@example.com", "mail_security": "none", **changes}
    change_parameters(changes=wanted, actor=Actor.system(), at=now() - timedelta(minutes=1))
