"""Who connects other systems, and who watches what goes out."""

from danshu.kit.permissions import permission

VIEW = permission(
    "integrations.endpoint.view", "查看对外通知", "View outgoing notifications", level="view", roles="ADM OPS AUD"
)
CONFIGURE = permission(
    "integrations.endpoint.configure",
    "设置对外通知",
    "Configure outgoing notifications",
    level="configure",
    roles="ADM",
)
RESEND = permission(
    "integrations.dispatch.resend",
    "重新发送对外通知",
    "Resend outgoing notifications",
    level="special",
    roles="ADM OPS",
)
EXPORT = permission(
    "integrations.dispatch.export",
    "导出对外通知的发送",
    "Export outgoing notifications",
    level="export",
    roles="ADM OPS AUD",
)
