"""What can become of a review."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.lifecycle import Lifecycle


class Status(models.TextChoices):
    """A review of a customer's entry, change or deletion (CUS-006)."""

    AWAITING = "awaiting", _("待审核")
    APPROVED = "approved", pgettext_lazy("审核", "已通过")
    REFUSED = "refused", pgettext_lazy("审核", "未通过")
    WITHDRAWN = "withdrawn", pgettext_lazy("申请", "已撤回")


REVIEW_LIFECYCLE = Lifecycle(
    states=Status,
    edges={
        Status.AWAITING: frozenset({Status.APPROVED, Status.REFUSED, Status.WITHDRAWN}),
        Status.APPROVED: frozenset(),
        Status.REFUSED: frozenset(),
        Status.WITHDRAWN: frozenset(),
    },
)
