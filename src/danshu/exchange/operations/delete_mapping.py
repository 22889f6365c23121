"""Forget a kept mapping."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from danshu.exchange.models import SavedMapping
from danshu.exchange.permissions import IMPORT, SHARE_MAPPING
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation


@operation("exchange.delete_mapping", permission=IMPORT, label=("删除列对应方案", "Delete a column mapping"))
def delete_mapping(*, mapping_id: int, actor: Actor, at: datetime) -> None:
    """One's own, or a shared one with the permission to share. Raises NotFound for those of others."""
    mine = Q(owner_id=actor.user_id, is_shared=False)
    shared = Q(is_shared=True) if actor.can(SHARE_MAPPING) else Q(pk__in=())
    saved = lock(SavedMapping.objects.filter(mine | shared, pk=mapping_id)).first()
    if saved is None:
        raise NotFound
    current_context().changed(
        "exchange.mapping", saved.pk, label=saved.name, changes={"content": (saved.content, None)}
    )
    saved.delete()
