"""What the figures of reports open in the list of orders: currency and category (RPT-002)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from danshu.catalog.queries import branch_ids, category_choices
from danshu.kit.keys import keys_of
from danshu.sales.models import Order
from danshu.sales.statistics import with_category
from danshu.ui.lists import MultiChoiceFilter, TextFilter
from danshu.ui.lists.filters import Filter


def _in_currency(rows: QuerySet[Order], text: Any) -> QuerySet[Order]:
    return rows.filter(currency=str(text).strip().upper())


def _of_categories(rows: QuerySet[Order], chosen: Any) -> QuerySet[Order]:
    keys = set(keys_of(chosen))
    return with_category(rows, sorted({pk for key in keys for pk in branch_ids(key)}))


REPORT_FILTERS: Sequence[Filter] = (
    TextFilter(key="currency", label=_("币种"), path="pk", apply=_in_currency),
    MultiChoiceFilter(
        key="category", label=_("商品分类"), path="pk", apply=_of_categories,
        choices=lambda actor: [(str(pk), name) for pk, name in category_choices()],
    ),
)  # fmt: skip
