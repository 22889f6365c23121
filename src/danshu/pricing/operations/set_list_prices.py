"""Change the prices an item carries itself, by those who keep prices but not the catalogue (CAT-006)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from danshu.catalog.operations.edit_item import edit_item
from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.pricing.permissions import PRICE_EDIT


@operation("pricing.set_list_prices", permission=PRICE_EDIT, label=("修改销售价", "Change sale prices"))
def set_list_prices(
    *,
    item_id: int,
    version: int | None,
    sale_price: Decimal,
    guide_price: Decimal | None,
    minimum_price: Decimal | None,
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> int:
    """Change sale, guide and minimum price of an item from now on; orders that exist keep theirs.

    Returns the item's new version. Raises what edit_item raises: EditConflict, InvalidRecord, FieldErrors.
    """
    item = edit_item.within(
        item_id=item_id, version=version, reason=reason, actor=actor, at=at,
        values={"sale_price": sale_price, "guide_price": guide_price, "minimum_price": minimum_price},
    )  # fmt: skip
    return item.version
