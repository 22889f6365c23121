"""Questions that are asked together."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.kit.errors import NotFound
from danshu.kit.questions import Question, Rows, ask_together
from danshu.kit.sql import ids_question


def number(value: object, *, name: str = "a_number") -> Question[Decimal]:
    return Question(f"SELECT %({name})s::numeric(12,2) AS n", {name: value}, lambda rows: rows[0]["n"])


@pytest.mark.django_db
def test_questions_asked_together_cost_one_statement_and_each_is_asked_once() -> None:
    first, second = number("12.5"), number(7, name="b_number").then(lambda found: found * 2)
    with CaptureQueriesContext(connection) as asked:
        ask_together(first, second)
        ask_together(first, second)
        answers = (first.answer(), second.answer(), first.answer())
    assert answers == (Decimal("12.50"), Decimal("14.00"), Decimal("12.50"))
    assert str(answers[0]) == "12.50"  # a Decimal with the scale of its column, no float
    assert len(asked) == 1


@pytest.mark.django_db
def test_a_question_that_nobody_asked_is_asked_when_its_answer_is_wanted() -> None:
    known, late = number(1), number(2)
    ask_together(known)
    with CaptureQueriesContext(connection) as asked:
        ask_together(known, late)
        assert (known.answer(), late.answer()) == (1, 2)
    assert [statement["sql"].count("json_agg") for statement in asked] == [1]


@pytest.mark.django_db
def test_no_rows_are_an_empty_list_and_a_refusal_comes_each_time_from_the_answer() -> None:
    def refuse(rows: Rows) -> str:
        if not rows:
            raise NotFound()
        return "found"

    nothing = Question("SELECT 1 AS one WHERE false", {}, refuse)
    other = number(3)
    ask_together(nothing, other)  # what one module refuses keeps nobody else from his answer
    assert other.answer() == 3
    for _ in range(2):
        with pytest.raises(NotFound):
            nothing.answer()


@pytest.mark.django_db
def test_identities_come_as_many_as_wanted_and_never_twice() -> None:
    wanted = ids_question(("sales_order", 2), ("sales_orderline", 3))
    orders, lines = wanted.answer()
    more, none = ids_question(("sales_order", 1), ("sales_orderline", 0)).answer()
    assert (len(orders), len(lines), none) == (2, 3, [])
    assert len({*orders, *more}) == 3
