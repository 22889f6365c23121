"""The number series of orders (ORD-002, SYS-003)."""

from danshu.numbering.registry import series

ORDER_SERIES = "sales.order"
WEB_SERIES = "sales.order_web"

series(
    ORDER_SERIES,
    zh="销售订单",
    en="Sales order",
    prefix="SO",
    date_part="%y%m%d",
    digits=4,
    reset="day",
    column="sales_order.number",
)
series(WEB_SERIES, zh="网上订单", en="Web order", prefix="W", date_part="%y%m%d", digits=4, reset="day")
