"""Functions of this module that can be granted. What a person may import is the permission of each kind."""

from danshu.kit.permissions import ALL_STAFF, permission

IMPORT = permission("exchange.import.use", "数据导入", "Import data", level="import", roles=ALL_STAFF)
UNDO = permission("exchange.import.undo", "撤销整批导入", "Undo imported batches", level="special", roles=ALL_STAFF)
SHARE_MAPPING = permission(
    "exchange.mapping.share", "共享列对应方案", "Share column mappings", level="configure", roles="ADM OPA ORA"
)
EXPORT = permission("exchange.export.use", "后台导出", "Exports in the background", level="export", roles=ALL_STAFF)
