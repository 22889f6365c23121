"""Progress labels: which ones fit a status, and which one an order carries (ORD-013)."""

from __future__ import annotations

from danshu.dictionaries.queries import choices_stating, label_of
from danshu.sales.dictionaries import BOUND_TO, PROGRESS_LABEL
from danshu.sales.models import Order


def labels_for(status: str) -> list[tuple[int, str]]:
    """(id, words) of the valid labels bound to a status, in their order."""
    return [(pk, words) for pk, words, stated in choices_stating(PROGRESS_LABEL) if stated[BOUND_TO] == status]


def label_shown(order: Order) -> str:
    """The label of the order in the active language; "" without one."""
    return label_of(order.progress_label_id) if order.progress_label_id else ""
