"""Put tags on several customers, or take them off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.parties.batches import Result, each
from danshu.parties.opening import owned_customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.permissions import EDIT_CUSTOMERS
from danshu.segments.tagging import clean_tags


@operation("segments.tag_customers", permission=EDIT_CUSTOMERS, label=("给客户加标签", "Tag customers"))
def tag_customers(
    *, customer_ids: Sequence[int], add: Sequence[str] = (), remove: Sequence[str] = (), actor: Actor, at: datetime
) -> list[Result]:
    """Add and take away tags of each of at most 500 customers; their other tags stay (CUS-012).

    Returns {id, label, done, code, reason} for each: one that would have more than 20 tags, is invalid or out of scope
    stays unchanged. Raises FieldErrors for tags that are too long, too many or both added and removed.
    """
    given, taken = clean_tags(add, remove)

    def retag(key: int) -> Any:
        customer = owned_customer(key, actor=actor, permission=EDIT_CUSTOMERS)
        tags = [tag for tag in dict.fromkeys((*customer.tags, *given)) if tag not in taken]
        return edit_customer.within(customer_id=key, changes={"tags": tags}, actor=actor, at=at)

    return each(customer_ids, retag)
