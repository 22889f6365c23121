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
        S.APPROVED: frozenset({S.EXECUTING, S.DONE, S.FAILED}),
        S.EXECUTING: frozenset({S.DONE, S.FAILED}),
        S.FAILED: frozenset({S.EXECUTING, S.DONE, S.REFUSED}),
        S.REFUSED: frozenset(),
        S.DONE: frozenset(),
    },
)
RUNNING = (S.APPLIED, S.APPROVED, S.EXECUTING, S.FAILED)


class ReceiptState(models.TextChoices):
    """Derived from what is matched."""

    UNMATCHED = "unmatched", _("未核销")
    PARTLY_MATCHED = "partly_matched", _("部分核销")
    MATCHED = "matched", _("已核销")
    RETURNED = "returned", _("已退回")
