"""Pinyin of names: of cities and districts as they are spoken, of streets letter by letter."""

from __future__ import annotations

from collections.abc import Iterable

# place names that dictionaries read otherwise
_SPOKEN = {
    "单县": "shan xian", "长治市": "chang zhi shi", "尉犁县": "yu li xian", "浚县": "xun xian", "洪洞县": "hong tong xian",
    "繁峙县": "fan shi xian", "大城县": "dai cheng xian", "解州镇": "hai zhou zhen",
}  # fmt: skip


def _initials(syllables: Iterable[str]) -> str:
    return "".join(syllable[0] for syllable in syllables if syllable).lower()


def spoken(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """name -> (initials, full pinyin): 深圳市 -> ('szs', 'shenzhenshi')."""
    from pypinyin import Style, lazy_pinyin  # its dictionary takes a while to read: not while starting

    found = {}
    for name in set(names):
        syllables = _SPOKEN[name].split() if name in _SPOKEN else lazy_pinyin(name, style=Style.NORMAL)
        found[name] = (_initials(syllables)[:50], "".join(syllables).lower()[:200])
    return found


def lettered(names: Iterable[str]) -> dict[str, str]:
    """name -> initials by the usual reading of each character: forty thousand streets in a tenth of a second."""
    from pypinyin import Style, lazy_pinyin

    wanted = set(names)
    characters = {char for name in wanted for char in name}
    first = {char: _initials(lazy_pinyin(char, style=Style.NORMAL)) for char in characters}
    return {name: "".join(first[char] for char in name)[:50] for name in wanted}
