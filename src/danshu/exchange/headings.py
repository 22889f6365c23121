"""Which row holds the headings, and what the columns are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from danshu.exchange.reading.opening import RawRow
from danshu.exchange.reading.refusal import column_name

LOOK_AT = 30
LONG_HEADING = 40
BRACKETS = re.compile(r"[(（\[【〔].*?[)）\]】〕]")
NOISE = re.compile(r"[\s\W_]+|必填|选填|required|optional", re.IGNORECASE)
NUMERIC = re.compile(r"[\d.,%¥$€￥+\-/: ]+")


def normalised(heading: str, *, keep_brackets: bool = False) -> str:
    """A heading for comparing: half width, lower case, without blanks, signs, "*" and what stands in brackets."""
    plain = unicodedata.normalize("NFKC", heading).lower()
    if not keep_brackets:
        plain = BRACKETS.sub("", plain) or plain
    return NOISE.sub("", plain)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the sheet. `heading` is unique: a second "OrderID" is "OrderID (2)", none is "列 C"."""

    index: int
    heading: str
    samples: tuple[tuple[str, str], ...]  # (kind, text) of the first rows
    repeats: int | None = None  # the earlier column with the same heading and the same values

    @property
    def letter(self) -> str:
        """A, B, C ... as the spreadsheet shows it."""
        return column_name(self.index)


def find_heading_row(preview: Sequence[RawRow], known: Iterable[str] = ()) -> int:
    """The number of the row with the headings, 0 when there is none.

    known: headings that the wanted kind of import understands. Title rows, merged instructions and notes above the
    headings are passed over.
    """
    vocabulary = {normalised(word) for word in known}
    width = max((sum(1 for text in row.texts if text.strip()) for row in preview), default=0)
    best, best_score = 0, 0.0
    seen: set[tuple[str, ...]] = set()
    for place, row in enumerate(preview[:LOOK_AT]):
        if tuple(row.texts) in seen:  # headings repeated inside the data
            continue
        seen.add(tuple(row.texts))
        below = preview[place + 1 : place + 6]
        score = _score(row, below, width, vocabulary) - 0.04 * place
        if score > best_score:
            best, best_score = row.number, score
    return best


def _score(row: RawRow, below: Sequence[RawRow], width: int, vocabulary: set[str]) -> float:
    """How much a row looks like headings; 0 when it cannot be."""
    filled = [(kind, text.strip()) for kind, text in zip(row.kinds, row.texts, strict=True) if text.strip()]
    if not filled:
        return 0.0
    count = len(filled)
    words = [text for kind, text in filled if kind == "s" and not NUMERIC.fullmatch(text)]
    short = sum(1 for text in words if len(text) <= LONG_HEADING and "\n" not in text.strip())
    share = count / width
    named = sum(1 for text in words if normalised(text) in vocabulary) / count
    if len(words) / count < 0.5 and named < 0.3:
        return 0.0
    if share < 0.4 and named < 0.5:
        return 0.0
    starred = sum(1 for text in words if text.endswith(("*", "＊")) or text.startswith("*")) / count
    distinct = len(set(words)) / count
    contrast = _contrast(row, below)
    return 2 * share + 2 * len(words) / count + short / count + distinct + 4 * named + starred + contrast


def _contrast(row: RawRow, below: Sequence[RawRow]) -> float:
    """Share of columns whose cells below are of another kind than text: headings are text, data often are not."""
    others = total = 0
    for kinds in (line.kinds for line in below):
        for column, kind in enumerate(kinds):
            if kind != "-" and column < len(row.kinds) and row.kinds[column] == "s":
                total += 1
                others += kind != "s"
    return others / total if total else 0.0


def columns_of(preview: Sequence[RawRow], heading_row: int) -> list[Column]:
    """The columns in use, named by the heading row (0: by their letters)."""
    heading = next((row for row in preview if row.number == heading_row), None)
    data = [row for row in preview if row.number > heading_row]
    width = max([len(row.texts) for row in data] + [len(heading.texts) if heading else 0], default=0)
    found: list[Column] = []
    seen: dict[str, int] = {}
    for index in range(width):
        name = " ".join(heading.texts[index].split()) if heading and index < len(heading.texts) else ""
        samples = tuple(_cell(row, index) for row in data)
        if not name and not any(text for _, text in samples):
            continue
        found.append(_column(index, name, samples, seen, found))
    return found


def _column(
    index: int, name: str, samples: tuple[tuple[str, str], ...], seen: dict[str, int], before: list[Column]
) -> Column:
    label = name[:80] or column_name(index)
    count = seen[label] = seen.get(label, 0) + 1
    if count == 1:
        return Column(index, label, samples)
    first = next(column for column in before if column.heading == label)
    same = first.index if samples == first.samples else None
    return Column(index, f"{label} ({count})", samples, same)


def _cell(row: RawRow, index: int) -> tuple[str, str]:
    return (row.kinds[index], row.texts[index]) if index < len(row.texts) else ("-", "")
