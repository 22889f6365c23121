"""Words of the order's history."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from django.db.models import Choices
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from danshu.audit.labels import action_labels, audited, field_labels
from danshu.catalog.queries import category_choices
from danshu.dictionaries.queries import label_of
from danshu.identity.queries import full_name_of, unit_name_of
from danshu.inventory.queries import warehouse_name
from danshu.kit.jobs import event_labels
from danshu.kit.reasons import own_reasons, reason_text
from danshu.kit.records import record_pages
from danshu.kit.words import listed, with_count
from danshu.parties.queries.naming import customer_names
from danshu.sales.conditions import conditions_text
from danshu.sales.lifecycle import Channel, OrderStatus, OrderType, PaymentState, PaymentTerms, ShippingState
from danshu.sales.models import AssignmentRule, OrderException, Supervision
from danshu.sales.payment_methods import payment_method_name
from danshu.sales.words import CHECKS, CONFIRMATION_WORDS
from danshu.stores.queries import store_name
from danshu.ui.formats import amount_text, price_text, quantity_text

AMOUNTS = ("total", "goods_total", "discount_total", "order_discount", "freight", "tax_total", "cost_total",
           "paid_amount", "refunded_amount", "allowed_amount")  # fmt: skip


def _amount(value: object) -> str:
    return amount_text(Decimal(str(value)))


def _price(value: object) -> str:
    return price_text(Decimal(str(value)))


def _quantity(value: object) -> str:
    return quantity_text(Decimal(str(value)))


def _rate(value: object) -> str:
    return f"{Decimal(str(value)).normalize():f}%"


def _words(choices: type[Choices]) -> Callable[[Sequence[str]], str]:
    words = dict(choices.choices)
    return lambda codes: listed(words.get(code, code) for code in codes)


def _each(name_of: Callable[[int], str]) -> Callable[[Sequence[int]], str]:
    return lambda pks: listed(name_of(pk) for pk in pks)


def _as_read(value: str | Mapping[str, str]) -> str:
    """What a check said, in the active language; entries from before that was kept have one text."""
    return value if isinstance(value, str) else value.get(get_language() or "", next(iter(value.values()), ""))


def _category_names(pks: Sequence[int]) -> str:
    paths = {pk: name.strip() for pk, name in category_choices()}
    return listed(paths.get(pk, str(pk)) for pk in pks)


field_labels(
    "sales.order",
    {
        "status": _("状态"), "total": _("金额"), "goods_total": _("商品金额"), "discount_total": _("优惠"),
        "order_discount": _("整单优惠"), "freight": _("运费"), "tax_total": _("税额"), "cost_total": _("成本"),
        "customer_name": _("客户"), "customer_id": _("客户编号"), "external_number": _("外部单号"),
        "channel": _("来源"), "contact_name": _("联系人"), "contact_phone": _("联系电话"),
        "contact_email": _("联系邮箱"),
        "paying_customer_id": _("付款客户编号"), "paying_name": _("付款客户"), "paying_contact": _("付款联系人"),
        "paying_phone": _("付款联系电话"), "paying_email": _("付款邮箱"), "invoice_customer_id": _("收票客户编号"),
        "invoice_name": _("收票客户"), "invoice_contact": _("收票联系人"), "invoice_phone": _("收票联系电话"),
        "invoice_email": _("收票邮箱"), "recipient": _("收货人"), "recipient_phone": _("收货电话"),
        "delivery_address": _("收货地址"), "delivery_region_id": _("收货地区"), "delivery_method_id": _("配送方式"), "payment_terms": _("付款条件"),
        "payment_method": _("支付方式"), "wanted_date": _("要求送达"), "contract_number": _("合同号"),
        "remark": _("备注"), "internal_remark": _("内部备注"), "checklist": _("提交前核对"),
        "currency": _("币种"), "store_id": _("门店"), "warehouse_id": _("发货仓库"), "handler_id": _("处理人"),
        "progress_label_id": _("进度标签"), "payment_state": _("收款"), "shipping_state": _("发货"), "paid_amount": _("已收金额"),
        "refunded_amount": _("已退金额"), "allowed_amount": _("已折让"), "paid_at": _("收款时间"), "supervision_state": _("主管审批"), "supervision_conditions": _("需要审批的原因"), "supervision_chased": _("主管审批催办"), "owner_id": _("业务员"), "unit_id": _("组织"),
        "open_exceptions": _("未解决异常"), "release_asked": _("请求放行"), "reviewer": _("审核人"), "return_reason": _("驳回原因"), "exception": _("异常"), "override": _("放行"), "note": _("备注"),
        "shipment": _("发货单"), "change_order": _("变更单"), "performed": _("完成的服务"), "reject_reason": _("驳回原因"), "customer_reason": _("告知客户的原因"), "result_not_sent": _("审批结果未发出"), "confirmation_not_sent": _("确认邮件未发出"), "resent": _("重新发送"),
        "line.quantity": _("数量"), "line.unit_price": _("成交价"), "line.list_price": _("价格表单价"), "line.discount_rate": pgettext_lazy("修改记录", "折扣"),
        "line.amount": _("金额"), "line.warehouse_id": _("仓库"), "line.wanted_date": _("要求送达"),
        "line.remark": _("备注"), "line.credited": pgettext_lazy("订单行", "到账"),
        "returned": pgettext_lazy("订单行", "退货"), "end_reason": _("原因"), "satisfaction": _("满意度"), "satisfaction_comment": _("客户意见"),
        "print_count": _("打印次数"), "print_code": _("校验码"), **dict(CHECKS), "confirmed_with": _("与谁确认"),
        "confirmed_by": _("确认方式"), "confirmed_on": _("确认日期"),
    },
    name=_("订单"),
    values={
        "status": OrderStatus, "payment_state": PaymentState, "shipping_state": ShippingState,
        "payment_terms": PaymentTerms, "channel": Channel, "handler_id": full_name_of, "owner_id": full_name_of, "unit_id": unit_name_of,
        "delivery_method_id": label_of, "progress_label_id": label_of, "warehouse_id": warehouse_name, "line.warehouse_id": warehouse_name, "store_id": store_name,
        "supervision_state": {"not_needed": _("不需要"), **dict(Supervision.State.choices)},
        "supervision_conditions": conditions_text, "payment_method": payment_method_name, "confirmed_by": CONFIRMATION_WORDS,
        **dict.fromkeys(AMOUNTS, _amount), "line.amount": _amount, "line.credited": _amount, "line.unit_price": _price, "line.list_price": _price,
        "line.quantity": _quantity, "line.discount_rate": _rate, "exception": OrderException.Type, "override": _as_read,
        **dict.fromkeys(("end_reason", "confirmation_not_sent", "result_not_sent"), reason_text),
    },
)  # fmt: skip
field_labels(
    "sales.assignment_rule",
    {
        "name": _("名称"), "rank": _("顺序"), "is_valid": _("有效"), "types": _("类型"), "channels": _("来源"),
        "units": _("组织"), "provinces": _("客户所在省份"), "categories": _("商品分类"), "customer_id": _("客户"),
        "choose": _("分派方式"), "members": _("处理人"),
    },
    name=_("分派规则"),
    values={
        "choose": AssignmentRule.Choose, "types": _words(OrderType), "channels": _words(Channel),
        "units": _each(unit_name_of), "members": _each(full_name_of), "categories": _category_names,
        "customer_id": lambda pk: customer_names([pk]).get(pk, ""), "provinces": listed,
    },
)  # fmt: skip
action_labels({
    "sales.payment_changed": _("收款变化"), "sales.shipping_changed": pgettext_lazy("动态", "发货进度"),
    "sales.import_order": _("导入订单"), "sales.remove_order": _("撤销导入的订单"),
    "sales.return_imported": _("导入退货"),
    "sales.service_performed": _("服务完成"), "sales.ask_supervisor": _("提请主管审批"), "sales.chase_supervision": _("催办主管审批"), "sales.ask_release": _("请求放行"),
})  # fmt: skip

audited("sales.order", "sales_order", "r.channel <> 'import'")
event_labels(
    {
        "sales.OrderSubmitted": _("订单已提交"),
        "sales.OrderApproved": _("订单审核通过"),
        "sales.OrderAmended": _("订单已变更"),
        "sales.OrderRejected": _("订单被驳回"),
        "sales.OrderCompleted": _("订单已完成"),
        "sales.OrderCancelled": _("订单已取消"),
        "sales.OrderReopened": _("订单退回待审核"),
    }
)
record_pages({"sales.order": "sales:order"}, by_number=True)
audited("sales.assignment_rule", "sales_assignmentrule")
field_labels("sales.order_return", {}, name=_("订单退回"))
own_reasons(
    _("随客户变更负责人"), _("分派规则：%(name)s"), pgettext_lazy("原因", "撤销导入"), _("导入时已取消"), _("导入 %(file)s"),
    with_count("超过 %(hours)s 小时未付款，自动取消", "hours"), _("没有可用的客户邮箱"),
)  # fmt: skip
