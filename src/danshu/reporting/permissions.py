"""Who may read which report; the default roles are the table of the report domain.

Whoever sees all orders to pack or to bill them does not see what they come to: unit reports are for those who lead.
A sales representative reads the sales report of his own orders (RPT-004).
"""

from danshu.kit.permissions import permission

LEADING = "ADM OPA SMG STA BRC"

VIEW_SALES = permission(
    "reporting.sales.view", "查看销售报表", "View sales reports", level="view", roles=f"{LEADING} SLS"
)
VIEW_STATISTICS = permission(
    "reporting.statistics.view", "查看订单统计", "View order statistics", level="view", roles=LEADING
)
EXPORT_SALES = permission(
    "reporting.sales.export", "导出销售报表", "Export sales reports", level="export", roles=LEADING
)
