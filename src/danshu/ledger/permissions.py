"""Rights about the money ledger; posting itself happens inside the operations of other modules."""

from danshu.kit.permissions import permission

VIEW_LEDGER = permission(
    "ledger.account.view", "查看账户和分录", "View accounts and journals", level="view", roles="ADM FNC AUD"
)
EXPORT_LEDGER = permission(
    "ledger.account.export", "导出账户余额", "Export account balances", level="export", roles="ADM FNC"
)
