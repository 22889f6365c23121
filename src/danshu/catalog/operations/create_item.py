"""Add an item to the catalogue (CAT-001, CAT-002)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.catalog.errors import NoInitialStock
from danshu.catalog.events import ItemCreated, PricesChanged, PriceStep
from danshu.catalog.judging import rule_problems
from danshu.catalog.models import Item
from danshu.catalog.permissions import ITEM_CREATE
from danshu.catalog.preparing import assign, complete_values, require_sound
from danshu.catalog.queries import decimals_of, with_units
from danshu.catalog.values import PRICE_FIELDS, ItemValues
from danshu.custom_fields.taking import take_custom
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import DomainError
from danshu.kit.operation import operation
from danshu.kit.quantities import quantity_problem
from danshu.kit.refs import SourceRef
from danshu.kit.words import with_count


class WrongInitialStock(DomainError):
    """The initial stock is not a quantity of this unit."""

    code, status = "wrong_initial_stock", 422
    message = with_count("期初库存应大于 0，最多 %(decimals)s 位小数", "decimals")
    way_out = gettext_lazy("改正数量，或清空期初库存")


@operation("catalog.create_item", permission=ITEM_CREATE, label=("新建商品", "Create product"))
def create_item(
    *,
    values: ItemValues,
    custom: Mapping[str, Any] | None = None,
    initial_stock: Decimal | None = None,
    warehouse_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Item:
    """Create an item; fields left out take their defaults, goods are stock-managed unless said otherwise.

    custom: values of custom fields by their codes. initial_stock: quantity in the item's unit, booked as "initial stock" in the same transaction by whoever keeps
    stock (event ItemCreated), in `warehouse_id`. Raises FieldErrors naming every wrong field, CodeTaken, BarcodeTaken,
    NoInitialStock for an item without stock.
    """
    complete = complete_values(values)
    own = take_custom("catalog.item", custom, actor=actor)
    require_sound(complete, custom=[*own.problems, *rule_problems(complete, own.values, at=at)])
    item = Item(custom=own.values, created_at=at, updated_at=at, updated_by_name=actor.name)
    assign(item, complete)
    item.save(force_insert=True)
    _require_stockable(item, initial_stock)
    current_context().changed(
        "catalog.item",
        item.pk,
        label=str(item),
        changes={name: (None, new) for name, new in complete.items() if new} | own.changes,
    )
    steps = [PriceStep(item.pk, name, None, getattr(item, name), item.currency) for name in PRICE_FIELDS]
    source = SourceRef("catalog.item", item.pk)
    publish(
        ItemCreated(
            aggregate=source, version=1, code=item.code, kind=item.kind, is_stock_managed=item.is_stock_managed,
            initial_stock=initial_stock or None, warehouse_id=warehouse_id,
        )
    )  # fmt: skip
    publish(
        PricesChanged(aggregate=source, version=1, steps=tuple(s for s in steps if s.new is not None), reason=_("新建"))
    )
    return item


def _require_stockable(item: Item, quantity: Decimal | None) -> None:
    if not quantity:
        return
    if not item.is_stock_managed:
        raise NoInitialStock(field="initial_stock")
    decimals = decimals_of(with_units(Item.objects.filter(pk=item.pk)).get())
    if quantity_problem(quantity, decimals):
        raise WrongInitialStock(field="initial_stock", decimals=decimals)
