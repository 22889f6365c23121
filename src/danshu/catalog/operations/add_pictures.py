"""Add pictures to an item (CAT-001)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.catalog.errors import InvalidRecord, TooManyPictures
from danshu.catalog.models import Item, ItemPicture
from danshu.catalog.permissions import ITEM_EDIT
from danshu.catalog.pictures import Picture
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock
from danshu.kit.operation import operation

MAX_PICTURES = 8


@operation("catalog.add_pictures", permission=ITEM_EDIT, label=("添加商品图片", "Add product pictures"))
def add_pictures(*, item_id: int, pictures: Sequence[Picture], actor: Actor, at: datetime) -> int:
    """Put pictures behind those of an item; one that it already has is left out. Returns how many were added.

    Raises NotFound, InvalidRecord, TooManyPictures (at most 8 in all).
    """
    item = lock(Item.objects.filter(pk=item_id)).get()
    if not item.is_valid:
        raise InvalidRecord(label=str(item))
    places = dict(ItemPicture.objects.filter(item=item).values_list("digest", "position"))
    fresh = {picture.digest: picture for picture in pictures if picture.digest not in places}
    if len(places) + len(fresh) > MAX_PICTURES:
        raise TooManyPictures(field="images", limit=MAX_PICTURES, present=len(places), chosen=len(fresh))
    first = max(places.values(), default=0) + 1
    for place, picture in enumerate(fresh.values(), first):
        row = ItemPicture(
            item=item, position=place, name=picture.name, mime=picture.mime, content=picture.content,
            thumbnail=picture.thumbnail, width=picture.width, height=picture.height, digest=picture.digest,
            created_at=at, created_by_name=actor.name,
        )  # fmt: skip
        row.save(force_insert=True)
        current_context().changed("catalog.item", item_id, label=str(item), changes={"picture": (None, picture.name)})
    return len(fresh)
