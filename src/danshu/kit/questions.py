"""Questions to the database that can be asked together: what several modules need to know costs one round trip.

    customer, items = customer_question(...), items_question(...)   # faces of two modules
    ask_together(customer, items)                                   # one statement
    customer.answer(), items.answer()                               # no statement any more

A question that nobody asked together with others is asked alone when its answer is wanted, so whoever uses an answer
need not know who asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import connection

INDENTATION = re.compile(r"(?<=\n)\s+")

T = TypeVar("T")
U = TypeVar("U")
Rows = list[dict[str, Any]]


class Question(Generic[T]):
    """A SELECT of one module, its named parameters, and what its rows mean.

    text: a constant of the code that casts each parameter to its type; the names of the parameters begin with the
    module's word, because questions of several modules share a statement. Rows come as JSON: a number with decimals
    is a Decimal, days and moments are texts.
    """

    __slots__ = ("_answer", "_rows", "_understand", "parameters", "text")

    def __init__(self, text: str, parameters: Mapping[str, Any], understand: Callable[[Rows], T]) -> None:
        self.text, self.parameters = text, parameters
        self._understand = understand
        self._rows: Rows | None = None
        self._answer: T | None = None

    def answer(self) -> T:
        """What the database says; it is asked once. Raises what the module refuses its rows with."""
        if self._rows is None:
            ask_together(self)
        if self._answer is None:
            self._answer = self._understand(self._rows or [])
        return self._answer

    def then(self, function: Callable[[T], U]) -> Question[U]:
        """The same question, understood further."""
        return Question(self.text, self.parameters, lambda rows: function(self._understand(rows)))

    @property
    def is_open(self) -> bool:
        """True until it was asked."""
        return self._rows is None

    def hear(self, rows: Rows) -> None:
        """Take the rows that were asked for."""
        self._rows = rows


def ask_together(*questions: Question[Any]) -> None:
    """Ask those that are still open, with one statement; the answers lie with the questions."""
    still_open = [question for question in questions if question.is_open]
    if not still_open:
        return
    parameters = {name: _plain(value) for question in still_open for name, value in question.parameters.items()}
    with connection.cursor() as cursor:
        cursor.execute(_joined(tuple(question.text for question in still_open)), parameters)
        found = cursor.fetchone()
    for question, rows in zip(still_open, found, strict=True):
        question.hear(json.loads(rows, parse_float=Decimal) if rows else [])


@lru_cache(maxsize=256)
def _joined(texts: tuple[str, ...]) -> str:
    # without indentation: the driver takes a statement of more than 4,096 characters apart each time anew
    parts = (f"(SELECT json_agg(q)::text FROM ({INDENTATION.sub('', text)}) AS q)" for text in texts)  # noqa: S608
    return f"SELECT {', '.join(parts)}"


def _plain(value: Any) -> Any:
    # The driver names the width of an integer by its value, and each width would be another statement to prepare.
    return str(value) if type(value) is int else value
