"""Long words without spaces get places where they may break, only where they would not fit."""

from __future__ import annotations

import re
from typing import Any

BREAK = "\u200b"
LINE = 178.0  # mm between the margins
LANDSCAPE = 265.0  # the same on a page that lies on its side
AVERAGE, WIDEST = 1.95, 3.2  # mm that a Latin character takes at the size of the table
WORD = re.compile(r"[^\s\u2e80-\u9fff\uff00-\uffef\U00020000-\U0003ffff]+")


def breakable(text: str, width: float) -> str:
    """The text, with breaking places in each word that is too long for `width` millimetres."""
    longest, piece = int(width / AVERAGE), max(2, int(width / WIDEST))

    def cut(found: re.Match[str]) -> str:
        word = found[0]
        if len(word) <= longest:
            return word
        return BREAK.join(word[start : start + piece] for start in range(0, len(word), piece))

    return WORD.sub(cut, text)


def fitted(content: dict[str, Any]) -> dict[str, Any]:
    """The content for the template: every text fits into its place."""
    facts = dict(content["facts"])
    line = LANDSCAPE if content.get("landscape") else LINE
    widths = _widths(facts["columns"], line)
    facts["columns"] = [
        {**column, "title": breakable(column["title"], width)}
        for column, width in zip(facts["columns"], widths, strict=True)
    ]
    facts["rows"] = [[breakable(t, w) for t, w in zip(row, widths, strict=True)] for row in facts["rows"]]
    facts["pairs"] = [
        {**pair, "value": breakable(pair["value"], line / 3 * (2 if pair["wide"] else 1) - 22)}
        for pair in facts["pairs"]
    ]
    for name in ("notes", "capitals"):
        facts[name] = [breakable(text, line / 2 if name == "capitals" else line) for text in facts[name]]
    company = dict(content["company"])
    company["lines"] = [breakable(text, 100) for text in company["lines"]]
    return {**content, "facts": facts, "company": company}


def _widths(columns: list[dict[str, Any]], line: float) -> list[float]:
    """Millimetres inside each cell; columns without a width share the rest."""
    open_ones = sum(not column["width"] for column in columns) or 1
    rest = max(line - sum(column["width"] for column in columns), 20.0) / open_ones
    return [(column["width"] or rest) - 3 for column in columns]
