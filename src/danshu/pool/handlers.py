"""What other events mean to applications, locks and warnings, and what the bin and the history need to know of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.identity.queries import full_name_of
from danshu.kit.actor import Actor
from danshu.kit.events import consequence
from danshu.kit.locks import lock
from danshu.kit.sources import SourceLabel, source_labels
from danshu.parties.events import CustomerInvalidated, CustomerOwnerChanged
from danshu.parties.opening import any_customer
from danshu.pool import merging
from danshu.pool.lifecycle import LockStatus, PickStatus
from danshu.pool.loading import decide_lock, decide_pick, end_lock
from danshu.pool.models import Forewarning, Lock, PickRequest
from danshu.pool.models.lock import OPEN
from danshu.pool.telling import tell_lock, tell_pick_decided
from danshu.recycling.registry import anchor, part

__all__ = ["merging"]


@consequence(CustomerOwnerChanged)
def settle_with_the_owner(event: CustomerOwnerChanged, *, actor: Actor, at: datetime) -> None:
    """Others who applied are refused and told who has him now; a lock of the old owner ends (CUS-017, CUS-018)."""
    if event.new_owner_id is None:
        why = _("客户已回到公海")
    else:
        why = _("客户已由 %(owner)s 负责") % {"owner": full_name_of(event.new_owner_id)}
    _settle(event.aggregate.pk, why, actor, at)


@consequence(CustomerInvalidated)
def settle_with_the_customer(event: CustomerInvalidated, *, actor: Actor, at: datetime) -> None:
    """An invalid customer is neither picked nor locked."""
    _settle(event.aggregate.pk, _("客户已失效"), actor, at)


def _settle(customer_id: int, why: str, actor: Actor, at: datetime) -> None:
    picks = list(lock(PickRequest.objects.filter(customer_id=customer_id, status=PickStatus.APPLIED)))
    locks = list(lock(Lock.objects.filter(customer_id=customer_id, status__in=OPEN)))
    Forewarning.objects.filter(customer_id=customer_id).delete()
    if not picks and not locks:
        return
    customer = any_customer(customer_id, even_invalid=True)
    for found in picks:
        decide_pick(found, PickStatus.REFUSED, reason=why, actor=actor, at=at)
        tell_pick_decided(found, customer, actor=actor, at=at)
    for each in locks:
        if each.status == LockStatus.APPLIED:
            decide_lock(each, LockStatus.REFUSED, reason=why, actor=actor, at=at)
        else:
            end_lock(each, LockStatus.UNLOCKED, reason=why, actor=actor, at=at)
        tell_lock(each, customer, actor=actor, at=at)


def _pick_labels(pks: Sequence[int]) -> dict[int, SourceLabel]:
    rows = PickRequest.objects.filter(pk__in=pks)
    return {row.pk: SourceLabel(str(row), reverse("pool:pick", args=[row.pk])) for row in rows}


def _lock_labels(pks: Sequence[int]) -> dict[int, SourceLabel]:
    return {
        row.pk: SourceLabel(str(row), reverse("pool:lock", args=[row.pk])) for row in Lock.objects.filter(pk__in=pks)
    }


source_labels("pool.pick", _pick_labels)
source_labels("pool.lock", _lock_labels)

# nobody deletes a customer under the eyes of who decides about him; what was decided goes into the bin with him
anchor("parties.customer", "pool.PickRequest", via="customer", what=gettext_lazy("待审批的挑入申请"),
       where="t.status = 'applied'")  # fmt: skip
anchor("parties.customer", "pool.Lock", via="customer", what=gettext_lazy("客户锁定"),
       where="t.status IN ('applied', 'locked')")  # fmt: skip
for _model in ("pool.PickRequest", "pool.Lock", "pool.Release", "pool.Forewarning"):
    part("parties.customer", _model, via="customer")
part("parties.customer", "pool.Lock", via="extends", parent="pool.Lock")
