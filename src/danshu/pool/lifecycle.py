"""What applications for customers and locks can be: one table each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.lifecycle import Lifecycle


class Cause(models.TextChoices):
    """Why a customer came into the pool."""

    RELEASED = "released", _("释放")
    NO_CONTACT = "no_contact", _("久未跟进")
    NO_ORDER = "no_order", _("久未下单")


class PickStatus(models.TextChoices):
    """An application for a customer of the pool (CUS-017)."""

    APPLIED = "applied", _("申请中")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", pgettext_lazy("申请", "已拒绝")
    WITHDRAWN = "withdrawn", pgettext_lazy("申请", "已撤回")


class LockStatus(models.TextChoices):
    """A lock of a customer (CUS-018). A locked one holds from its first to its last day."""

    APPLIED = "applied", _("锁定待审")
    LOCKED = "locked", _("已锁定")
    REFUSED = "refused", _("锁定被拒")
    ENDED = "ended", _("锁定到期")
    UNLOCKED = "unlocked", _("提前解锁")


P, L = PickStatus, LockStatus

PICK_LIFECYCLE = Lifecycle(
    states=PickStatus,
    edges={
        P.APPLIED: frozenset({P.APPROVED, P.REFUSED, P.WITHDRAWN}),
        P.APPROVED: frozenset(),
        P.REFUSED: frozenset(),
        P.WITHDRAWN: frozenset(),
    },
)
LOCK_LIFECYCLE = Lifecycle(
    states=LockStatus,
    edges={
        L.APPLIED: frozenset({L.LOCKED, L.REFUSED}),
        L.LOCKED: frozenset({L.ENDED, L.UNLOCKED}),
        L.REFUSED: frozenset(),
        L.ENDED: frozenset(),
        L.UNLOCKED: frozenset(),
    },
)
