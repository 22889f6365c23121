"""Words of this module for the audit trail, and its log that is cleaned up by age."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from danshu.kit.logs import Log, register_log
from danshu.kit.records import record_pages
from danshu.kit.trail import audited, field_labels
from danshu.kit.words import listed
from danshu.notices.kinds import MAILED, MUTED, kind_called
from danshu.notices.lifecycle import MessageStatus
from danshu.notices.logs import FIELDS, old_messages, remove_messages


def _choice(text: Any) -> str:
    """sales.approved:mail in words."""
    code, _colon, word = str(text).rpartition(":")
    return f"{kind_called(code)} {CHOICES.get(word, word)}"


def _choices(value: Any) -> str:
    return listed(_choice(each) for each in (value if isinstance(value, list) else [value])) or str(USUAL)


CHOICES = {MUTED: _("不在通知中心"), MAILED: _("发邮件")}
USUAL = _("都在通知中心，不发邮件")
field_labels("identity.user", {"notice_choices": _("接收的通知")}, values={"notice_choices": _choices})
field_labels(
    "notices.message",
    {"status": _("状态"), "address": _("邮箱"), "subject": _("主题")},
    name=_("发出的消息"),
    values={"status": MessageStatus},
)
audited("notices.message", "notices_outgoingmessage")
register_log("messages", Log(_("发出的消息"), old_messages, "queued_at", FIELDS, remove_messages))
field_labels("notices.template", {"subject": _("主题"), "body": _("正文")}, name=_("消息模板"))
# looking at a template, or leaving it as it was, makes a row that nobody changed
audited("notices.template", "notices_messagetemplate", "r.version > 0")
record_pages({"notices.message": "notices:message", "notices.template": "notices:template_by_id"})
