"""A pattern that could repeat numbers is refused; a change touches only new numbers (SYS-003)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from danshu.audit.models import AuditEntry
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.errors import EditConflict, FieldErrors
from danshu.numbering.errors import UnknownSeries
from danshu.numbering.models import NumberPattern
from danshu.numbering.operations.change_pattern import change_pattern
from danshu.numbering.permissions import CONFIGURE
from danshu.numbering.queries import pattern_of, preview
from danshu.numbering.registry import DATE_PARTS, RESETS
from danshu.numbering.tests.test_next_numbers import NOON, _series, take  # noqa: F401 - the fixture runs by itself

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-003")]
ADMIN = Actor(1, "管理员", grants={CONFIGURE: EVERYTHING})
PLAIN: dict[str, Any] = {"prefix": "TP", "date_part": "%y%m%d", "digits": 4, "reset": "day", "with_branch": False}


def change(**fields: Any) -> NumberPattern:
    return change_pattern(series="test.paper", **{**PLAIN, **fields}, actor=ADMIN, at=NOON)


def test_only_new_numbers_follow_a_changed_pattern() -> None:
    take(count=2)
    row = change(prefix="np", digits=6)
    assert take() == ["NP-260918-000003"]
    entry = AuditEntry.objects.get(subject_kind="numbering.series", subject_id=row.pk)
    assert entry.changes == {"prefix": ["TP", "NP"], "digits": [4, 6]}


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"date_part": "%y%m"}, "reset", "repeats"), ({"date_part": "%Y", "reset": "month"}, "reset", "repeats"),
        ({"date_part": "", "reset": "year"}, "reset", "repeats"), ({"prefix": ""}, "prefix", "prefix"),
        ({"prefix": "A-B"}, "prefix", "prefix"), ({"prefix": "订单"}, "prefix", "prefix"),
        ({"prefix": "TOOLONGXX"}, "prefix", "prefix"), ({"digits": 0}, "digits", "digits"),
        ({"digits": 13}, "digits", "digits"), ({"date_part": "%H"}, "date_part", "date_part"),
        ({"reset": "hour"}, "reset", "reset"), ({"prefix": "BP"}, "prefix", "taken"),
    ],
)  # fmt: skip
def test_a_pattern_that_could_repeat_numbers_is_refused(fields: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(FieldErrors) as refusal:
        change(**fields)
    assert [(p.field, p.code) for p in refusal.value.problems] == [(field, code)]
    assert pattern_of("test.paper").prefix == "TP"
    assert not NumberPattern.objects.exists()


def test_the_preview_shows_the_next_numbers_and_takes_none() -> None:
    take(count=7)
    pattern = pattern_of("test.paper")
    assert preview("test.paper", pattern, on=NOON.date()) == ["TP-260918-0008", "TP-260918-0009", "TP-260918-0010"]
    assert take() == ["TP-260918-0008"]


@pytest.mark.spec("COM-012")
def test_the_second_of_two_editors_is_told() -> None:
    change(digits=5, seen_version=0)
    with pytest.raises(EditConflict):
        change(digits=6, seen_version=0)
    assert pattern_of("test.paper").digits == 5


def test_an_unknown_series_is_refused() -> None:
    with pytest.raises(UnknownSeries):
        change_pattern(series="nobody.knows", **PLAIN, actor=ADMIN, at=NOON)


ANY_PATTERN = st.fixed_dictionaries(
    {
        "prefix": st.sampled_from(["TP", "TQ"]),
        "date_part": st.sampled_from(list(DATE_PARTS)),
        "digits": st.integers(1, 4),
        "reset": st.sampled_from(RESETS),
        "with_branch": st.booleans(),
    }
)
STEP = st.one_of(
    ANY_PATTERN, st.tuples(st.sampled_from(["", "SH", "260918", "1"]), st.integers(1, 3), st.integers(15, 21))
)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, max_size=25))
def test_no_sequence_of_changes_and_days_ever_repeats_a_number(steps: list[Any]) -> None:
    given_out: list[str] = []
    with transaction.atomic():
        for step in steps:
            if isinstance(step, dict):
                try:
                    change(**step)
                except FieldErrors:
                    continue
            else:
                branch, count, day = step
                given_out += take(count=count, at=NOON.replace(day=day), branch=branch)
        transaction.set_rollback(True)
    assert len(given_out) == len(set(given_out)), given_out
