"""Who groups customers and contacts; the defaults follow 03, default rights."""

from danshu.kit.permissions import permission

_VIEW = "ADM OPA SLS SMG BRC ODK CSV FNC"

VIEW = permission("segments.view", "查看客户分群", "View segments", level="view", roles=_VIEW)
CONFIGURE = permission("segments.configure", "设置客户分群", "Set up segments", level="configure", roles="ADM OPA")
EXPORT = permission("segments.export", "导出分群成员", "Export segments", level="export", roles="ADM OPA")
GROUP_CONTACTS = permission(
    "segments.group_contacts", "使用联系人分组", "Use contact groups", level="edit", roles="ADM OPA SLS SMG BRC CSV"
)
MANAGE_GROUPS = permission(
    "segments.manage_groups", "管理公开的联系人分组", "Manage public contact groups", level="special", roles="ADM OPA"
)
CONFIGURE_CLASSES = permission(
    "segments.configure_classes", "设置客户分类与级别规则", "Set up categories and levels", level="configure",
    roles="ADM OPA",
)  # fmt: skip
DECIDE_CLASSES = permission(
    "segments.decide_classes", "确认分类与级别建议", "Decide proposed categories and levels", level="review",
    roles="ADM OPA SMG",
)  # fmt: skip
