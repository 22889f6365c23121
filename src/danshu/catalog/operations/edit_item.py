"""Change an item (CAT-001, CAT-002)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.catalog import usage
from danshu.catalog.errors import InvalidRecord, KindFixed
from danshu.catalog.events import ItemChanged, PricesChanged
from danshu.catalog.indexing import DERIVED
from danshu.catalog.judging import rule_problems
from danshu.catalog.models import Item
from danshu.catalog.models.item import STOCKED_KINDS
from danshu.catalog.permissions import ITEM_EDIT
from danshu.catalog.preparing import Changes, assign, clean_values, price_steps, require_sound, values_of
from danshu.catalog.values import ItemValues
from danshu.custom_fields.taking import take_custom
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.versions import require_version, touch
from danshu.kit.words import listed


@operation("catalog.edit_item", permission=ITEM_EDIT, label=("修改商品", "Edit product"))
def edit_item(
    *,
    item_id: int,
    version: int | None,
    values: ItemValues,
    custom: Mapping[str, Any] | None = None,
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> Item:
    """Change some fields of an item; orders that exist keep their prices, only later ones see new ones.

    custom: of custom fields by their codes. version: what the editor was looking at, None to skip the check. Raises EditConflict, InvalidRecord, KindFixed for
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
    own = take_custom("catalog.item", custom, stored=item.custom, pk=item.pk, actor=actor)
    after = {**values_of(item), **given}
    require_sound(after, current=item, custom=[*own.problems, *rule_problems(after, own.values, item=item, at=at)])
    changes = assign(item, given)
    item.custom = own.values
    if changes or own.changes:
        _save(item, changes, own.changes, reason, actor=actor, at=at)
    return item


def _require_unused(item: Item) -> None:
    places = usage.usages([item.pk]).get(item.pk)
    if places:
        raise KindFixed(field="kind", label=str(item), places=listed(map(str, places)))


def _save(item: Item, changes: Changes, own: Changes, reason: str, *, actor: Actor, at: datetime) -> None:
    item.save(update_fields=[*changes, "custom", *DERIVED, *touch(item, actor=actor, at=at)])
    current_context().changed("catalog.item", item.pk, label=str(item), changes=changes | own, reason=reason)
    source = SourceRef("catalog.item", item.pk)
    publish(ItemChanged(aggregate=source, version=item.version, code=item.code, fields=tuple(changes | own)))
    if steps := price_steps(item, changes):
        publish(PricesChanged(aggregate=source, version=item.version, steps=steps, reason=reason))
