"""A digest of what is decided upon: what was approved is what is carried out (INV-A1)."""

from __future__ import annotations

import hashlib
import json

from danshu.sales.drafting import OrderDraft


def content_digest(draft: OrderDraft) -> str:
    """Equal for equal customer, lines, prices, terms and delivery; any change of these makes another one."""
    content = [
        draft.customer.id,
        draft.currency,
        draft.payment_terms,
        dict(draft.delivery),
        f"{draft.totals.order_discount:f}",
        f"{draft.totals.freight:f}",
        [
            [line.item.id, f"{line.quantity.normalize():f}", f"{line.unit_price.normalize():f}",
             f"{line.entry.discount_rate.normalize():f}"]
            for line in draft.lines
        ],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
