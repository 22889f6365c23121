"""Who handles money (default rights of the finance domain)."""

from danshu.kit.permissions import permission

VIEW_RECEIPT = permission("billing.receipt.view", "查看收款", "View receipts", level="view", roles="FNC AUD SMG")
RECORD_RECEIPT = permission("billing.receipt.record", "登记收款", "Record receipts", level="create", roles="FNC")
MATCH_RECEIPT = permission("billing.receipt.match", "核销收款", "Match receipts", level="edit", roles="FNC")
IMPORT_RECEIPT = permission(
    "billing.receipt.import", "导入银行流水", "Import bank statements", level="import", roles="FNC"
)
EXPORT_RECEIPT = permission("billing.receipt.export", "导出收款", "Export receipts", level="export", roles="FNC")
RETURN_RECEIPT = permission(
    "billing.receipt.return", "申请退回收款", "Request return of receipts", level="create", roles="FNC"
)
SETTLE_PROBLEM = permission(
    "billing.problem.settle", "处理支付异常", "Resolve payment problems", level="edit", roles="FNC"
)
RELEASE_CREDIT = permission("billing.credit.release", "信用放行", "Override credit hold", level="special", roles="FNC")
VIEW_REFUND = permission(
    "billing.refund.view", "查看退款", "View refunds", level="view", roles="FNC CSV SMG SLS BRC AUD ORA"
)
REQUEST_REFUND = permission(
    "billing.refund.request", "申请退款", "Request refunds", level="create", roles="SLS BRC CSV ORA"
)
EXPORT_REFUND = permission("billing.refund.export", "导出退款", "Export refunds", level="export", roles="FNC")
APPROVE_REFUND = permission("billing.refund.approve", "审批退款", "Approve refunds", level="review", roles="CSV SMG")
APPROVE_LARGE_REFUND = permission(
    "billing.refund.approve_large", "审批大额退款", "Approve large refunds", level="review", roles="SMG"
)
EXECUTE_REFUND = permission("billing.refund.execute", "执行退款", "Execute refunds", level="edit", roles="FNC")
CONFIGURE_METHODS = permission(
    "billing.method.configure", "维护支付方式", "Configure payment methods", level="configure", roles="ADM FNC"
)
