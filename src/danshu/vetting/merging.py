"""What becomes of reviews when a customer is taken into another one (CUS-003)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.parties.merging.registry import Pair, Rule, rule
from danshu.vetting.lifecycle import Status
from danshu.vetting.models import Review


def _conflicts(pair: Pair) -> Iterator[str]:
    """A merge decides nothing in place of a reviewer, and makes nobody usable who did not pass."""
    both = [pair.loser.pk, pair.survivor.pk]
    if Review.objects.filter(customer__in=both, status=Status.AWAITING).exists():
        yield _("还有待审核的客户资料")
    if not pair.survivor.is_vetted and pair.loser.is_vetted:
        yield _("%(label)s 还没有通过审核，保留已通过的一家") % {"label": pair.survivor}


# decided ones keep naming the customer about whom they were
rule(
    Rule(
        code="vetting.reviews", what=gettext_lazy("客户审核"), move=lambda pair, moved: [],
        undo=lambda pair, noted, moved: None, conflicts=lambda pair: list(_conflicts(pair)),
    ),
    settles=[("vetting.Review", "customer")],
)  # fmt: skip
