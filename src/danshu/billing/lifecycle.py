"""What a refund can be (FIN-013), and where a receipt stands (FIN-006)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from danshu.kit.lifecycle import Lifecycle


class RefundStatus(models.TextChoices):
    """Approved by one person, executed by another."""

    APPLIED = "applied", _("已申请")
    APPROVED = "approved", _("已审核")
    REFUSED = "refused", _("已拒绝")
    EXECUTING = "executing", _("退款中")
    DONE = "done", _("已退款")
    FAILED = "failed", _("退款失败")


S = RefundStatus

REFUND_LIFECYCLE = Lifecycle(
    states=RefundStatus,
    edges={
        S.APPLIED: frozenset({S.APPROVED, S.REFUSED}),
        # the manager may take an approval back while nothing was given to the channel
        S.APPROVED: frozenset({S.EXECUTING, S.DONE, S.FAILED, S.REFUSED}),
        S.EXECUTING: frozenset({S.DONE, S.FAILED}),
        S.FAILED: frozenset({S.EXECUTING, S.DONE, S.REFUSED}),
        S.REFUSED: frozenset(),
        S.DONE: frozenset(),
    },
)
RUNNING = (S.APPLIED, S.APPROVED, S.EXECUTING, S.FAILED)
# decided, and the money has not gone back yet
TO_PAY = (S.APPROVED, S.EXECUTING, S.FAILED)


class ProblemKind(models.TextChoices):
    """Why a payment did not fit (FIN-005)."""

    UNKNOWN_ORDER = "unknown_order", _("订单不存在")
    WRONG_CURRENCY = "wrong_currency", _("币种不符")
    NOT_PAYABLE = "not_payable", _("订单不能收款")
    PAID_TWICE = "paid_twice", _("重复付款")
    TOO_MUCH = "too_much", _("金额多于应收")
    TOO_LITTLE = "too_little", _("金额少于应收")
    DIFFERS = "differs", _("与已入账的通知不符")


class Resolution(models.TextChoices):
    """What became of it."""

    MATCHED = "matched", _("已核销到订单")
    RETURNED = "returned", _("已申请退回")
    KEPT = "kept", _("留作客户余额")
    EXPLAINED = "explained", _("核实无误")


class ReceiptState(models.TextChoices):
    """Derived from what is matched."""

    UNMATCHED = "unmatched", _("未核销")
    PARTLY_MATCHED = "partly_matched", _("部分核销")
    MATCHED = "matched", _("已核销")
    RETURNED = "returned", _("已退回")
    VOIDED = "voided", _("已作废")


# something is left of it
TO_MATCH = (ReceiptState.UNMATCHED, ReceiptState.PARTLY_MATCHED)
