"""What the figures of reports open in the list of orders: currency, region and category (RPT-002)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.catalog.queries import branch_ids, category_choices, category_tree
from danshu.dictionaries.queries import choices
from danshu.kit.actor import Actor
from danshu.kit.keys import keys_of
from danshu.regions.queries import places_of
from danshu.sales.models import Order
from danshu.sales.statistics import edges, with_category
from danshu.ui.lists import DateRangeFilter, MultiChoiceFilter, TextFilter
from danshu.ui.lists.filters import Filter, Reading


def _in_currency(rows: QuerySet[Order], text: Any) -> QuerySet[Order]:
    return rows.filter(currency=str(text).strip().upper())


def _of_categories(rows: QuerySet[Order], chosen: Any) -> QuerySet[Order]:
    keys = set(keys_of(chosen))
    return with_category(rows, sorted({pk for key in keys for pk in branch_ids(key)}))


def _of_category(rows: QuerySet[Order], chosen: Any) -> QuerySet[Order]:
    """Without those below: a report has a row for each."""
    return with_category(rows, sorted(keys_of(chosen)))


def _each_category(actor: Actor) -> list[tuple[str, str]]:
    """Withdrawn ones too: orders of earlier days have them."""
    return [(str(node.id), node.name) for node in category_tree(valid_only=False)]


class RegionFilter(TextFilter):
    """The beginning of a division's code; its chip says the name."""

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """What the URL asks."""
        found = super().read(params, actor)
        if found.value and (place := places_of([found.value]).get(found.value)):
            found.text = place.text
        return found


def _inside_code(rows: QuerySet[Order], text: Any) -> QuerySet[Order]:
    """By the code alone, as reports count: an address in words has none."""
    return rows.filter(delivery_region__code__startswith=str(text).strip()[:9])


def _approved(rows: QuerySet[Order], days: Any) -> QuerySet[Order]:
    """By the company's day of the approval, as reports count, wherever the person is."""
    first, last = days
    if first is not None:
        rows = rows.filter(approved_at__gte=edges(first, first)[0])
    return rows if last is None else rows.filter(approved_at__lt=edges(last, last)[1])


def _values(code: str) -> Callable[[Actor], list[tuple[str, str]]]:
    return lambda actor: [(str(pk), label) for pk, label in choices(code)]


REPORT_FILTERS: Sequence[Filter] = (
    DateRangeFilter(key="approved", label=pgettext_lazy("报表", "审核日期"), path="approved_at", apply=_approved),
    MultiChoiceFilter(
        key="customer_level", label=_("客户级别"), path="customer__level_id", choices=_values("parties.customer_level")
    ),
    MultiChoiceFilter(
        key="customer_category", label=_("客户分类"), path="customer__category_id",
        choices=_values("parties.customer_category"),
    ),
    MultiChoiceFilter(
        key="category_only", label=_("商品分类（不含下级，列整单）"), path="pk", apply=_of_category, choices=_each_category
    ),
    TextFilter(key="currency", label=_("币种"), path="pk", apply=_in_currency),
    RegionFilter(key="region_code", label=_("收货地区代码"), path="pk", apply=_inside_code),
    MultiChoiceFilter(
        key="category", label=_("商品分类"), path="pk", apply=_of_categories,
        choices=lambda actor: [(str(pk), name) for pk, name in category_choices()],
    ),
)  # fmt: skip
