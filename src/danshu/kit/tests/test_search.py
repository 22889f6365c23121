"""Names are found by character, fragment, pinyin and initials."""

import pytest

from danshu.kit.search import pinyin_tokens, query_tokens, search_tokens, sort_key


def found(text: str, *names: str) -> bool:
    tokens = set(search_tokens(*names))
    literal, pinyin = query_tokens(text), pinyin_tokens(text)
    return (bool(literal) and set(literal) <= tokens) or (bool(pinyin) and set(pinyin) <= tokens)


@pytest.mark.parametrize("typed", ["洗", "手液", "泡沫洗手", "xsy", "xishou", "pmxsy", "SX-20", "500 ml", "ＳＸ"])
def test_a_product_is_found_by(typed: str) -> None:
    assert found(typed, "泡沫洗手液 500 ml", "SX-2001")


@pytest.mark.parametrize("typed", ["洗衣", "xyy", "SX-21", "%", "'"])
def test_a_product_is_not_found_by(typed: str) -> None:
    assert not found(typed, "泡沫洗手液 500 ml", "SX-2001")


def test_chinese_names_sort_by_pinyin() -> None:
    assert sorted(["重庆", "北京", "安徽"], key=sort_key) == ["安徽", "北京", "重庆"]
