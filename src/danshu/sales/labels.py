"""Words of the order's history."""

from django.utils.translation import gettext_lazy as _

from danshu.audit.labels import action_labels, field_labels
from danshu.dictionaries.queries import label_of
from danshu.identity.queries import full_name_of
from danshu.sales.lifecycle import Channel, OrderStatus, PaymentState, PaymentTerms, ShippingState

field_labels(
    "sales.order",
    {
        "status": _("状态"), "total": _("金额"), "goods_total": _("商品金额"), "discount_total": _("优惠"),
        "order_discount": _("整单优惠"), "freight": _("运费"), "tax_total": _("税额"), "cost_total": _("成本"),
        "customer_name": _("客户"), "customer_id": _("客户编号"), "external_number": _("外部单号"),
        "channel": _("来源"), "contact_name": _("联系人"), "contact_phone": _("联系电话"),
        "contact_email": _("联系邮箱"), "recipient": _("收货人"), "recipient_phone": _("收货电话"),
        "delivery_address": _("收货地址"), "delivery_method_id": _("配送方式"), "payment_terms": _("付款条件"),
        "payment_method": _("支付方式"), "wanted_date": _("要求送达"), "contract_number": _("合同号"),
        "remark": _("备注"), "internal_remark": _("内部备注"), "checklist": _("提交前核对"),
        "currency": _("币种"), "warehouse_id": _("发货仓库"), "handler_id": _("处理人"),
        "payment_state": _("收款"), "shipping_state": _("发货"), "paid_amount": _("已收金额"),
        "refunded_amount": _("已退金额"), "paid_at": _("收款时间"), "supervision_state": _("主管审批"),
        "open_exceptions": _("未解决异常"), "exception": _("异常"), "override": _("放行"), "note": _("备注"),
        "shipment": _("发货单"), "performed": _("完成的服务"), "reject_reason": _("驳回原因"),
        "end_reason": _("原因"), "satisfaction": _("满意度"), "satisfaction_comment": _("客户意见"),
    },
    name=_("订单"),
    values={
        "status": OrderStatus, "payment_state": PaymentState, "shipping_state": ShippingState,
        "payment_terms": PaymentTerms, "channel": Channel, "handler_id": full_name_of,
        "delivery_method_id": label_of,
    },
)  # fmt: skip
action_labels({
    "sales.payment_changed": _("收款变化"), "sales.shipping_changed": _("发货进度"),
    "sales.service_performed": _("服务完成"), "sales.ask_supervisor": _("提请主管审批"),
})  # fmt: skip
