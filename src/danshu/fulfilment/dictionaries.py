"""Dictionaries of shipping: carriers and delivery methods."""

from danshu.dictionaries.registry import dictionary, listed_at
from danshu.fulfilment.permissions import VIEW_SHIPMENT

CARRIER, DELIVERY_METHOD = "carrier", "delivery_method"

dictionary(
    CARRIER, "物流公司", "Carriers",
    delivered=[("sf", "顺丰速运", "SF Express"), ("zto", "中通快递", "ZTO Express"), ("yto", "圆通速递", "YTO Express"),
               ("jd", "京东物流", "JD Logistics"), ("ems", "邮政特快", "EMS"), ("own", "自有车队", "Own fleet")],
    used_in=("发货单", "shipping notes"),
)  # fmt: skip
dictionary(
    DELIVERY_METHOD, "配送方式", "Delivery methods",
    delivered=[("courier", "快递", "Courier"), ("pick_up", "客户自提", "Self pick-up"),
               ("own", "自有配送", "Own delivery"), ("electronic", "电子交付", "Electronic")],
    used_in=("订单", "orders"),
)  # fmt: skip
listed_at("fulfilment.shipment", "fulfilment:shipment_list", permission=VIEW_SHIPMENT, filters={"carrier": "carrier"})
