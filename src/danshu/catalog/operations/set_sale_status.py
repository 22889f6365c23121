"""Put items on sale or take them off (CAT-003, CAT-007)."""

from __future__ import annotations

from datetime import datetime

from danshu.catalog.errors import InvalidRecord
from danshu.catalog.events import ItemChanged
from danshu.catalog.models import Item
from danshu.catalog.permissions import ITEM_SHELF
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.versions import require_version, touch


@operation("catalog.set_sale_status", permission=ITEM_SHELF, label=("商品上下架", "Put product on or off sale"))
def set_sale_status(
    *, item_id: int, is_on_sale: bool, version: int | None = None, reason: str = "", actor: Actor, at: datetime
) -> Item:
    """Offer an item for new orders, or stop offering it; existing orders are not touched.

    Raises InvalidRecord for an invalid item, EditConflict. Repeating it changes nothing.
    """
    item = lock(Item.objects.filter(pk=item_id)).get()
    require_version(item, version)
    if not item.is_valid:
        raise InvalidRecord(label=str(item))
    if item.is_on_sale == is_on_sale:
        return item
    item.is_on_sale = is_on_sale
    item.save(update_fields=["is_on_sale", *touch(item, actor=actor, at=at)])
    current_context().changed(
        "catalog.item", item.pk, label=str(item), changes={"is_on_sale": (not is_on_sale, is_on_sale)}, reason=reason,
        action="catalog.put_on_sale" if is_on_sale else "catalog.take_off_sale",
    )  # fmt: skip
    source = SourceRef("catalog.item", item.pk)
    publish(ItemChanged(aggregate=source, version=item.version, code=item.code, fields=("is_on_sale",)))
    return item
