"""Test data of the catalogue, made by the real operations."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from PIL import Image

from danshu.catalog.models import Category, Item
from danshu.catalog.operations.add_pictures import add_pictures
from danshu.catalog.operations.create_category import create_category
from danshu.catalog.operations.create_item import create_item
from danshu.catalog.pictures import Picture, picture_of
from danshu.catalog.queries import pictures_of
from danshu.dictionaries.queries import id_of
from danshu.kit.actor import EVERYTHING, Actor

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
_numbers = count(1)


def keeper(*permissions: str, name: str = "王五", user_id: int = 17) -> Actor:
    """A person who holds exactly these permissions over everything."""
    return Actor(user_id=user_id, name=name, grants=dict.fromkeys(permissions, EVERYTHING))


def make_category(name: str = "", parent: Category | None = None, **values: Any) -> Category:
    """A valid category; the name is unique unless given."""
    name = name or f"分类 {next(_numbers)}"
    parent_id = parent.pk if parent else None
    return create_category(name=name, parent_id=parent_id, actor=Actor.system(), at=NOW, **values)


def make_item(
    name: str = "洗手液 500ml", *, category: Category | None = None, at: datetime = NOW, **values: Any
) -> Item:
    """A valid item on sale: goods, counted in pieces, 12.50 CNY, unless the values say otherwise."""
    given = {
        "code": f"P{next(_numbers):05d}", "name": name, "category_id": (category or make_category()).pk,
        "unit_id": id_of("catalog.unit", "piece"), "sale_price": Decimal("12.50"), **values,
    }  # fmt: skip
    return create_item(values=given, actor=Actor.system(), at=at)  # type: ignore[arg-type]


def make_service(name: str = "上门安装", **values: Any) -> Item:
    """A service counted in times."""
    return make_item(name, kind="service", unit_id=id_of("catalog.unit", "time"), **values)


def drawn(colour: str, *, side: int = 40, kind: str = "PNG") -> bytes:
    """The file of a picture of one colour, twice as wide as high."""
    packed = io.BytesIO()
    Image.new("RGB", (side * 2, side), colour).save(packed, kind)
    return packed.getvalue()


def picture(colour: str) -> Picture:
    """A checked picture of one colour."""
    return picture_of(drawn(colour), f"{colour}.png", max_mb=20)


def make_pictures(item: Item, *colours: str) -> list[int]:
    """Pictures of an item, one per colour; returns their keys in order."""
    add_pictures(item_id=item.pk, pictures=[picture(colour) for colour in colours], actor=Actor.system(), at=NOW)
    return [info.id for info in pictures_of(item.pk)]
