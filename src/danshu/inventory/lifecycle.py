"""The states of stock papers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from danshu.kit.lifecycle import Lifecycle


class DocumentStatus(models.TextChoices):
    """A stock-in or stock-out order: confirming posts it, only a counter-document takes it back (INV-006)."""

    DRAFT = "draft", _("草稿")
    CONFIRMED = "confirmed", _("已确认")
    REVERSED = "reversed", _("已冲销")
    VOID = "void", _("已作废")


DOCUMENT_LIFECYCLE = Lifecycle(
    DocumentStatus,
    {
        DocumentStatus.DRAFT: frozenset({DocumentStatus.CONFIRMED, DocumentStatus.VOID}),
        DocumentStatus.CONFIRMED: frozenset({DocumentStatus.REVERSED}),
        DocumentStatus.REVERSED: frozenset(),
        DocumentStatus.VOID: frozenset(),
    },
)


class AdjustmentStatus(models.TextChoices):
    """An adjustment: small ones are posted at once, large ones after somebody else's review (INV-005)."""

    PENDING = "pending", _("待审核")
    POSTED = "posted", _("已调整")
    REJECTED = "rejected", _("已驳回")
    WITHDRAWN = "withdrawn", _("已撤回")


ADJUSTMENT_LIFECYCLE = Lifecycle(
    AdjustmentStatus,
    {
        AdjustmentStatus.PENDING: frozenset(
            {AdjustmentStatus.POSTED, AdjustmentStatus.REJECTED, AdjustmentStatus.WITHDRAWN}
        ),
        AdjustmentStatus.POSTED: frozenset(),
        AdjustmentStatus.REJECTED: frozenset(),
        AdjustmentStatus.WITHDRAWN: frozenset(),
    },
)
