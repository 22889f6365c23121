"""Words of this module for the audit trail, and its log that is cleaned up by age."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.logs import Log, register_log
from danshu.kit.records import record_pages
from danshu.kit.trail import audited, field_labels
from danshu.notices.lifecycle import MessageStatus
from danshu.notices.logs import FIELDS, old_messages, remove_messages

field_labels(
    "notices.message",
    {"status": _("状态"), "address": _("邮箱"), "subject": _("主题")},
    name=_("发出的消息"),
    values={"status": MessageStatus},
)
audited("notices.message", "notices_outgoingmessage")
record_pages({"notices.message": "notices:message"})
register_log("messages", Log(_("发出的消息"), old_messages, "queued_at", FIELDS, remove_messages))
