"""Pictures of items, without their bytes unless one is asked for (CAT-001)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from danshu.catalog.models import ItemPicture
from danshu.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class PictureInfo:
    """A picture as pages and the interface describe it. width and height in pixels of the large size."""

    id: int
    item_id: int
    name: str
    mime: str
    width: int
    height: int
    digest: str
    created_at: datetime
    created_by_name: str


FIELDS = ("id", "item_id", "name", "mime", "width", "height", "digest", "created_at", "created_by_name")


def pictures_of(item_id: int) -> Sequence[PictureInfo]:
    """The pictures of an item, the main one first. One query."""
    rows = ItemPicture.objects.filter(item_id=item_id).order_by("position").values(*FIELDS)
    return [PictureInfo(**row) for row in rows]


def main_pictures(item_ids: Collection[int]) -> dict[int, int]:
    """Item -> its main picture; items without one are missing. One query."""
    rows = ItemPicture.objects.filter(item_id__in=item_ids).order_by("item_id", "position").distinct("item_id")
    return dict(rows.values_list("item_id", "pk")) if item_ids else {}


def picture_bytes(item_id: int, picture_id: int, *, small: bool) -> tuple[bytes, str, str]:
    """(content, media type, digest) of one picture in one of its sizes. Raises NotFound."""
    content = F("thumbnail" if small else "content")
    found = ItemPicture.objects.filter(pk=picture_id, item_id=item_id).values_list(content, "mime", "digest").first()
    if found is None:
        raise NotFound()
    return bytes(found[0]), found[1], found[2]
