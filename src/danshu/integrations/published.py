"""The events that other systems may ask for, with their names in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, str | Promise] = {
    "sales.OrderSubmitted": _("订单已提交审核"),
    "sales.OrderApproved": _("订单审核通过"),
    "sales.OrderRejected": _("订单被驳回"),
    "sales.OrderReopened": _("订单退回重新审核"),
    "sales.OrderCancelled": _("订单已取消"),
    "sales.OrderShipped": _("订单已全部发货"),
    "sales.OrderCompleted": _("订单已完成"),
    "fulfilment.ShipmentHandedOver": _("发货单已交运"),
    "fulfilment.ShipmentSigned": _("发货单已签收"),
    "billing.PaymentCredited": _("款项已到账"),
    "billing.RefundRequested": _("已申请退款"),
    "billing.RefundDecided": _("退款已审批"),
    "billing.RefundDone": _("退款已支付"),
    "parties.CustomerCreated": _("新建了客户"),
    "parties.CustomerChanged": _("客户资料已修改"),
    "parties.CustomerInvalidated": _("客户被设为失效"),
    "catalog.ItemCreated": _("新建了商品"),
    "catalog.ItemChanged": _("商品资料已修改"),
    "catalog.PricesChanged": _("商品价格已修改"),
    "inventory.StockAdjusted": _("库存已调整"),
    "inventory.StockDocumentConfirmed": _("出入库单已确认"),
}  # fmt: skip
