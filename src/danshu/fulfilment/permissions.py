"""Who allocates, picks, ships and confirms receipt (default rights of the fulfilment domain)."""

from danshu.kit.permissions import permission

VIEW_SHIPMENT = permission(
    "fulfilment.shipment.view", "查看发货单", "View shipping notes", level="view",
    roles="ADM ORA SLS SMG BRC ODK CSV WHS SHC FNC AUD STA",
)  # fmt: skip
ALLOCATE = permission("fulfilment.allocate", "分配仓库", "Allocate to warehouse", level="edit", roles="WHS")
PICK = permission("fulfilment.pick", "拣货打包", "Pick and pack", level="edit", roles="WHS")
SHIP = permission("fulfilment.ship", "发货", "Ship", level="edit", roles="SHC WHS")
CONFIRM_RECEIPT = permission("fulfilment.confirm_receipt", "确认收货", "Confirm receipt", level="edit", roles="CSV")
PERFORM_SERVICE = permission(
    "fulfilment.perform_service", "确认服务完成", "Confirm services", level="edit", roles="ORA CSV ODK"
)
PRINT_SHIPMENT = permission(
    "fulfilment.shipment.print", "打印发货单", "Print shipping notes", level="print", roles="WHS SHC ORA CSV"
)
EXPORT_SHIPMENT = permission(
    "fulfilment.shipment.export", "导出发货单", "Export shipping notes", level="export", roles="ADM WHS SHC"
)
