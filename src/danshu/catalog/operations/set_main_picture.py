"""Choose the picture that stands for an item in lists (CAT-001)."""

from __future__ import annotations

from datetime import datetime

from danshu.catalog.errors import InvalidRecord
from danshu.catalog.models import Item, ItemPicture
from danshu.catalog.permissions import ITEM_EDIT
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock
from danshu.kit.operation import operation


@operation("catalog.set_main_picture", permission=ITEM_EDIT, label=("设置商品主图", "Set main picture of product"))
def set_main_picture(*, item_id: int, picture_id: int, actor: Actor, at: datetime) -> None:
    """Put a picture before the others; nothing happens when it is the first. Raises NotFound, InvalidRecord."""
    item = lock(Item.objects.filter(pk=item_id)).get()
    if not item.is_valid:
        raise InvalidRecord(label=str(item))
    pictures = list(ItemPicture.objects.filter(item=item).only("name", "position").order_by("position"))
    wanted = ItemPicture.objects.filter(item=item).only("name", "position").get(pk=picture_id)
    if pictures[0].pk == wanted.pk:
        return
    ordered = [wanted, *(picture for picture in pictures if picture.pk != wanted.pk)]
    for place, picture in enumerate(ordered, 1):
        picture.position = place
        picture.save(update_fields=["position"])
    names = {"main_picture": (pictures[0].name, wanted.name)}
    current_context().changed("catalog.item", item_id, label=str(item), changes=names)
