"""What stands on a business document, as plain data: upper modules fill a Sheet, this module sets it on paper."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

LEFT, RIGHT, CENTRE = "left", "right", "centre"
# characters that move other text around or that nobody sees: no business of a document
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
KEPT = {"\n", "\u200d"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table; width in millimetres, 0 for the rest of the line."""

    title: str
    width: float = 0
    align: str = LEFT
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value in the head; `wide` takes two of the three columns.

    private: kind of contact data -> the value for readers who do not see that kind in full (PRV-1). It is kept beside
    what the document states.
    """

    label: str
    value: str
    wide: bool = False
    private: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sum:
    """A line of the totals."""

    label: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues the document; `logo` is a PNG."""

    name: str
    lines: Sequence[str] = ()
    footer: str = ""
    logo: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One document: all texts are written out, in one language. `watermark` says that it is not valid (yet)."""

    title: str
    number: str
    pairs: Sequence[Pair]
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    summary: Sequence[str] = ()
    sums: Sequence[Sum] = ()
    capitals: Sequence[str] = ()
    notes: Sequence[str] = ()
    signs: Sequence[str] = ()
    watermark: str = ""

    def facts(self) -> dict[str, Any]:
        """The statements of the document, cleaned."""
        cleaned: dict[str, Any] = clean(asdict(self))
        for pair in cleaned["pairs"]:
            del pair["private"]
        return cleaned

    def masks(self) -> dict[str, dict[str, str]]:
        """What readers without full sight see instead: index of the pair -> kind of contact data -> value."""
        found: dict[str, dict[str, str]] = clean(
            {str(i): dict(p.private) for i, p in enumerate(self.pairs) if p.private}
        )
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """Texts about the copy itself: who printed it when, the words around page numbers, the mark of a reprint."""

    printed: str
    code: str
    page_words: tuple[str, str, str]
    mark: str = ""
    extra: Sequence[str] = field(default_factory=tuple)


def facts_for(content: Mapping[str, Any], seen: Collection[str]) -> dict[str, Any]:
    """The statements of a copy as somebody reads them who sees these kinds of contact data in full (PRV-1)."""
    facts: dict[str, Any] = dict(content["facts"])
    masks = content.get("masks", {})
    facts["pairs"] = [_pair_for(pair, masks.get(str(index), {}), seen) for index, pair in enumerate(facts["pairs"])]
    return facts


def _pair_for(pair: dict[str, Any], masks: Mapping[str, str], seen: Collection[str]) -> dict[str, Any]:
    hidden = [text for kind, text in masks.items() if kind not in seen]
    return pair | {"value": hidden[0]} if hidden else pair


def clean(value: Any) -> Any:
    """Texts without control characters and marks of direction, everywhere inside the value."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\t", " ")
        return "".join(c for c in text if c in KEPT or unicodedata.category(c) not in UNSEEN)
    if isinstance(value, dict):
        return {name: clean(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [clean(part) for part in value]
    return value


def digest_of(content: Any) -> str:
    """SHA-256 over the canonical JSON of some content."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
