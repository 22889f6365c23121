"""Change an item (CAT-001, CAT-002)."""

from __future__ import annotations

from datetime import datetime

from danshu.catalog import usage
from danshu.catalog.errors import InvalidRecord, KindFixed
from danshu.catalog.events import ItemChanged, PricesChanged
from danshu.catalog.indexing import DERIVED
from danshu.catalog.models import Item
from danshu.catalog.models.item import STOCKED_KINDS
from danshu.catalog.permissions import ITEM_EDIT
from danshu.catalog.preparing import Changes, assign, clean_values, price_steps, require_sound, values_of
from danshu.catalog.values import ItemValues
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.versions import require_version, touch


@operation("catalog.edit_item", permission=ITEM_EDIT, label=("修改商品", "Edit product"))
def edit_item(
    *, item_id: int, version: int | None, values: ItemValues, reason: str = "", actor: Actor, at: datetime
) -> Item:
    """Change some fields of an item; orders that exist keep their prices, only later ones see new ones.

    version: what the editor was looking at, None to skip the check. Raises EditConflict, InvalidRecord, KindFixed for
    another type of a used item, FieldErrors, CodeTaken, BarcodeTaken. Nothing is written when nothing differs.
    """
    item = lock(Item.objects.filter(pk=item_id)).get()
    require_version(item, version)
    if not item.is_valid:
        raise InvalidRecord(label=str(item))
    kind = values.get("kind", item.kind)
    given = clean_values(values, kind=kind)
    if kind != item.kind:
        _require_unused(item)
        if kind not in STOCKED_KINDS:
            given.setdefault("is_stock_managed", False)
    require_sound({**values_of(item), **given}, current=item)
    changes = assign(item, given)
    if changes:
        _save(item, changes, reason, actor=actor, at=at)
    return item


def _require_unused(item: Item) -> None:
    places = usage.usages([item.pk]).get(item.pk)
    if places:
        raise KindFixed(field="kind", label=str(item), places="、".join(map(str, places)))


def _save(item: Item, changes: Changes, reason: str, *, actor: Actor, at: datetime) -> None:
    item.save(update_fields=[*changes, *DERIVED, *touch(item, actor=actor, at=at)])
    current_context().changed("catalog.item", item.pk, label=str(item), changes=changes, reason=reason)
    source = SourceRef("catalog.item", item.pk)
    publish(ItemChanged(aggregate=source, version=item.version, code=item.code, fields=tuple(changes)))
    if steps := price_steps(item, changes):
        publish(PricesChanged(aggregate=source, version=item.version, steps=steps, reason=reason))
