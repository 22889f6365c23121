"""Expressions of administrators: what they match, what is refused, and that none holds the house up."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danshu.validation.expressions import Unreadable, compiled
from danshu.validation.presets import PRESETS

pytestmark = pytest.mark.spec("SYS-011")


@pytest.mark.parametrize(
    ("expression", "fits", "fails"),
    [
        (r"[A-Z]{2}\d{4}", ["AB1234"], ["AB123", "ab1234", "AB12345", ""]),
        (r"^\d{4}-\d{2}$", ["2026-09"], ["2026-9", "x2026-09"]),
        (r"(甲|乙)+", ["甲", "甲乙甲"], ["", "丙"]),
        (r"a{2,3}b?", ["aa", "aaa", "aab"], ["a", "aaaa", "aabb"]),
        (r"[^0-9]*", ["", "abc"], ["a1"]),
        (r"https?://\S+", ["http://a", "https://b.c"], ["http://", "ftp://a"]),
        (r"\(\d+\)\$", ["(12)$"], ["(12)", "12$"]),
        (r"(?:ab)*c", ["c", "ababc"], ["ab", "abac"]),
        (r"[\-a]+\.x", ["-a.x"], ["b.x"]),
    ],
)
def test_the_whole_text_has_to_fit(expression: str, fits: list[str], fails: list[str]) -> None:
    machine = compiled(expression)
    assert [text for text in fits if not machine.fits(text)] == []
    assert [text for text in fails if machine.fits(text)] == []


@pytest.mark.parametrize(
    "expression",
    ["", "(ab", "ab)", "[ab", "a{", "a{3,1}", "a{9999}", "a**", "*a", r"\b", r"(a)\1", "(?=a)b", "[z-a]", "a" * 201, "((a{200}){200}){200}", "((){200}){200}"],
)  # fmt: skip
def test_what_cannot_be_matched_in_bounded_time_is_refused_in_words(expression: str) -> None:
    with pytest.raises(Unreadable) as told:
        compiled(expression)
    assert str(told.value)


def test_expressions_that_hold_other_engines_up_for_hours_take_a_moment() -> None:
    began = time.perf_counter()
    for evil in ("(a+)+b", "(a|a)*b", "(a*)*b", "((a?){30}a{30})*b", "(.*)*x"):
        assert not compiled(evil).fits("a" * 2000)
    assert time.perf_counter() - began < 10
    assert not compiled("a*").fits("a" * 2001)


@pytest.mark.parametrize("code", PRESETS)
def test_each_ready_pattern_fits_its_example(code: str) -> None:
    preset = PRESETS[code]
    assert compiled(preset.expression).fits(preset.example)
    assert not compiled(preset.expression).fits(preset.example + "§")


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.sampled_from(["a", "b", "[ab]", "[^a]", "."]),
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
            st.tuples(inner, inner).map(lambda pair: f"({pair[0]}|{pair[1]})"),
            inner.map(lambda part: f"({part})*"), inner.map(lambda part: f"({part})?"),
            inner.map(lambda part: f"({part}){{1,2}}"),
        ),
        max_leaves=6,
    ),
    st.text("abc", max_size=8),
)  # fmt: skip
def test_it_matches_as_the_ordinary_engine_does(expression: str, text: str) -> None:
    assert compiled(expression).fits(text) == (re.fullmatch(expression, text) is not None)
