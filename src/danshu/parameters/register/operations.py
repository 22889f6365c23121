"""Parameters of stock, shipping, service, finance and everything after the order."""

from danshu.parameters.registry import parameter
from danshu.parameters.types import ValueType

parameter(
    "adjustment_review_quantity",
    group="inventory",
    type="map",
    default={"quantity": 100, "amount": 10000},
    parts={"quantity": ValueType("integer", minimum=0), "amount": ValueType("money", minimum=0)},
    labels={"quantity": ("件数", "Pieces"), "amount": ("金额（本位币）", "Amount (base currency)")},
    zh=("盘点调整复核", "调整超过这个件数或金额时要复核"),
    en=("Review of adjustments", "Adjustments above this number of pieces or amount need review"),
)

parameter(
    "card_ship_hours",
    group="fulfilment",
    type="hours",
    default=24,
    minimum=1,
    maximum=720,
    zh=("发卡时限", "付款后多久没有发卡时提醒"),
    en=("Card shipping", "After how long an unsent card raises an alert"),
    is_used=False,
)
parameter(
    "tracking_idle_days",
    group="fulfilment",
    type="days",
    default=3,
    minimum=1,
    maximum=60,
    zh=("物流停滞", "多久没有新物流信息时标记"),
    en=("No movement", "After how long without news a parcel is flagged"),
    is_used=False,
)
parameter(
    "auto_sign_days",
    group="fulfilment",
    type="days",
    default=10,
    minimum=1,
    maximum=90,
    zh=("自动签收", "发货多久后自动签收"),
    en=("Automatic receipt", "How long after shipping receipt is assumed"),
)
parameter(
    "receipt_claim_days",
    group="fulfilment",
    type="days",
    default=7,
    minimum=0,
    maximum=90,
    zh=("收货异常期限", "签收后多久以内可以报短少、破损"),
    en=("Receipt claims", "How long after receipt missing or damaged goods may be reported"),
    is_used=False,
)

parameter(
    "return_days",
    group="service",
    type="map",
    default={"standard": 7, "quality": 15},
    parts={"standard": ValueType("days", minimum=0, maximum=365), "quality": ValueType("days", minimum=0, maximum=365)},
    labels={"standard": ("一般（天）", "Standard (days)"), "quality": ("质量问题（天）", "Quality problems (days)")},
    zh=("售后期限", "签收后多久以内可以申请售后"),
    en=("After-sales period", "How long after receipt a return may be requested"),
    is_used=False,
)
parameter(
    "complaint_first_reply_days",
    group="service",
    type="working_days",
    default=1,
    minimum=1,
    maximum=30,
    zh=("投诉首次答复", "投诉要在多久以内首次答复"),
    en=("First reply to complaints", "Within how long a complaint gets its first reply"),
    is_used=False,
)

parameter(
    "append_days",
    group="promotions",
    type="days",
    default=30,
    minimum=0,
    maximum=365,
    zh=("促销追加期限", "订单多久以内可以追加促销行"),
    en=("Appending promotion lines", "How long promotion lines may be appended to an order"),
    is_used=False,
)

parameter(
    "write_off_limit",
    group="finance",
    type="money",
    default="1.00",
    minimum=0,
    maximum=1000,
    zh=("尾差核销", "不超过这个金额的差额可以直接核销"),
    en=("Write-off limit", "Differences up to this amount may be written off"),
)
parameter(
    "refund_manager_limit",
    group="finance",
    type="money",
    default=5000,
    minimum=0,
    maximum="1000000000",
    zh=("退款审批额", "超过这个金额的退款要主管审批"),
    en=("Refund approval", "Refunds above this amount need a manager's approval"),
)
parameter(
    "withdraw_days",
    group="finance",
    type="working_days",
    default=3,
    minimum=1,
    maximum=30,
    zh=("提现处理时间", "向申请人显示的处理时间"),
    en=("Withdrawal time", "The processing time shown to the applicant"),
    is_used=False,
)

parameter(
    "attribution_days",
    group="distribution",
    type="days",
    default=30,
    minimum=1,
    maximum=365,
    zh=("推广归属期", "通过分销商链接到访后多久以内的订单算其业绩"),
    en=("Attribution", "How long after a visit through a distributor's link orders count for the distributor"),
    is_used=False,
)
parameter(
    "retailer_history_months",
    group="shop",
    type="months",
    default=3,
    minimum=1,
    maximum=60,
    zh=("零售户历史单据", "零售户可以查看多久以内的单据"),
    en=("Retailer history", "How far back a retailer sees documents"),
    is_used=False,
)
parameter(
    "churn_days",
    group="reports",
    type="days",
    default=180,
    minimum=1,
    maximum=3650,
    zh=("流失客户", "多久没有订单的客户算流失"),
    en=("Lost customers", "After how long without orders a customer counts as lost"),
    is_used=False,
)
parameter(
    "online_print_from",
    group="documents",
    type="date",
    default="2012-01-01",
    zh=("在线打印起始日", "更早的订单按申请寄送盖章合同"),
    en=("Online printing from", "For older orders a stamped contract is sent on request"),
    is_used=False,
)
parameter(
    "portal_sync_minutes",
    group="documents",
    type="minutes",
    default=30,
    minimum=1,
    maximum=1440,
    zh=("门户刷新", "客户门户的数据最迟多久刷新"),
    en=("Portal refresh", "The latest moment by which the customer portal is refreshed"),
    is_used=False,
)
parameter(
    "log_min_days",
    group="system",
    type="days",
    default=180,
    minimum=180,
    maximum=3650,
    zh=("日志保留", "日志至少保留多久，更新的不能清理"),
    en=("Log retention", "How long logs are kept at least; newer entries cannot be cleaned up"),
)
