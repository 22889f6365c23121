"""A slip in the year is refused beside the field, in forms and at the API (COM-008)."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from danshu.kit.days import Birthday, BusinessDay, day_problem
from danshu.kit.rest import Input

pytestmark = pytest.mark.spec("COM-008")
WORDS = "应在 1990-01-01 与 2100-12-31 之间"


class Sent(Input):
    day: BusinessDay | None = None
    birthday: Birthday | None = None


@pytest.mark.parametrize("day", ["0001-01-01", "1989-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_outside_the_century_is_refused_with_the_limits(day: str) -> None:
    assert day_problem(date.fromisoformat(day)) == WORDS
    with pytest.raises(ValidationError) as refused:
        Sent.model_validate({"day": day})
    assert [(e["loc"], e["type"], e["msg"]) for e in refused.value.errors()] == [(("day",), "day_out_of_range", WORDS)]


@pytest.mark.parametrize("day", ["1990-01-01", "2026-09-18", "2100-12-31"])
def test_the_first_and_the_last_day_are_accepted(day: str) -> None:
    assert day_problem(date.fromisoformat(day)) == ""
    assert Sent.model_validate({"day": day}).day == date.fromisoformat(day)


def test_people_are_born_before_there_was_business() -> None:
    assert Sent.model_validate({"birthday": "1955-03-04"}).birthday == date(1955, 3, 4)
    with pytest.raises(ValidationError, match="应在 1900-01-01 与 2100-12-31 之间"):
        Sent.model_validate({"birthday": "1899-12-31"})
