"""What lies in the pool or is locked, when a customer is taken into another one (CUS-003)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.parties.merging import moving
from danshu.parties.merging.registry import Moved, Pair, Rule, move, rule
from danshu.pool.lifecycle import PickStatus
from danshu.pool.models import Forewarning, Lock, PickRequest
from danshu.pool.models.lock import OPEN

LOCK, PICK, RELEASE, WARNING = "pool.Lock", "pool.PickRequest", "pool.Release", "pool.Forewarning"


def _conflicts(pair: Pair) -> Iterator[str]:
    """A merge gives no customer away: neither one that is locked, nor one whose owner would be lost to the pool."""
    loser, survivor = pair.loser, pair.survivor
    held = set(
        Lock.objects.filter(customer__in=[loser.pk, survivor.pk], status__in=OPEN).values_list("customer_id", flat=True)
    )
    if len(held) == 2 or (loser.pk in held and loser.owner_id != survivor.owner_id):
        yield _("%(label)s 已锁定或正在申请锁定，先解锁") % {"label": loser}
    if survivor.owner_id is None and loser.owner_id is not None:
        yield _("%(label)s 在公海，先挑入，或保留有负责人的一家") % {"label": survivor}
    waiting = PickRequest.objects.filter(customer__in=[loser.pk, survivor.pk], status=PickStatus.APPLIED)
    if waiting.exists():
        yield _("还有待审批的挑入申请")


def _locks_over(pair: Pair, moved: Moved) -> dict[str, Sequence[int]]:
    """The survivor's own warning stays: there is one for each customer, and the night makes a missing one anew."""
    if Forewarning.objects.filter(customer_id=pair.survivor.pk).exists():
        Forewarning.objects.filter(customer_id=pair.loser.pk).delete()
    return {
        model: moving.repoint(model, "customer", pair.loser.pk, pair.survivor.pk, pair.actor, pair.at)
        for model in (LOCK, WARNING)
    }


def _locks_back(pair: Pair, noted: Any, moved: Moved) -> None:
    for model in (LOCK, WARNING):
        moving.point_back(model, "customer", noted[model], pair.survivor.pk, pair.loser.pk, pair.actor, pair.at)


rule(
    Rule(code="pool.locks", what=gettext_lazy("客户锁定"), move=_locks_over, undo=_locks_back,
         count=lambda noted: len(noted[LOCK]),
         conflicts=lambda pair: list(_conflicts(pair))),
    settles=[(LOCK, "customer"), (WARNING, "customer")],
)  # fmt: skip
move(PICK, "customer", what=gettext_lazy("挑入申请"))
move(RELEASE, "customer", what=gettext_lazy("释放记录"))
