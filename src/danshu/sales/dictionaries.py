"""Dictionaries of orders: stages of handling, reasons for rejecting (ORD-013, ORD-019)."""

from danshu.dictionaries.registry import Attribute, coded_use, dictionary, listed_at
from danshu.sales.permissions import VIEW_ORDER

PROGRESS_LABEL, BOUND_TO = "sales.progress_label", "status"

dictionary(
    PROGRESS_LABEL, "进度标签", "Progress labels",
    delivered=[("pending", "待处理", "Pending"), ("confirmed", "已确认", "Confirmed"), ("handling", "处理中", "Being handled"),
               ("dispatched", "已派送", "Dispatched"), ("completed", "已完成", "Completed")],
    used_in=("订单的处理阶段", "The stages of handling an order"),
    attributes=[
        Attribute(
            BOUND_TO, "对应状态", "Status",
            choices=(("approved", "审核通过", "Approved"), ("in_progress", "处理中", "In progress"),
                     ("shipped", "已发货", "Shipped"), ("signed", "已签收", "Delivered"),
                     ("completed", "已完成", "Completed")),
            default="in_progress",
            delivered={"pending": "approved", "confirmed": "approved", "handling": "in_progress",
                       "dispatched": "shipped", "completed": "completed"},
        ),
    ],
)  # fmt: skip

# why an order is rejected and goes back to whoever entered it (ORD-019)
OTHER_REASON = "other"
RETURN_REASON = dictionary(
    "sales.return_reason", "订单驳回原因", "Reasons for rejecting orders",
    delivered=[
        ("price", "价格与约定不符", "Prices differ from what was agreed"),
        ("customer_data", "客户或收货信息有误", "Customer or delivery data are wrong"),
        ("quantity", "数量或规格有误", "Quantity or specification is wrong"),
        ("stock", "缺货，需与客户改期", "Out of stock, a new date is needed"),
        ("credit", "超过信用额度", "Over the credit limit"),
        ("duplicate", "与已有订单重复", "Duplicate of another order"),
        ("evidence", "缺少客户确认或附件", "Confirmation or attachment is missing"),
        (OTHER_REASON, "其他", "Other"),
    ],
    used_in=("订单审核", "order review"),
)  # fmt: skip
coded_use(RETURN_REASON, "sales.OrderReturn", "reason_code")
listed_at("sales.order", "sales:order_list", permission=VIEW_ORDER)
