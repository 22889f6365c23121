"""How a claim may go on (INV-L1); final is final."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from danshu.kit.lifecycle import Lifecycle


class ClaimState(models.TextChoices):
    """held: until its moment; kept: without one; the others have ended."""

    HELD = "held", _("预留")
    KEPT = "kept", _("占用")
    CONVERTED = "converted", _("已使用")
    RELEASED = "released", _("已释放")
    EXPIRED = "expired", _("已到期")


LIVE = (ClaimState.HELD, ClaimState.KEPT)

CLAIM_LIFECYCLE = Lifecycle(
    ClaimState,
    {
        ClaimState.HELD: frozenset({ClaimState.KEPT, ClaimState.CONVERTED, ClaimState.RELEASED, ClaimState.EXPIRED}),
        ClaimState.KEPT: frozenset({ClaimState.CONVERTED, ClaimState.RELEASED}),
        ClaimState.CONVERTED: frozenset(),
        ClaimState.RELEASED: frozenset(),
        ClaimState.EXPIRED: frozenset(),
    },
)
