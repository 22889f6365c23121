"""Numbers and units as people write them in messages."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
STEPS = {"十": 10, "百": 100, "千": 1000}
HAN_NUMBER = "[零〇一二两俩三四五六七八九十百千万半]"
# counted by; the longer ones first
UNITS = (
    "公斤", "千克", "大箱", "小箱", "大包", "小包", "大盒", "小盒", "kg", "KG", "Kg", "箱", "盒", "瓶", "件", "包", "袋", "个", "只",
    "支", "条", "提", "套", "台", "桶", "卷", "张", "把", "双", "本", "份", "罐", "听", "排", "板", "捆", "打", "枚", "根", "块", "片",
    "串", "筐", "扎", "副", "对", "组", "米", "斤", "令",
)  # fmt: skip
UNIT = "|".join(UNITS)
SAME_UNIT = {
    "kg": "千克",
    "公斤": "千克",
    "大箱": "箱",
    "小箱": "箱",
    "大包": "包",
    "小包": "包",
    "大盒": "盒",
    "小盒": "盒",
    "罐": "听",
}

LONGEST_LINE = 300  # characters


def plain(text: str) -> str:
    """Half width, one kind of sign for "times" and for breaks; thousands without their comma."""
    text = unicodedata.normalize("NFKC", re.sub("[①-⑳]", "\n", re.sub("[×✕✖╳]", "x", text)))
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    text = "".join(char if char in "\n\t" or char.isprintable() else " " for char in text)
    text = re.sub(r" {3,}", "  ", text)
    return "\n".join(piece for line in text.split("\n") for piece in _pieces(line))


def _pieces(line: str) -> list[str]:
    """A line in pieces that are read one by one: the time it takes grows with the square of a piece's length."""
    return [line[start : start + LONGEST_LINE] for start in range(0, len(line), LONGEST_LINE)] or [""]


def number_of(text: str) -> Decimal | None:
    """What a numeral is: 12, 2.5, 两, 十二, 二十, 一百零五, 半; None for anything else."""
    text = text.strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,3})?", text):
        return Decimal(text)
    if text == "半":
        return Decimal("0.5")
    return _han(text)


def _han(text: str) -> Decimal | None:
    total, digit, known = 0, 0, False
    lowest = 100_000
    for char in text:
        if char in DIGITS:
            if digit:  # 两三箱: two digits beside each other are no number
                return None
            digit, known = DIGITS[char], True
        elif char in STEPS:
            alone = not digit and (char != "十" or total)  # 十二 is a number, 百十 is talk
            if STEPS[char] >= lowest or alone:
                return None
            lowest = STEPS[char]
            total, digit, known = total + (digit or 1) * STEPS[char], 0, True
        elif char == "万" and (total or digit):
            total, digit, lowest = (total + digit) * 10_000, 0, 10_000
        else:
            return None
    return Decimal(total + digit) if known and total + digit else None


def unit_of(text: str) -> str:
    """The unit in the words of the catalogue's dictionary: kg and 公斤 are 千克."""
    return SAME_UNIT.get(text, SAME_UNIT.get(text.lower(), text))
