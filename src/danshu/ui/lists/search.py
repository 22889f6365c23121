"""Searching that treats what is typed as plain text (COM-002)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from danshu.kit.search import pinyin_tokens, query_tokens


def literal(*paths: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    """Anywhere in one of the columns, case-insensitive; percent signs and quotes are plain text."""

    def search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        return rows.filter(reduce(or_, (Q(**{f"{path}__icontains": text}) for path in paths)))

    return search


def token_search(tokens: str, *paths: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    """Search through a `search_tokens` column with its GIN index: characters, or pinyin and initials.

    tokens: the path of the column. paths: the text columns in which a literal match is checked again, because tokens do
    not know the order of characters.
    """

    def search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        return rows.filter(token_condition(text, tokens, paths))

    return search


def token_condition(text: str, tokens: str, paths: Sequence[str] = ()) -> Q:
    """The condition of `token_search`, for lists that are searched by more than their tokens."""
    condition = Q(**{f"{tokens}__contains": query_tokens(text)})
    if paths:
        condition &= reduce(or_, (Q(**{f"{path}__icontains": text}) for path in paths))
    letters = pinyin_tokens(text)
    return condition | Q(**{f"{tokens}__contains": letters}) if letters else condition
