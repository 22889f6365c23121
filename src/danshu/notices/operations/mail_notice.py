"""Write the e-mail of a notice whose reader wants it so (COL-008)."""

from __future__ import annotations

from datetime import datetime

from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.parameters import parameter_value
from danshu.kit.refs import SourceRef
from danshu.notices.composing import composed
from danshu.notices.messages_declared import BY_MAIL
from danshu.notices.models import Notice
from danshu.notices.operations.queue_message import queue_message


@operation("notices.mail_notice", permission=SYSTEM, label=("用邮件发送通知", "Send a notification by e-mail"))
def mail_notice(*, notice_id: int, actor: Actor, at: datetime) -> bool:
    """Queue the e-mail once, in the language of the person; returns False when he cannot be written to any more.

    A second call does nothing.
    """
    notice = lock(Notice.objects.filter(pk=notice_id, mail_due=True).select_related("user")).first()
    if notice is None:
        return False
    notice.mail_due = False
    notice.save(update_fields=["mail_due"])
    user = notice.user
    if not (user.is_active and user.email):
        return False
    language = "en" if user.language.startswith("en") else "zh-hans"
    text = notice.text_en if language == "en" and notice.text_en else notice.text
    facts = {"name": user.full_name, "text": text, "company": parameter_value("company_name")}
    words = composed(BY_MAIL, facts, language)
    try:
        queue_message.within(
            address=user.email, subject=words.subject, body=words.body, source=SourceRef("notices.notice", notice.pk),
            label=text[:60], url=notice.url, recipient=user.full_name, language=language, actor=actor, at=at,
        )  # fmt: skip
    except FieldErrors:  # the address is none: it stays under the bell
        return False
    return True
