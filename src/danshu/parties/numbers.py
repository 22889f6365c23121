"""The series of customer numbers."""

from danshu.numbering.registry import series

CUSTOMER_SERIES = series(
    "parties.customer", "客户", "Customers",
    prefix="KH", date_part="", digits=4, reset="never", column="parties_customer.number",
)  # fmt: skip
