"""What the figures of reports open in the list of orders: currency, region and category (RPT-002)."""

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


def _inside_code(rows: QuerySet[Order], text: Any) -> QuerySet[Order]:
    """By the code alone, as reports count: an address in words has none."""
    return rows.filter(delivery_region__code__startswith=str(text).strip()[:9])


REPORT_FILTERS: Sequence[Filter] = (
    TextFilter(key="currency", label=_("币种"), path="pk", apply=_in_currency),
    TextFilter(key="region_code", label=_("收货地区代码"), path="pk", apply=_inside_code),
    MultiChoiceFilter(
        key="category", label=_("商品分类"), path="pk", apply=_of_categories,
        choices=lambda actor: [(str(pk), name) for pk, name in category_choices()],
    ),
)  # fmt: skip
