"""The number series of money documents."""

from danshu.numbering.registry import series

RECEIPT_SERIES, REFUND_SERIES = "billing.receipt", "billing.refund"

series(
    RECEIPT_SERIES,
    zh="收款单",
    en="Receipt",
    prefix="SK",
    date_part="%y%m%d",
    digits=4,
    reset="day",
    gapless=True,
    column="billing_receipt.number",
)
series(
    REFUND_SERIES,
    zh="退款单",
    en="Refund",
    prefix="TK",
    date_part="%y%m%d",
    digits=4,
    reset="day",
    column="billing_refund.number",
)
