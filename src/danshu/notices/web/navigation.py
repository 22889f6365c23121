"""Outgoing messages in the menu."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.navigation import entry
from danshu.notices.permissions import EDIT_TEMPLATE, VIEW_MESSAGES
from danshu.notices.queries import failed_messages

entry(
    "system",
    _("发出的消息"),
    "notices:messages",
    permission=VIEW_MESSAGES,
    icon="message-circle",
    order=85,
    count=failed_messages,
)
entry("system", _("消息模板"), "notices:templates", permission=EDIT_TEMPLATE, icon="mail", order=86)
