"""What a proposed category or level can become."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.lifecycle import Lifecycle


class ProposalStatus(models.TextChoices):
    """A proposal (CUS-011)."""

    WAITING = "waiting", _("待确认")
    ACCEPTED = "accepted", pgettext_lazy("建议", "已采纳")
    REFUSED = "refused", pgettext_lazy("建议", "已拒绝")
    OUTDATED = "outdated", pgettext_lazy("建议", "已过时")


S = ProposalStatus
PROPOSAL_LIFECYCLE = Lifecycle(
    states=ProposalStatus,
    edges={
        S.WAITING: frozenset({S.ACCEPTED, S.REFUSED, S.OUTDATED}),
        S.ACCEPTED: frozenset(),
        S.REFUSED: frozenset(),
        S.OUTDATED: frozenset(),
    },
)
