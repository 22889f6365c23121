"""The product finder: which items a typed text means, fast at 50,000 items (ui.md 4.4)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection

from danshu.catalog.codes import clean_code
from danshu.catalog.indexing import literal_tokens, reading_tokens, squeeze
from danshu.kit.search import normalise

MAX_WORDS = 6
# Frequent fragments match thousands of items; that many candidates are ranked, the beginnings of codes come first anyway.
CANDIDATES = 200

EXACT = """
SELECT id FROM catalog_item
WHERE (upper(code) = upper(%(code)s::text) OR (barcode = %(code)s AND barcode <> '')) {kinds}
ORDER BY is_valid DESC, is_on_sale DESC, upper(code) <> upper(%(code)s::text), id LIMIT %(limit)s
"""

# each half walks its index in order and stops after a few rows, however many begin like that
PREFIX = """
(SELECT id FROM catalog_item WHERE upper(code) COLLATE "C" LIKE upper(%(prefix)s::text) {orderable} {kinds}
 ORDER BY upper(code) COLLATE "C" LIMIT %(limit)s)
UNION ALL
(SELECT id FROM catalog_item WHERE barcode LIKE %(prefix)s AND barcode <> '' {orderable} {kinds}
 ORDER BY barcode USING ~<~ LIMIT %(limit)s)
"""

FRAGMENT = """
SELECT id FROM (
    SELECT id, code, name, sort_key, search_text FROM catalog_item
    WHERE {words} {orderable} {kinds} LIMIT %(candidates)s
) AS candidate
ORDER BY NOT (lower(name) LIKE %(start)s), strpos(search_text, %(squeezed)s) = 0, length(name), sort_key, id
LIMIT %(limit)s
"""


def found_ids(text: str, *, limit: int, kinds: Collection[str] | None = None, only_orderable: bool = True) -> list[int]:
    """Keys of the items that a text means, best first; at most three indexed statements."""
    typed = clean_code(text)[:100]
    if not typed or "\x00" in typed:
        return []
    parameters: dict[str, Any] = {
        "code": typed, "prefix": like(typed) + "%", "limit": limit, "candidates": CANDIDATES,
        "start": like(normalise(typed)) + "%", "squeezed": squeeze(typed),
    }  # fmt: skip
    found = _ids(EXACT, parameters, kinds=kinds)
    if found and len(typed) >= 8 and typed.isdigit():
        return found  # a scanned barcode: nothing else is meant
    # whoever typed a whole code means it: only longer codes are offered beside it
    for statement in (PREFIX,) if found else (PREFIX, FRAGMENT):
        if len(found) < limit:
            words = _words(typed, parameters) if statement is FRAGMENT else ""
            more = _ids(statement, parameters, kinds=kinds, only_orderable=only_orderable, words=words)
            found += [pk for pk in dict.fromkeys(more) if pk not in found]
    return found[:limit]


def _ids(
    statement: str,
    parameters: dict[str, Any],
    *,
    kinds: Collection[str] | None,
    only_orderable: bool = False,
    words: str = "",
) -> list[int]:
    if kinds is not None:
        parameters["kinds"] = sorted(kinds)
    text = statement.format(
        words=words,
        orderable="AND is_valid AND is_on_sale" if only_orderable else "",
        kinds="AND kind = ANY(%(kinds)s::text[])" if kinds is not None else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(text, {name: value for name, value in parameters.items() if f"%({name})s" in text})
        return [row[0] for row in cursor.fetchall()]


def _words(typed: str, parameters: dict[str, Any]) -> str:
    """The condition that every word matches, as a literal fragment or as pinyin or initials.

    False when no word is long enough for the index: then only the beginnings of codes count.
    """
    conditions, indexed = [], False
    for index, word in enumerate(typed.split()[:MAX_WORDS]):
        parameters[f"part{index}"] = f"%{like(squeeze(word))}%"
        conditions.append(f"search_text LIKE %(part{index})s")
        ways = []
        for name, tokens in (("literal", literal_tokens(word)), ("reading", reading_tokens(word))):
            if tokens:
                parameters[f"{name}{index}"] = tokens
                ways.append(f"search_tokens @> %({name}{index})s::text[]")
        if ways:
            indexed = True
            conditions.append(f"({' OR '.join(ways)})")
    return " AND ".join(conditions) if indexed else "FALSE"


def like(text: str) -> str:
    """The text as a literal part of a LIKE pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
