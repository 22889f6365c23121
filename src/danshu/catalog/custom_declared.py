"""Products have custom fields, and fields of other records can point at a product."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from danshu.catalog.queries import find_items, items_named
from danshu.custom_fields.hosts import Host, Target, register_host, register_target
from danshu.custom_fields.kinds import CONTACT_KINDS, FieldKind
from danshu.kit.actor import Actor

ITEM = "catalog.item"


def _names(keys: Collection[int]) -> dict[int, str]:
    return items_named(list(keys))


def _known(actor: Actor, keys: Collection[int]) -> set[int]:
    return set(items_named(list(keys)))


def _search(actor: Actor, text: str) -> Sequence[tuple[int, str]]:
    return [(item.id, f"{item.code} {item.name}") for item in find_items(text, limit=20)]


# a product has no contact data, and nobody would be masked from it
register_host(Host(ITEM, pgettext_lazy("列表", "商品"), "catalog_item", frozenset(FieldKind) - CONTACT_KINDS))
register_target(
    Target(
        FieldKind.ITEM, model="catalog.Item", label="name", url=lambda: f"{reverse('catalog:find')}?kinds=all",
        names=_names, known=_known, search=_search,
    )
)  # fmt: skip
