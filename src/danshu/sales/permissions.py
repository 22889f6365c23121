"""Who may do what with orders; the default roles are the table of the order domain."""

from danshu.kit.permissions import ALL_STAFF, permission

VIEW_ORDER = permission("sales.order.view", "查看订单", "View orders", level="view", roles=ALL_STAFF)
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
CANCEL_ORDER = permission("sales.order.cancel", "取消订单", "Cancel orders", level="edit", roles="ORA CSV")
HANDLE_ORDER = permission("sales.order.handle", "处理订单", "Handle orders", level="edit", roles="ORA CSV ODK WHS SHC")
COMPLETE_ORDER = permission("sales.order.complete", "完成订单", "Complete orders", level="edit", roles="ORA CSV ODK")
EXPORT_ORDER = permission("sales.order.export", "导出订单", "Export orders", level="export", roles="ADM ORA ODK SMG")
IMPORT_ORDER = permission("sales.order.import", "导入订单", "Import orders", level="import", roles="ADM ORA")
PRINT_ORDER = permission(
    "sales.order.print", "打印订单", "Print orders", level="print", roles="ORA SLS BRC ODK SMG CSV WHS SHC FNC"
)
