"""Products hold attachments and notes: data sheets, certificates (COM-016)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from danshu.catalog.models import Item
from danshu.catalog.permissions import ITEM_VIEW
from danshu.files.holding import holder
from danshu.kit.actor import Actor


def _items(actor: Actor) -> QuerySet[Item]:
    return Item.objects.all() if actor.can(ITEM_VIEW) else Item.objects.none()


holder(
    "catalog.item", rows=_items, label_of=str, url_of=lambda item: reverse("catalog:item", args=[item.pk]),
    is_open=lambda item: bool(item.is_valid),
)  # fmt: skip
