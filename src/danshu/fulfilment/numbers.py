"""The number series of shipping notes."""

from danshu.numbering.registry import series

SHIPMENT_SERIES = "fulfilment.shipment"

series(
    SHIPMENT_SERIES,
    zh="发货单",
    en="Shipping note",
    prefix="FH",
    date_part="%y%m%d",
    digits=4,
    reset="day",
    column="fulfilment_shipment.number",
)
