"""The number series of stock papers (SYS-003)."""

from danshu.inventory.models.document import Direction
from danshu.numbering.registry import series

ADJUSTMENT = series(
    "inventory.adjustment",
    zh="库存调整单",
    en="Stock adjustment",
    prefix="TZ",
    column="inventory_stockadjustment.number",
)
BY_DIRECTION: dict[str, str] = {
    Direction.IN: series(
        "inventory.stock_in", zh="入库单", en="Stock-in order", prefix="RK", column="inventory_stockdocument.number"
    ),
    Direction.OUT: series(
        "inventory.stock_out", zh="出库单", en="Stock-out order", prefix="CK", column="inventory_stockdocument.number"
    ),
}
