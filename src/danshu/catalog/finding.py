"""The product finder: which items a typed text means, fast at 50,000 items (ui.md 4.4)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from danshu.catalog.codes import clean_code
from danshu.catalog.indexing import squeeze
from danshu.kit.search import normalise, pinyin_tokens, query_tokens

MAX_WORDS = 6
# Frequent fragments match thousands of items; that many candidates are ranked, the beginnings of codes come first anyway.
CANDIDATES = 400

EXACT = """
SELECT id FROM catalog_item
WHERE (upper(code) = upper(%(code)s::text) OR (barcode = %(code)s AND barcode <> '')) {kinds}
ORDER BY is_valid DESC, is_on_sale DESC, upper(code) <> upper(%(code)s::text), id LIMIT %(limit)s
"""

PREFIX = """
SELECT id FROM catalog_item
WHERE (upper(code) COLLATE "C" LIKE upper(%(prefix)s::text) OR (barcode LIKE %(prefix)s AND barcode <> '')) {orderable} {kinds}
ORDER BY length(code), upper(code), id LIMIT %(limit)s
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
    parameters: dict[str, object] = {
        "code": typed, "prefix": like(typed) + "%", "limit": limit, "candidates": CANDIDATES,
        "start": like(normalise(typed)) + "%", "squeezed": squeeze(typed),
    }  # fmt: skip
    found = _ids(EXACT, parameters, kinds=kinds)
    if found and len(typed) >= 8 and typed.isdigit():
        return found  # a scanned barcode: nothing else is meant
    for statement in (PREFIX, FRAGMENT):
        if len(found) < limit:
            more = _ids(statement, parameters, kinds=kinds, only_orderable=only_orderable, words=typed.split())
            found += [pk for pk in more if pk not in found]
    return found[:limit]


def _ids(
    statement: str,
    parameters: dict[str, object],
    *,
    kinds: Collection[str] | None,
    only_orderable: bool = False,
    words: list[str] | None = None,
) -> list[int]:
    filled = dict(parameters)
    conditions = []
    if "{words}" in statement:
        for index, word in enumerate((words or [])[:MAX_WORDS]):
            conditions.append(_word(index, word, filled))
    if kinds is not None:
        filled["kinds"] = sorted(kinds)
    text = statement.format(
        words=" AND ".join(conditions) or "TRUE",
        orderable="AND is_valid AND is_on_sale" if only_orderable else "",
        kinds="AND kind = ANY(%(kinds)s)" if kinds is not None else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(text, {name: value for name, value in filled.items() if f"%({name})s" in text})
        return [row[0] for row in cursor.fetchall()]


def _word(index: int, word: str, parameters: dict[str, object]) -> str:
    """One word: as a literal fragment, or as pinyin or initials."""
    literal, reading, part = f"literal{index}", f"reading{index}", f"part{index}"
    parameters[literal] = query_tokens(word)
    parameters[part] = f"%{like(squeeze(word))}%"
    letters = pinyin_tokens(word)
    if not letters:
        return f"(search_tokens @> %({literal})s::text[] AND search_text LIKE %({part})s)"
    parameters[reading] = letters
    return (
        f"((search_tokens @> %({literal})s::text[] OR search_tokens @> %({reading})s::text[])"
        f" AND search_text LIKE %({part})s)"
    )


def like(text: str) -> str:
    """The text as a literal part of a LIKE pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
