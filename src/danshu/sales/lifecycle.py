"""What an order can be, and which decision may follow which (ORD-012): the one table."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.lifecycle import Lifecycle


class OrderStatus(models.TextChoices):
    """The decided status; progress (paid, shipped) is derived and lives elsewhere."""

    DRAFT = "draft", _("草稿")
    AWAITING_REVIEW = "awaiting_review", _("待审核")
    REJECTED = "rejected", _("已驳回")
    APPROVED = "approved", _("审核通过")
    IN_PROGRESS = "in_progress", _("处理中")
    SHIPPED = "shipped", _("已发货")
    SIGNED = "signed", _("已签收")
    COMPLETED = "completed", _("已完成")
    CANCELLED = "cancelled", _("已取消")
    VOIDED = "voided", _("已作废")


S = OrderStatus

ORDER_LIFECYCLE = Lifecycle(
    states=OrderStatus,
    edges={
        # a type without review goes straight to approved (ORD-009)
        S.DRAFT: frozenset({S.AWAITING_REVIEW, S.APPROVED}),
        S.AWAITING_REVIEW: frozenset({S.APPROVED, S.REJECTED, S.CANCELLED, S.VOIDED}),
        S.REJECTED: frozenset({S.AWAITING_REVIEW, S.APPROVED}),
        # a change of the amount of an approved order sends it back to review (ORD-014)
        S.APPROVED: frozenset({S.IN_PROGRESS, S.AWAITING_REVIEW, S.CANCELLED, S.VOIDED}),
        # without shipment straight to completed; partial shipment stays in progress
        S.IN_PROGRESS: frozenset({S.SHIPPED, S.COMPLETED, S.CANCELLED}),
        # a shipping note reversed before pick-up takes the order back
        S.SHIPPED: frozenset({S.SIGNED, S.IN_PROGRESS}),
        S.SIGNED: frozenset({S.COMPLETED}),
        S.COMPLETED: frozenset(),
        S.CANCELLED: frozenset(),
        S.VOIDED: frozenset(),
    },
)

# Statuses in which an order is still with whoever enters it.
SUBMITTABLE = (S.DRAFT, S.REJECTED)
# Statuses in which nothing was approved yet.
UNDECIDED = (*SUBMITTABLE, S.AWAITING_REVIEW)
# Statuses in which an order counts as sold and its amount as owed.
CONFIRMED = (S.APPROVED, S.IN_PROGRESS, S.SHIPPED, S.SIGNED, S.COMPLETED)
# Statuses in which somebody processes the order (ORD-028).
PROCESSED = (S.APPROVED, S.IN_PROGRESS, S.SHIPPED, S.SIGNED)
# Statuses that say nothing was sold; totals of a list leave them out.
GIVEN_UP = (S.CANCELLED, S.VOIDED)
DEAD = (S.REJECTED, *GIVEN_UP)


class PaymentState(models.TextChoices):
    """Derived from receipts and refunds (FIN-003)."""

    UNPAID = "unpaid", _("未付款")
    PAYING = "paying", _("支付中")
    PARTLY_PAID = "partly_paid", _("部分付款")
    PAID = "paid", _("已付款")
    REFUND_RUNNING = "refund_running", _("退款中")
    PARTLY_REFUNDED = "partly_refunded", _("部分退款")
    REFUNDED = "refunded", _("已退款")


class ShippingState(models.TextChoices):
    """Derived from the quantities of the lines."""

    NOT_APPLICABLE = "none", _("无需发货")
    NOT_SHIPPED = "not_shipped", _("未发货")
    PARTLY_SHIPPED = "partly_shipped", _("部分发货")
    SHIPPED = "shipped", _("已发货")
    SIGNED = "signed", _("已签收")


class PaymentTerms(models.TextChoices):
    """When the customer pays."""

    PREPAID = "prepaid", _("先款后货")
    CASH_ON_DELIVERY = "cash_on_delivery", _("货到付款")
    ON_ACCOUNT = "on_account", _("账期结算")


class OrderType(models.TextChoices):
    """Decides form, review and handling; cannot change (ORD-003)."""

    SALES = "sales", _("销售订单")
    SUBSCRIPTION = "subscription", _("订阅订单")
    CARD = "card", _("号卡订单")
    MADE_TO_ORDER = "made_to_order", _("客户订单")


class Channel(models.TextChoices):
    """Where an order came from (ORD-003)."""

    STAFF = "staff", _("后台")
    SHOP = "shop", _("在线商城")
    PHONE = "phone", _("电话")
    EMAIL = "email", _("邮件")
    PRE_ORDER = "pre_order", _("预订单转换")
    SELF_SERVICE = "self_service", _("自助订购")
    DISTRIBUTION = "distribution", _("分销")
    CHANNEL_PARTNER = "channel_partner", pgettext_lazy("订单来源", "渠道")
    INTEGRATION = "integration", _("接口")
    IMPORT = "import", _("导入")
