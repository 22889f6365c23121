"""Texts that depend on a number, and texts put together from parts (MSG-1)."""

from __future__ import annotations

import pytest
from django.utils import translation

from danshu.kit.words import bracketed, clauses, counted_noun, counter_word, in_sentence, listed, told, with_count

# texts of modules of the product, with the English of their catalogues
APPROVED = with_count("已通过 %(count)s 单")
ORDERS = counter_word("orders", "单")


@pytest.mark.parametrize(
    ("count", "english"), [(0, "0 orders approved"), (1, "1 order approved"), (2, "2 orders approved")]
)
def test_english_tells_one_from_many(count: int, english: str) -> None:
    with translation.override("en"):
        assert told(APPROVED, {"count": count}) == english
    with translation.override("zh-hans"):
        assert told(APPROVED, {"count": count}) == f"已通过 {count} 单"


def test_a_number_written_in_words_counts_as_many() -> None:
    with translation.override("en"):
        assert told(APPROVED, {"count": "500+"}) == "500+ orders approved"


def test_a_counted_text_by_itself_is_never_empty() -> None:
    with translation.override("en"):
        assert (str(APPROVED), str(ORDERS)) == ("%(count)s orders approved", "orders")


def test_counter_words_follow_the_number_and_other_words_stay() -> None:
    with translation.override("en"):
        assert [counted_noun(ORDERS, count) for count in (0, 1, 2)] == ["orders", "order", "orders"]
        assert counted_noun("条", 1) == "条"
    with translation.override("zh-hans"):
        assert counted_noun(ORDERS, 1) == "单"


def test_joined_texts_carry_the_marks_of_the_language() -> None:
    with translation.override("zh-hans"):
        assert (listed(["A", "B"]), clauses(["甲", "乙"]), bracketed("甲")) == ("A、B", "甲；乙", "（甲）")
        assert in_sentence("Orders") == "Orders"
    with translation.override("en"):
        assert (listed(["A", "B"]), clauses(["a", "b"]), bracketed("a")) == ("A, B", "a; b", " (a)")


@pytest.mark.parametrize(
    ("label", "inside"), [("Orders", "orders"), ("API keys", "API keys"), ("Q-7", "Q-7"), ("", "")]
)
def test_a_label_inside_an_english_sentence_begins_small_unless_it_is_a_name(label: str, inside: str) -> None:
    with translation.override("en"):
        assert in_sentence(label) == inside
