"""What has expired by now, and what was removed when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet, Sum

from danshu.housekeeping.models import ExpiryCount, ExpiryRun
from danshu.housekeeping.rules import Kept, rules


@dataclass(frozen=True, slots=True)
class Found:
    """A kind with its rule and how much of it may go now."""

    kept: Kept
    count: int


def expired(at: datetime) -> list[Found]:
    """All kinds with how much a cleanup at this moment would remove; one query for each kind."""
    return [Found(kept, kept.kind.rows(kept.before(at)).count()) for kept in rules()]


def runs() -> QuerySet[ExpiryRun]:
    """All runs with what each removed of each kind, newest first."""
    counts = Prefetch("counts", ExpiryCount.objects.order_by("pk"))
    return ExpiryRun.objects.annotate(removed=Sum("counts__removed")).prefetch_related(counts).order_by("-pk")
