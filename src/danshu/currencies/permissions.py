"""Who maintains currencies (02-catalog, table of default rights: ADM, FNC)."""

from danshu.kit.permissions import permission

VIEW_CURRENCY = permission("currencies.currency.view", "查看货币", "View currencies", level="view", roles="ADM FNC")
EDIT_CURRENCY = permission("currencies.currency.edit", "维护货币", "Maintain currencies", level="edit", roles="ADM FNC")
DELETE_CURRENCY = permission(
    "currencies.currency.delete", "删除与失效货币", "Delete and invalidate currencies", level="delete", roles="ADM FNC"
)
RECORD_RATE = permission("currencies.rate.record", "录入汇率", "Enter exchange rates", level="edit", roles="ADM FNC")
IMPORT_RATES = permission(
    "currencies.rate.import", "导入汇率", "Import exchange rates", level="import", roles="ADM FNC"
)
EXPORT_RATES = permission(
    "currencies.rate.export", "导出汇率", "Export exchange rates", level="export", roles="ADM FNC"
)
