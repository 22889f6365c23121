"""What other events mean to reviews, and what the bin and the history need to know of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.events import consequence
from danshu.kit.sources import SourceLabel, source_labels
from danshu.parties.events import CustomerInvalidated
from danshu.parties.opening import any_customer
from danshu.parties.reviewing import mark
from danshu.recycling.registry import anchor, part
from danshu.vetting import merging
from danshu.vetting.lifecycle import Status
from danshu.vetting.loading import decide, open_review_of
from danshu.vetting.models import Review
from danshu.vetting.telling import tell_decided

__all__ = ["merging"]


@consequence(CustomerInvalidated)
def settle_with_the_customer(event: CustomerInvalidated, *, actor: Actor, at: datetime) -> None:
    """Nothing more is decided about an invalid customer; the applicant is told why."""
    found = open_review_of(event.aggregate.pk)
    if found is None:
        return
    customer = any_customer(found.customer_id, even_invalid=True)
    decide(found, Status.REFUSED, reason=_("客户已失效"), is_own=True, actor=actor, at=at)
    mark(customer, "", actor=actor, at=at)
    tell_decided(found, customer, actor=actor, at=at)


def _labels(pks: Sequence[int]) -> dict[int, SourceLabel]:
    rows = Review.objects.filter(pk__in=pks)
    return {row.pk: SourceLabel(str(row), reverse("vetting:review", args=[row.pk])) for row in rows}


source_labels("vetting.review", _labels)

# nobody deletes a customer under the eyes of a reviewer; what was decided goes into the bin with him
anchor("parties.customer", "vetting.Review", via="customer", what=gettext_lazy("待审核的客户资料"),
       where="t.status = 'awaiting'")  # fmt: skip
part("parties.customer", "vetting.Review", via="customer")
