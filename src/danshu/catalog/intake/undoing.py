"""Taking an import of products back; what was used or changed since stays, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.catalog import usage
from danshu.catalog.events import ItemChanged, ItemDeleted, PricesChanged
from danshu.catalog.indexing import DERIVED
from danshu.catalog.models import Category, Item
from danshu.catalog.preparing import assign, in_words, price_steps, values_of
from danshu.exchange.importing import Action, Imported, Kept, Ref
from danshu.files.queries import holding
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.locks import lock
from danshu.kit.refs import SourceRef
from danshu.kit.versions import touch
from danshu.kit.words import listed

DECIMALS = ("sale_price", "guide_price", "purchase_price", "minimum_price", "tax_rate", "max_per_order")


def undo_items(groups: Sequence[Imported], *, actor: Actor, at: datetime) -> list[list[Kept]]:
    """Undo items first and categories afterwards, newest first; returns what each group leaves behind."""
    keys = [ref.pk for group in groups for ref in group.refs if ref.kind == "catalog.item"]
    items = {item.pk: item for item in lock(Item.objects.filter(pk__in=keys))}
    used, holds = usage.usages(keys), holding("catalog.item", keys)
    kept: list[list[Kept]] = [[] for _group in groups]
    gone: list[Item] = []
    for place, group in enumerate(groups):
        for ref in group.refs:
            if ref.kind != "catalog.item":
                continue
            item = items.get(ref.pk)
            places = [*map(str, used.get(ref.pk, [])), *([_("附件或备注")] if ref.pk in holds else [])]
            reason = _reason(ref, item, places)
            if reason or item is None:
                kept[place].append(Kept(ref, reason))
            elif ref.action == Action.CREATED:
                gone.append(item)
            else:
                _restore(item, ref.before or {}, actor=actor, at=at)
    _delete(gone)
    for place, group in enumerate(groups):
        made = [ref for ref in reversed(group.refs) if ref.kind == "catalog.category"]
        kept[place] += [Kept(ref, reason) for ref in made if (reason := _drop_category(ref))]
    return kept


def _reason(ref: Ref, item: Item | None, places: Sequence[str]) -> str:
    if item is None:
        return _("已经不存在")
    if item.version != ref.version:
        facts = {"user": item.updated_by_name, "time": f"{item.updated_at:%m-%d %H:%M}"}
        return _("%(user)s 在 %(time)s 修改过") % facts
    if ref.action == Action.CREATED and places:
        return _("已被使用：%(places)s") % {"places": listed(places)}
    return ""


def _restore(item: Item, before: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    values = {name: Decimal(old) if name in DECIMALS and old is not None else old for name, old in before.items()}
    changes = assign(item, values)
    item.save(update_fields=[*changes, *DERIVED, *touch(item, actor=actor, at=at)])
    current_context().changed(
        "catalog.item",
        item.pk,
        label=str(item),
        changes=in_words(changes),
        reason=pgettext("原因", "撤销导入"),
        action="catalog.edit_item",
    )
    source = SourceRef("catalog.item", item.pk)
    publish(ItemChanged(aggregate=source, version=item.version, code=item.code, fields=tuple(changes)))
    if steps := price_steps(item, changes):
        publish(PricesChanged(aggregate=source, version=item.version, steps=steps, reason=pgettext("原因", "撤销导入")))


def _delete(items: Sequence[Item]) -> None:
    for item in items:
        gone = {name: (value, None) for name, value in values_of(item).items() if value}
        current_context().changed(
            "catalog.item",
            item.pk,
            label=str(item),
            changes=gone,
            reason=pgettext("原因", "撤销导入"),
            action="catalog.delete_item",
        )
        publish(ItemDeleted(aggregate=SourceRef("catalog.item", item.pk), version=item.version + 1, code=item.code))
    Item.objects.filter(pk__in=[item.pk for item in items]).delete()


def _drop_category(ref: Ref) -> str:
    """Remove a category that the import made, when nothing is in it; otherwise the reason why it stays."""
    category = Category.objects.filter(pk=ref.pk).first()
    if category is None:
        return ""
    if category.version != ref.version:
        return _("%(user)s 在 %(time)s 修改过") % {
            "user": category.updated_by_name, "time": f"{category.updated_at:%m-%d %H:%M}"
        }  # fmt: skip
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM catalog_category WHERE id = %s", [ref.pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        return _("分类里还有商品或下级分类")
    current_context().changed(
        "catalog.category",
        ref.pk,
        label=ref.label,
        changes={"name": (ref.label, None)},
        reason=pgettext("原因", "撤销导入"),
    )
    return ""
