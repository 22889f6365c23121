"""The public face of the catalogue for reading."""

from danshu.catalog.queries.categories import (
    CategoryNode,
    branch_ids,
    category_choices,
    category_or_404,
    category_rows,
    category_tree,
    valid_children,
)
from danshu.catalog.queries.items import (
    ListPrice,
    OrderItem,
    UnitChoice,
    decimals_of,
    find_items,
    item_or_404,
    items_by_code,
    items_named,
    list_prices,
    matching,
    order_item,
    order_items,
    unit_decimals,
    with_units,
)

__all__ = [
    "CategoryNode", "ListPrice", "OrderItem", "UnitChoice", "branch_ids", "category_choices", "category_or_404",
    "category_rows", "category_tree", "decimals_of", "find_items", "item_or_404", "items_by_code", "items_named",
    "list_prices", "matching", "order_item", "order_items", "unit_decimals", "valid_children", "with_units",
]  # fmt: skip
