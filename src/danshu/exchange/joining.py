"""Several files that refer to each other become one table, which then goes the way of every import (SYS-009).

Nothing is made up: a row without its partner has blanks there, which the import reports; a number that cannot be read
stays as it is written, for the same reason.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from danshu.exchange.reading import opening
from danshu.exchange.reading.opening import RawRow
from danshu.kit.errors import DomainError, Text

Record = dict[str, str]


class FileMissing(DomainError):
    """A folder lacks one of the files that belong together."""

    code, status = "file_missing", 422
    message = _("文件夹里没有 %(file)s")
    way_out = _("把这套数据的所有文件放在同一个文件夹里，文件名不变")


class ColumnMissing(DomainError):
    """A file lacks a column by which it is joined, or that is taken from it."""

    code, status = "column_missing", 422
    message = _("%(file)s 里没有“%(column)s”这一列")
    way_out = _("核对文件版本和列名")


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """What another file adds to each row.

    on: column here -> column there; take: column there -> its name here. many: each partner makes a row of its own, a
    row without one stays alone. add: numbers of several partners are added up. Otherwise the first partner counts.
    """

    file: str
    on: Mapping[str, str]
    take: Mapping[str, str]
    many: bool = False
    add: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """Files that belong together: one of them, what the others add, and how the table is then read.

    code: also that of the shipped mapping for the joined table; words: column -> what stands there -> what it means;
    products: new column -> the two columns multiplied, and the decimals that are kept; cuts: new column -> the beginning
    of which column, at most so many characters, whole words (the whole text stays in its own column).
    """

    code: str
    label: Text
    kind: str
    first: str
    joins: Sequence[Join] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    products: Mapping[str, tuple[str, str, int]] = field(default_factory=dict)
    cuts: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def files(self) -> frozenset[str]:
        """The names of all files that belong together."""
        return frozenset({self.first, *(join.file for join in self.joins)})


DATA_SETS: dict[str, DataSet] = {}


def register_data_set(declared: DataSet) -> DataSet:
    """Ship a data set. Raises ValueError for a code registered twice."""
    if declared.code in DATA_SETS:
        raise ValueError(f"data set registered twice: {declared.code}")
    DATA_SETS[declared.code] = declared
    return declared


@contextmanager
def joined_file(declared: DataSet, folder: Path) -> Iterator[Path]:
    """The table as a file, for as long as the context lasts. Raises FileMissing, ColumnMissing, FileRefused."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, f"{folder.name}-{declared.code}.csv")
        with path.open("w", encoding="utf-8", newline="") as out:
            writer: csv.DictWriter[str] | None = None
            for row in joined(declared, folder):
                if writer is None:
                    writer = csv.DictWriter(out, list(row))
                    writer.writeheader()
                writer.writerow(row)
        yield path


def joined(declared: DataSet, folder: Path) -> Iterator[Record]:
    """The rows of the table, in the order of the first file."""
    partners = [_partners(join, folder) for join in declared.joins]
    for record in records(folder, declared.first):
        rows = [record]
        for join, found in zip(declared.joins, partners, strict=True):
            rows = [wider for row in rows for wider in _widened(row, join, found)]
        for row in rows:
            _translate(row, declared)
            yield row


def records(folder: Path, name: str) -> Iterator[Record]:
    """The rows of one file by the headings of its first row. Raises FileMissing, FileRefused."""
    path = folder / name
    if not path.is_file():
        raise FileMissing(file=name)
    headings: list[str] | None = None
    for line in opening.stream(path, name):
        texts = RawRow.parse(line).texts
        if headings is None:
            headings = [text.strip() for text in texts]
        else:
            yield dict(zip(headings, [*texts, *[""] * (len(headings) - len(texts))], strict=False))


Key = tuple[str, ...]


def _partners(join: Join, folder: Path) -> dict[Key, list[Record]]:
    found: dict[Key, list[Record]] = {}
    for record in records(folder, join.file):
        if missing := next((name for name in (*join.on.values(), *join.take) if name not in record), None):
            raise ColumnMissing(file=join.file, column=missing)
        key = tuple(record[name] for name in join.on.values())
        taken = {here: record[there] for there, here in join.take.items()}
        if join.add and key in found:
            found[key][0] = {name: added(found[key][0][name], text) for name, text in taken.items()}
        elif join.many or key not in found:
            found.setdefault(key, []).append(taken)
    return found


def _widened(row: Record, join: Join, found: Mapping[Key, list[Record]]) -> list[Record]:
    if missing := next((name for name in join.on if name not in row), None):
        raise ColumnMissing(file=join.file, column=missing)
    nobody = [dict.fromkeys(join.take.values(), "")]
    return [row | partner for partner in found.get(tuple(row[name] for name in join.on), nobody)]


def _translate(row: Record, declared: DataSet) -> None:
    for column, words in declared.words.items():
        row[column] = words.get(row.get(column, ""), row.get(column, ""))
    for column, (one, other, decimals) in declared.products.items():
        row[column] = multiplied(row.get(one, ""), row.get(other, ""), decimals)
    for column, (whole, length) in declared.cuts.items():
        row[column] = beginning(row.get(whole, ""), length)


def number_in(text: str) -> Decimal | None:
    """The number that a cell of money holds ("$1,299.00 "), None when it holds none."""
    try:
        found = Decimal(text.strip().lstrip("$").replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def added(one: str, other: str) -> str:
    """The sum as text; what is no number stays for the import to refuse."""
    first, second = number_in(one), number_in(other)
    if first is None or second is None:
        return one if first is None else other
    return str(first + second)


def multiplied(one: str, other: str, decimals: int) -> str:
    """The product as text, rounded half up; "" where one is missing, what is no number stays."""
    if not one.strip() or not other.strip():
        return ""
    first, second = number_in(one), number_in(other)
    if first is None or second is None:
        return one if first is None else other
    return str((first * second).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def beginning(text: str, length: int) -> str:
    """The text, or as many of its first words as fit, with a mark that something is missing."""
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    return f"{kept.rpartition(' ')[0] or kept}…"
