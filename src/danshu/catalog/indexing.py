"""What makes an item findable: derived from its texts, stored beside them (find_items, COM-002).

Tokens narrow the search by the GIN index, `search_text` decides. The tokens of an item are
- each Chinese character of name, brand, model and specification, and each pair of neighbouring characters of these texts
  and of the code;
- "^" with the first two and three letters of the reading from each syllable on, and the same for the initials.
A barcode is looked up as a whole or by its beginning, it has no tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from danshu.catalog.readings import is_han, syllables
from danshu.kit.search import normalise

INDEXED = ("code", "barcode", "name", "model", "specification")
DERIVED = ("search_tokens", "search_text", "sort_key")
SORT_LENGTH = 100


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The derived columns of one item."""

    search_tokens: list[str]
    search_text: str
    sort_key: str


def index_of(*, code: str, barcode: str, name: str, model: str, specification: str, brand: str = "") -> SearchIndex:
    """Compute the derived columns. search_text: each text without blanks and the readings of name and brand, one a line."""
    literal = [squeeze(text) for text in (code, name, model, specification, brand) if text]
    tokens: set[str] = set()
    for text in literal:
        tokens.update(map("".join, pairwise(text)))
        tokens.update(filter(is_han, text))
    readings: list[str] = []
    read = syllables(normalise(name))
    for heard in (read, syllables(normalise(brand)) if brand else []):
        if any(len(syllable) > 1 for syllable in heard):
            full, initials = "".join(heard), "".join(syllable[0] for syllable in heard)
            readings += [full, initials]
            tokens.update(_beginnings(heard, full, initials))
    texts = [*literal, squeeze(barcode), *readings] if barcode else [*literal, *readings]
    return SearchIndex(list(tokens), "\n".join(texts), ("".join(read) or normalise(name))[:SORT_LENGTH])


def _beginnings(heard: Sequence[str], full: str, initials: str) -> Iterator[str]:
    start = 0
    for index, syllable in enumerate(heard):
        yield "^" + full[start : start + 2]
        yield "^" + full[start : start + 3]
        yield "^" + initials[index : index + 2]
        yield "^" + initials[index : index + 3]
        start += len(syllable)


def squeeze(text: str) -> str:
    """The form in which texts are compared: half-width, lower case, no blanks."""
    return "".join(normalise(text).split())


def literal_tokens(word: str) -> list[str]:
    """The tokens an item must carry to contain this word literally; empty when the index cannot tell."""
    plain = squeeze(word)
    if len(plain) < 2:
        return [plain] if plain and is_han(plain) else []
    return sorted(set(map("".join, pairwise(plain))))


def reading_tokens(word: str) -> list[str]:
    """The token for a word typed as pinyin or initials, in a list; empty when it cannot be one."""
    plain = squeeze(word)
    return [f"^{plain[:3]}"] if len(plain) >= 2 and plain.isascii() and plain.isalnum() else []
