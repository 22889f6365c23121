"""Who may read which report; the default roles are the table of the report domain."""

from danshu.kit.permissions import ALL_STAFF, permission

VIEW_SALES = permission("reporting.sales.view", "查看销售报表", "View sales reports", level="view", roles=ALL_STAFF)
EXPORT_SALES = permission(
    "reporting.sales.export", "导出销售报表", "Export sales reports", level="export", roles="ADM OPA ORA STA SMG FNC"
)
