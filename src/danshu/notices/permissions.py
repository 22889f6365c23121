"""Administrators watch what leaves the house. What lies under the bell belongs to whoever is signed in: no right."""

from danshu.kit.permissions import permission

VIEW_MESSAGES = permission(
    "notices.message.view", "查看发出的消息", "View outgoing messages", level="view", roles="ADM OPS AUD"
)
SEE_ADDRESS = permission(
    "notices.message.see_address",
    "查看收件人邮箱",
    "See the addresses of outgoing messages",
    level="view",
    roles="ADM OPS",
)
EXPORT_MESSAGES = permission(
    "notices.message.export", "导出发出的消息", "Export outgoing messages", level="export", roles="ADM OPS AUD"
)
RETRY_MESSAGE = permission(
    "notices.message.retry", "重新发送消息", "Send messages again", level="special", roles="ADM OPS"
)
RELEASE_MESSAGE = permission(
    "notices.message.release", "放行与放弃消息", "Release and discard messages", level="special", roles="ADM OPS"
)
EDIT_TEMPLATE = permission(
    "notices.template.configure", "设置消息模板", "Set message templates", level="configure", roles="ADM"
)
