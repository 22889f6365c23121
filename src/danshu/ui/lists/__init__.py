"""Lists by declaration (COM-002, COM-003, COM-004): see README.md of danshu.ui."""

from danshu.ui.lists.columns import Column
from danshu.ui.lists.filters import (
    ChoiceFilter,
    Filter,
    MultiChoiceFilter,
    PickerFilter,
    TextFilter,
)
from danshu.ui.lists.memory import Neighbours, neighbours
from danshu.ui.lists.ranges import DateRangeFilter, NumberRangeFilter
from danshu.ui.lists.search import literal, token_condition, token_search
from danshu.ui.lists.spec import BatchAction, BatchContext, ListSpec, RowAction, Tab
from danshu.ui.lists.view import list_view

__all__ = [
    "BatchAction",
    "BatchContext",
    "ChoiceFilter",
    "Column",
    "DateRangeFilter",
    "Filter",
    "ListSpec",
    "MultiChoiceFilter",
    "Neighbours",
    "NumberRangeFilter",
    "PickerFilter",
    "RowAction",
    "Tab",
    "TextFilter",
    "list_view",
    "literal",
    "neighbours",
    "token_condition",
    "token_search",
]
