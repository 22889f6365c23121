"""Who may do what with orders; the default roles are the table of the order domain."""

from danshu.kit.permissions import ALL_STAFF, permission

VIEW_ORDER = permission("sales.order.view", "查看订单", "View orders", level="view", roles=ALL_STAFF)
VIEW_DRAFTS = permission(
    "sales.order.view_drafts", "查看他人的草稿", "View drafts of others", level="view", roles="ORA SMG"
)
CREATE_ORDER = permission("sales.order.create", "新建订单", "Create orders", level="create", roles="ORA SLS BRC ODK")
EDIT_ORDER = permission("sales.order.edit", "修改订单", "Edit orders", level="edit", roles="ORA SLS BRC ODK")
EDIT_APPROVED = permission(
    "sales.order.edit_approved", "修改已审核订单", "Edit approved orders", level="edit", roles="ORA"
)
CHANGE_PRICE = permission(
    "sales.order.change_price", "修改订单价格", "Change prices on orders", level="edit", roles="ORA SLS BRC ODK SMG"
)
REVIEW_ORDER = permission("sales.order.review", "审核订单", "Review orders", level="review", roles="ODK ORA SMG CSV")
SUPERVISE_ORDER = permission(
    "sales.order.supervise", "主管审批订单", "Supervisor approval of orders", level="review", roles="SMG"
)
OVERRIDE_STOCK = permission(
    "sales.order.override_stock", "缺货放行", "Accept orders without stock", level="special", roles="ORA"
)
# for the accounts of other systems whose orders were decided there; no role has it on delivery (ORD-009)
SUBMIT_UNREVIEWED = permission(
    "sales.order.submit_unreviewed", "提交免审核订单", "Submit orders without review", level="special"
)
CANCEL_ORDER = permission("sales.order.cancel", "取消订单", "Cancel orders", level="edit", roles="ORA CSV")
HANDLE_ORDER = permission("sales.order.handle", "处理订单", "Process orders", level="edit", roles="ORA CSV ODK WHS SHC")
ASSIGN_ORDER = permission("sales.order.assign", "分派订单", "Assign orders", level="special", roles="ORA SMG")
CONFIGURE_ASSIGNMENT = permission(
    "sales.assignment.configure", "设置分派规则", "Set assignment rules", level="configure", roles="ADM ORA SMG"
)
COMPLETE_ORDER = permission("sales.order.complete", "完成订单", "Complete orders", level="edit", roles="ORA CSV ODK")
INFORM_ORDER = permission(
    "sales.order.inform", "通知客户", "Inform customers", level="edit",
    roles="ADM OPA ORA STA SLS SMG BRC ODK CRT PLN CSV WHS SHC PUR ENG FNC OPS TRN",
)  # fmt: skip
SEE_RECIPIENT = permission(
    "sales.order.see_recipient", "查看收货人电话", "See recipients' telephones", level="view", roles="ADM OPA ORA CSV WHS SHC",
)  # fmt: skip
EXPORT_ORDER = permission("sales.order.export", "导出订单", "Export orders", level="export", roles="ADM ORA ODK SMG")
IMPORT_ORDER = permission("sales.order.import", "导入订单", "Import orders", level="import", roles="ADM ORA")
PRINT_ORDER = permission(
    "sales.order.print", "打印订单", "Print orders", level="print", roles="ORA SLS BRC ODK SMG CSV WHS SHC FNC"
)
# the table of who deletes what by status is rules/deleting.py (ORD-040)
DELETE_ORDER = permission("sales.order.delete", "删除订单", "Delete orders", level="delete", roles="ORA ODK SLS BRC")
DELETE_UNAPPROVED = permission(
    "sales.order.delete_unapproved", "删除他人的未通过订单", "Delete unapproved orders of others", level="delete",
    roles="ORA",
)  # fmt: skip
DELETE_SUBSCRIPTION = permission(
    "sales.order.delete_subscription", "删除待审核订阅订单", "Delete subscription orders in review", level="delete",
    roles="ODK",
)  # fmt: skip
DELETE_APPROVED = permission(
    "sales.order.delete_approved", "凭特批删除已审核订单", "Delete approved orders with special approval",
    level="special", roles="ODK",
)  # fmt: skip
ASK_SPECIAL = permission(
    "sales.special.ask", "申请特批", "Ask for special approval", level="create", roles="SLS BRC ODK ORA"
)
DECIDE_SPECIAL = permission("sales.special.decide", "特批", "Special approval", level="review", roles="SMG")
VIEW_DELETED = permission(
    "sales.order.view_deleted", "查看已删除的订单", "View deleted orders", level="view",
    roles="ADM ORA ODK SMG SLS BRC CSV",
)  # fmt: skip
RESTORE_ORDER = permission("sales.order.restore", "恢复订单", "Restore orders", level="special", roles="ADM ORA")
