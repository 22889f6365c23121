"""Categories, items with their pictures, and the decimals of units."""

from danshu.catalog.models.category import MAX_LEVELS, Category
from danshu.catalog.models.item import Item, ItemKind
from danshu.catalog.models.picture import ItemPicture
from danshu.catalog.models.unit import UnitDecimals

__all__ = ["MAX_LEVELS", "Category", "Item", "ItemKind", "ItemPicture", "UnitDecimals"]
