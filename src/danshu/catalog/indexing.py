"""What makes an item findable: derived from its texts, stored beside them (find_items, COM-002)."""

from __future__ import annotations

from dataclasses import dataclass

from danshu.kit.search import normalise, pinyin_of, search_tokens, sort_key

INDEXED = ("code", "barcode", "name", "model", "specification")
DERIVED = ("search_tokens", "search_text", "sort_key")


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The derived columns of one item."""

    search_tokens: list[str]
    search_text: str
    sort_key: str


def index_of(*, code: str, barcode: str, name: str, model: str, specification: str, brand: str = "") -> SearchIndex:
    """Compute the derived columns.

    search_text holds each text without blanks, and the readings of the name, one per line: matches found through the
    tokens, which do not know the order of characters, are checked against it.
    """
    texts = [text for text in (code, barcode, name, model, specification, brand) if text]
    lines = [squeeze(text) for text in texts]
    lines += [reading for text in (name, brand) for reading in pinyin_of(normalise(text)) if reading]
    return SearchIndex(
        search_tokens=search_tokens(*map(squeeze, texts)), search_text="\n".join(lines), sort_key=sort_key(name)
    )


def squeeze(text: str) -> str:
    """The form in which texts are compared: half-width, lower case, no blanks."""
    return "".join(normalise(text).split())
