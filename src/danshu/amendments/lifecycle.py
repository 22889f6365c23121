"""What a change order can be: the one table."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from danshu.kit.lifecycle import Lifecycle


class AmendmentStatus(models.TextChoices):
    """Proposed until somebody decides, or until there is nothing left to change."""

    PROPOSED = "proposed", _("变更待审")
    ACCEPTED = "accepted", _("变更已生效")
    REJECTED = "rejected", _("变更已驳回")
    WITHDRAWN = "withdrawn", _("变更已撤回")


S = AmendmentStatus

AMENDMENT_LIFECYCLE = Lifecycle(
    states=AmendmentStatus,
    edges={
        S.PROPOSED: frozenset({S.ACCEPTED, S.REJECTED, S.WITHDRAWN}),
        S.ACCEPTED: frozenset(),
        S.REJECTED: frozenset(),
        S.WITHDRAWN: frozenset(),
    },
)


class Aspect(models.TextChoices):
    """What of a change somebody has to approve; what none of them touches passes at once."""

    MONEY = "money", _("金额")
    STOCK = "stock", _("库存")
    ROLES = "roles", _("客户角色")


class Overpayment(models.TextChoices):
    """What becomes of money that is too much after the change."""

    REFUND = "refund", _("原路退回客户")
    BALANCE = "balance", _("转入客户余额")
