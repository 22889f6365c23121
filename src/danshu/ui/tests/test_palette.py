"""The palette answers with what was meant first (COM-001)."""

from __future__ import annotations

import pytest

from danshu.ui.palette import Rank, rank_of
from danshu.ui.ports import Hit

pytestmark = pytest.mark.spec("COM-001")


@pytest.mark.parametrize(
    ("title", "note", "words", "rank"),
    [
        ("SO-0012", "甲公司", "so-0012", Rank.NUMBER),
        ("甲公司", "KH-0012", "KH-0012", Rank.NUMBER),
        ("甲公司", "KH-0012", "甲公司", Rank.NAME),
        ("甲公司分店", "KH-0013", "甲公司", Rank.PREFIX),
        ("SO-00123", "", "SO-0012", Rank.PREFIX),
        ("销售订单", "", "xsdd", Rank.WORD),
        ("上海 甲公司", "", "甲公司", Rank.WORD),
        ("大甲公司", "", "甲公司", Rank.FRAGMENT),
        ("乙公司", "联系人 某", "丙", Rank.ELSEWHERE),
    ],
)
def test_an_exact_number_is_better_than_a_name_a_beginning_and_a_fragment(title, note, words, rank):
    assert rank_of(Hit(title=title, url="/", note=note), words) == rank
