"""Who sees reviews of customers and decides about them; the defaults follow 03, default rights."""

from danshu.kit.permissions import permission

VIEW = permission(
    "vetting.view", "查看客户资料审核", "View reviews of customers", level="view", roles="ADM OPA SLS SMG BRC"
)
DECIDE = permission("vetting.decide", "审核客户资料", "Review customers", level="review", roles="ADM OPA SMG")
DECIDE_OWN = permission(
    "vetting.decide_own", "审核自己提交的客户资料", "Review what one submitted oneself", level="special"
)
EXPORT = permission(
    "vetting.export", "导出客户资料审核", "Export reviews of customers", level="export", roles="ADM OPA"
)
