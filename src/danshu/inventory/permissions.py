"""Rights of the inventory with their default roles (09-inventory, table of default rights)."""

from danshu.kit.permissions import permission

KEEPERS = "ADM WHS STA"

VIEW_STOCK = permission(
    "inventory.stock.view", "查看库存", "View stock", level="view", roles="ADM WHS SHC PUR SLS STA FNC"
)
# whoever enters or reviews orders is told what can be promised, without seeing stock itself (ORD-005)
VIEW_AVAILABILITY = permission(
    "inventory.availability.view", "查看可用量", "View availability", level="view",
    roles="ADM WHS SHC PUR SLS STA FNC ORA BRC ODK SMG",
)  # fmt: skip
EXPORT_STOCK = permission("inventory.stock.export", "导出库存", "Export stock", level="export", roles="ADM WHS STA FNC")
IMPORT_STOCK = permission("inventory.stock.import", "导入库存", "Import stock", level="import", roles="ADM WHS")
EDIT_STOCK = permission(
    "inventory.stock.edit", "设置库存上下限和货位", "Set stock limits and locations", level="edit", roles="ADM WHS"
)
ADJUST_STOCK = permission("inventory.stock.adjust", "库存调整", "Adjust stock", level="edit", roles=KEEPERS)
REVIEW_ADJUSTMENT = permission(
    "inventory.adjustment.review", "审核库存调整", "Review stock adjustments", level="review", roles="ADM WHS"
)
VIEW_DOCUMENT = permission(
    "inventory.document.view", "查看出入库单", "View stock orders", level="view", roles="ADM WHS STA PUR FNC"
)
CREATE_DOCUMENT = permission(
    "inventory.document.create", "新建出入库单", "Enter stock orders", level="create", roles=KEEPERS
)
CONFIRM_DOCUMENT = permission(
    "inventory.document.confirm", "确认出入库单", "Confirm stock orders", level="special", roles=KEEPERS
)
REVERSE_DOCUMENT = permission(
    "inventory.document.reverse", "冲销出入库单", "Reverse stock orders", level="special", roles=KEEPERS
)
VIEW_WAREHOUSE = permission(
    "inventory.warehouse.view", "查看仓库", "View warehouses", level="view", roles="ADM WHS SHC PUR SLS STA FNC"
)
EDIT_WAREHOUSE = permission(
    "inventory.warehouse.edit", "维护仓库", "Maintain warehouses", level="edit", roles="ADM WHS"
)
INVALIDATE_WAREHOUSE = permission(
    "inventory.warehouse.invalidate", "失效仓库", "Invalidate warehouses", level="invalidate", roles="ADM WHS"
)
