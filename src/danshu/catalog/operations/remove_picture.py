"""Remove a picture of an item (CAT-001)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from danshu.catalog.errors import InvalidRecord
from danshu.catalog.models import Item, ItemPicture
from danshu.catalog.permissions import ITEM_EDIT
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock
from danshu.kit.operation import operation


@operation("catalog.remove_picture", permission=ITEM_EDIT, label=("移除商品图片", "Remove product picture"))
def remove_picture(*, item_id: int, picture_id: int, reason: str = "", actor: Actor, at: datetime) -> None:
    """Remove it for good; the next one becomes the main picture if need be. Raises NotFound, InvalidRecord."""
    item = lock(Item.objects.filter(pk=item_id)).get()
    if not item.is_valid:
        raise InvalidRecord(label=str(item))
    picture = ItemPicture.objects.only("name", "position").get(pk=picture_id, item_id=item_id)
    picture.delete()
    ItemPicture.objects.filter(item=item).filter(position__gt=picture.position).update(position=F("position") - 1)
    current_context().changed(
        "catalog.item", item_id, label=str(item), changes={"picture": (picture.name, None)}, reason=reason
    )
    current_context().effect("removed", _("商品页和列表不再显示图片 %(name)s") % {"name": picture.name}, "warn")
