"""Rules for the head of orders (SYS-011)."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.dictionaries.queries import choices
from danshu.sales.custom_declared import ORDER
from danshu.sales.lifecycle import Channel, OrderStatus, PaymentTerms
from danshu.sales.models import Order
from danshu.sales.permissions import VIEW_ORDER
from danshu.sales.queries import order_rows
from danshu.validation.hosts import Host, HostField, register_host
from danshu.validation.kinds import ValueType

FIELDS = [
    HostField("external_number", _("外部单号")),
    HostField("channel", _("来源"), ValueType.CHOICE, options=partial(list, Channel.choices)),
    HostField("contact_name", _("联系人")),
    HostField("contact_phone", _("联系电话")),
    HostField("contact_email", _("联系邮箱")),
    HostField("recipient", _("收货人")),
    HostField("recipient_phone", _("收货电话")),
    HostField("delivery_address", _("收货地址")),
    HostField(
        "delivery_method", _("配送方式"), ValueType.CHOICE, "delivery_method_id",
        lambda: [(str(pk), label) for pk, label in choices("delivery_method")],
    ),
    HostField("payment_terms", _("付款条件"), ValueType.CHOICE, options=partial(list, PaymentTerms.choices)),
    HostField("wanted_date", _("要求送达"), ValueType.DATE),
    HostField("order_discount", _("整单优惠"), ValueType.NUMBER),
    HostField("freight", _("运费"), ValueType.NUMBER),
    HostField("contract_number", _("合同号")),
    HostField("remark", _("备注")),
    HostField("internal_remark", _("内部备注")),
]  # fmt: skip
# what is over is no more corrected
OVER = (OrderStatus.COMPLETED, OrderStatus.CANCELLED, OrderStatus.VOIDED)

register_host(
    Host(
        kind=ORDER, label=pgettext_lazy("列表", "销售订单"), model="sales.Order", permission=VIEW_ORDER, fields=FIELDS,
        visible=order_rows, alive=lambda: Order.objects.exclude(status__in=OVER), known=Order.objects.all, unit="unit_id", person="owner_id",
        number="number", title="customer_name",
    )
)  # fmt: skip
