"""Search tokens for names: characters, runs of two and three, pinyin and initials, without database extensions.

A column `search_tokens text[]` with a GIN index holds `search_tokens(...)`; a query asks for
`search_tokens @> query_tokens(text)` and checks again with LIKE where the order of characters matters.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

MAX_TEXT = 200


def normalise(text: str) -> str:
    """Half-width, lower case, without blanks at the ends: how names are compared."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"


def _runs(text: str, length: int) -> set[str]:
    """All runs of so many characters."""
    return {text[start : start + length] for start in range(len(text) - length + 1)}


@lru_cache(maxsize=50_000)
def pinyin_of(text: str) -> tuple[str, str]:
    """Full pinyin and initials of the Chinese characters and letters of a text: 洗手液 -> ('xishouye', 'xsy')."""
    if not any(_is_han(c) for c in text):
        return "", ""
    from pypinyin import Style, lazy_pinyin  # its dictionary takes half a second to read: not while starting

    kept = "".join(c for c in text if _is_han(c) or (c.isascii() and c.isalnum()))
    syllables = lazy_pinyin(kept, style=Style.NORMAL)
    initials = "".join(s if not _is_han(c) and len(s) > 1 else s[0] for s, c in zip(syllables, kept, strict=False) if s)
    return "".join(syllables), initials


def sort_key(text: str) -> str:
    """A key that orders Chinese names by pinyin under a code-point collation."""
    full, _ = pinyin_of(normalise(text)[:MAX_TEXT])
    return (full or normalise(text))[:100]


def search_tokens(*texts: str) -> list[str]:
    """Everything by which a record can be found; store it in `search_tokens`."""
    tokens: set[str] = set()
    for text in texts:
        plain = normalise(text or "")[:MAX_TEXT]
        if not plain:
            continue
        compact = "".join(plain.split())
        tokens |= _runs(compact, 1) | _runs(compact, 2) | _runs(compact, 3)
        for reading in pinyin_of(plain):
            # marked by a leading ^, so that the letters of a code do not pretend to be pinyin
            tokens |= {f"^{reading[i : i + n]}" for n in (2, 3) for i in range(len(reading) - n + 1)}
    return sorted(tokens)


def query_tokens(text: str) -> list[str]:
    """The tokens all of which a record must carry to match the typed text literally.

    The longest runs there are: among a million numbers three digits are carried by few records, two by very many.
    """
    plain = "".join(normalise(text)[:MAX_TEXT].split())
    return sorted(_runs(plain, min(len(plain), 3))) if plain else []


def pinyin_tokens(text: str) -> list[str]:
    """The tokens of a text typed as pinyin or initials; empty when it is not made of 2 or more letters."""
    plain = "".join(normalise(text)[:MAX_TEXT].split())
    if len(plain) < 2 or not (plain.isascii() and plain.isalnum()):
        return []
    if len(plain) == 2:
        return [f"^{plain}"]
    return sorted({f"^{plain[i : i + 3]}" for i in range(len(plain) - 2)})
