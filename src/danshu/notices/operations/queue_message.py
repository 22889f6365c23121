"""Put an e-mail into the queue (ORD-030)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.masking import mask_email
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.vault import seal
from danshu.notices.letters import BODY_LENGTH, LANGUAGES, SUBJECT_LENGTH
from danshu.notices.lifecycle import MessageStatus
from danshu.notices.mailing import in_test_mode, secret_place
from danshu.notices.models import OutgoingMessage

LIMITS = {"subject": SUBJECT_LENGTH, "body": BODY_LENGTH, "recipient": 100}


@operation("notices.queue_message", permission=SYSTEM, label=("排队发送消息", "Queue a message"))
def queue_message(
    *,
    address: str,
    subject: str,
    body: str,
    source: SourceRef,
    label: str,
    url: str = "",
    recipient: str = "",
    language: str = "zh-hans",
    secret: str = "",
    actor: Actor,
    at: datetime,
) -> OutgoingMessage:
    """An e-mail that is sent soon after the commit; nothing is sent when the caller's operation fails. In test mode it is held.

    Upper modules call `.within`: its right and its idempotency key are the caller's. source, label, url: the document
    it is about and its page; language: "zh-hans" or "en"; secret: a code that the e-mail shows where the text says
    SECRET_MARK, and that is readable nowhere else. Raises FieldErrors for an address that cannot be one, an
    empty or too long subject or text (fields address, subject, body, recipient, language).
    """
    heads = {"subject": " ".join(subject.split()), "recipient": " ".join(recipient.split())}
    body, address = body.replace("\r\n", "\n").strip(), address.strip()
    if problems := _problems(heads | {"body": body}, address, language):
        raise FieldErrors(problems)
    key = uuid.uuid4()
    sealed = seal(secret, place=secret_place(key)) if secret else ""
    message = OutgoingMessage.objects.create(
        key=key, secret=sealed, address=address, body=body, language=language, source_kind=source.kind, source_id=source.pk, label=label[:60],
        url=url, queued_at=at, due_at=at, status=MessageStatus.HELD if in_test_mode() else MessageStatus.QUEUED, created_by_id=actor.user_id, created_by_name=actor.name, **heads,
    )  # fmt: skip
    current_context().changed(
        "notices.message", message.pk, label=str(message)[:100],
        changes={"status": (None, message.status), "address": (None, mask_email(address)), "subject": (None, message.subject)},
    )  # fmt: skip
    return message


def _problems(texts: dict[str, str], address: str, language: str) -> list[FieldProblem]:
    found = [
        FieldProblem(name, "length", _("最多 %(limit)s 个字") % {"limit": LIMITS[name]})
        for name, text in texts.items()
        if len(text) > LIMITS[name]
    ]
    if not texts["subject"]:
        found.append(FieldProblem("subject", "required", _("填写主题")))
    if not texts["body"]:
        found.append(FieldProblem("body", "required", _("填写正文")))
    if any("\x00" in text for text in texts.values()):
        found.append(FieldProblem("body", "not_text", _("不能含有控制字符")))
    if language not in LANGUAGES:
        found.append(FieldProblem("language", "unknown", _("没有这种语言")))
    return [*_address_problem(address), *found]


def _address_problem(address: str) -> list[FieldProblem]:
    if not address:
        return [FieldProblem("address", "required", _("填写客户的邮箱地址"))]
    try:
        validate_email(address)
    except ValidationError:
        return [FieldProblem("address", "invalid", _("应为邮箱地址，例如 name@example.com"))]
    return []
