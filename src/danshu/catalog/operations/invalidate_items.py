"""Withdraw items for good (CAT-003, COM-005)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.catalog import usage
from danshu.catalog.errors import InvalidRecord, Nothing
from danshu.catalog.events import ItemInvalidated
from danshu.catalog.models import Item
from danshu.catalog.permissions import ITEM_INVALIDATE
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.versions import touch
from danshu.kit.words import listed


@operation("catalog.invalidate_items", permission=ITEM_INVALIDATE, label=("失效商品", "Invalidate products"))
def invalidate_items(*, item_ids: Sequence[int], reason: str = "", actor: Actor, at: datetime) -> list[int]:
    """Invalidate these items: all of them or none; a batch that goes row by row calls this for each row (CC-13).

    They stay in old documents, are not offered for new ones and cannot become valid again. Raises Nothing for an empty
    selection, NotFound for an unknown item, InvalidRecord for one that is invalid already.
    """
    wanted = sorted(set(item_ids))
    if not wanted:
        raise Nothing()
    items = list(lock(Item.objects.filter(pk__in=wanted)))
    if len(items) != len(wanted):
        raise NotFound()
    for item in items:
        if not item.is_valid:
            raise InvalidRecord(label=str(item))
    used = usage.usages(wanted)
    for item in items:
        item.is_valid, was_on_sale, item.is_on_sale = False, item.is_on_sale, False
        item.save(update_fields=["is_valid", "is_on_sale", *touch(item, actor=actor, at=at)])
        changes = {"is_valid": (True, False)} | ({"is_on_sale": (True, False)} if was_on_sale else {})
        current_context().changed("catalog.item", item.pk, label=str(item), changes=changes, reason=reason)
        publish(ItemInvalidated(aggregate=SourceRef("catalog.item", item.pk), version=item.version, code=item.code))
        _tell(item, used.get(item.pk, []))
    return wanted


def _tell(item: Item, places: Sequence[usage.Usage]) -> None:
    current_context().effect(
        "not_offered", _("%(label)s 不再出现在新单据的选择里，也不能恢复为有效") % {"label": str(item)}, "warn"
    )
    if places:
        text = _("已有单据不受影响：%(places)s") % {"places": listed(map(str, places))}
        current_context().effect("kept", text)
