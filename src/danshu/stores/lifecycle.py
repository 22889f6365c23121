"""States of a store (ACC-003)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from danshu.kit.lifecycle import Lifecycle


class StoreStatus(models.TextChoices):
    """Whether a store takes orders: only an open one does."""

    OPEN = "open", pgettext_lazy("门店", "营业")
    SUSPENDED = "suspended", pgettext_lazy("门店", "停业")
    CLOSED = "closed", pgettext_lazy("门店", "关闭")


STORE_LIFECYCLE = Lifecycle(
    StoreStatus,
    {
        StoreStatus.OPEN: frozenset({StoreStatus.SUSPENDED, StoreStatus.CLOSED}),
        StoreStatus.SUSPENDED: frozenset({StoreStatus.OPEN, StoreStatus.CLOSED}),
        # closing is the invalidation of a store (COM-005): from then on it can only be viewed
        StoreStatus.CLOSED: frozenset(),
    },
)
