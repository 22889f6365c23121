"""Who groups customers and contacts; the defaults follow 03, default rights."""

from danshu.kit.permissions import permission

_VIEW = "ADM OPA SLS SMG BRC ODK CSV FNC"

VIEW = permission("segments.view", "查看客户分群", "View segments", level="view", roles=_VIEW)
CONFIGURE = permission("segments.configure", "设置客户分群", "Set up segments", level="configure", roles="ADM OPA")
EXPORT = permission("segments.export", "导出分群成员", "Export segments", level="export", roles="ADM OPA")
