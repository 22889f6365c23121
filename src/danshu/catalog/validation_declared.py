"""Rules for products, and what the review looks for among them (SYS-011)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.catalog.custom_declared import ITEM
from danshu.catalog.dictionaries import BRAND, UNIT
from danshu.catalog.labels import ITEM_LABELS
from danshu.catalog.models import Item, ItemKind
from danshu.catalog.permissions import ITEM_VIEW
from danshu.catalog.queries import category_choices
from danshu.dictionaries.queries import choices
from danshu.kit.actor import Actor
from danshu.validation.hosts import Check, Found, Host, HostField, Options, register_check, register_host
from danshu.validation.kinds import Category, ValueType

# purchase prices are seen with a right of their own: a refusal must not tell about them, so no rule speaks of them
NUMBERS = ("sale_price", "guide_price", "minimum_price", "tax_rate", "max_per_order", "duration_minutes")
FLAGS = ("is_stock_managed", "is_on_sale", "is_on_storefront", "needs_appointment")
TEXTS = ("code", "barcode", "name", "model", "specification", "currency", "description", "remark")
INDEXED = {"barcode"}


def _named(dictionary: str) -> list[tuple[str, str]]:
    return [(str(pk), label) for pk, label in choices(dictionary)]


def _categories() -> list[tuple[str, str]]:
    return [(str(pk), label.strip("　 ")) for pk, label in category_choices()]


def _field(name: str, kind: ValueType = ValueType.TEXT, options: Options | None = None) -> HostField:
    return HostField(name, ITEM_LABELS[name], kind, "", options, name in INDEXED)


def _visible(actor: Actor) -> QuerySet[Item]:
    return Item.objects.all()


def _alive() -> QuerySet[Item]:
    return Item.objects.filter(is_valid=True)


register_host(
    Host(
        kind=ITEM, label=pgettext_lazy("列表", "商品"), model="catalog.Item", permission=ITEM_VIEW,
        fields=[
            *(_field(name) for name in TEXTS),
            _field("kind", ValueType.CHOICE, partial(list, ItemKind.choices)),
            _field("category_id", ValueType.CHOICE, _categories),
            _field("brand_id", ValueType.CHOICE, partial(_named, BRAND)),
            _field("unit_id", ValueType.CHOICE, partial(_named, UNIT)),
            *(_field(name, ValueType.NUMBER) for name in NUMBERS),
            *(_field(name, ValueType.BOOLEAN) for name in FLAGS),
        ],
        visible=_visible, alive=_alive, number="code",
    )
)  # fmt: skip


def _in_invalid_category() -> Iterable[Found]:
    rows = _alive().filter(Q(category__is_valid=False))
    return [Found(record_id=pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]


register_check(
    Check(
        code="catalog.in_invalid_category", category=Category.ORPHAN, host=ITEM, label=_("商品分类已失效"),
        find=_in_invalid_category,
    )
)  # fmt: skip
