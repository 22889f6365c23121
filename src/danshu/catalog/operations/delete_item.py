"""Delete an item that was never used (CAT-003)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from danshu.catalog import usage
from danshu.catalog.errors import ItemInUse
from danshu.catalog.events import ItemDeleted
from danshu.catalog.models import Item
from danshu.catalog.permissions import ITEM_DELETE
from danshu.catalog.preparing import values_of
from danshu.files.removal import forget_records
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.versions import require_version
from danshu.kit.words import listed


@operation("catalog.delete_item", permission=ITEM_DELETE, label=("删除商品", "Delete product"))
def delete_item(*, item_id: int, version: int | None = None, reason: str = "", actor: Actor, at: datetime) -> None:
    """Remove an item that no order, stock movement or other record names, together with its prices.

    Raises ItemInUse naming the places with their counts, EditConflict.
    """
    item = lock(Item.objects.filter(pk=item_id)).get()
    require_version(item, version)
    places = usage.usages([item_id]).get(item_id)
    if places:
        raise ItemInUse(label=str(item), places=listed(map(str, places)))
    label, code, version_now = str(item), item.code, item.version
    gone = {name: (value, None) for name, value in values_of(item).items() if value}
    publish(ItemDeleted(aggregate=SourceRef("catalog.item", item_id), version=version_now + 1, code=code))
    _remove(item, label)
    forget_records("catalog.item", [item_id])
    current_context().changed("catalog.item", item_id, label=label, changes=gone, reason=reason)
    current_context().effect("deleted", _("%(label)s 从商品资料中删除，不能恢复") % {"label": label}, "bad")


def _remove(item: Item, label: str) -> None:
    """A record that nobody registered as a place of use still protects the item: the database says so."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            item.delete()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except (ProtectedError, RestrictedError, IntegrityError) as error:
        raise ItemInUse(label=label, places=_("其他记录")) from error
