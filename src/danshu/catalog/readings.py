"""How Chinese names are typed in letters, fast enough for imports of many thousand items."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache


def is_han(char: str) -> bool:
    """True for a Chinese character."""
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"


@lru_cache(maxsize=100_000)
def _syllables_of(phrase: str) -> tuple[str, ...]:
    """The reading of one word of the dictionary, or of one character."""
    from pypinyin import Style, lazy_pinyin  # its dictionary takes half a second to read: not while starting

    return tuple(lazy_pinyin(phrase, style=Style.NORMAL))


def _words_of(run: str) -> Iterator[str]:
    from pypinyin.seg.mmseg import seg

    return iter(seg.cut(run))


def syllables(text: str) -> list[str]:
    """One reading per Chinese character, letters and digits one by one; other signs are left out.

    Words decide how a character with several readings is read: 银行 is yin hang, 行李 is xing li.
    """
    found: list[str] = []
    run = ""
    for char in f"{text}\x00":
        if is_han(char):
            run += char
            continue
        if run:
            for phrase in _words_of(run):
                found += _syllables_of(phrase)
            run = ""
        if char.isascii() and char.isalnum():
            found.append(char)
    return found
