"""What the catalogue derives, derived again (`danshu verify`)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from danshu.catalog.indexing import INDEXED, index_of
from danshu.catalog.models import Item
from danshu.kit.verification import check

LEVELS = """
WITH RECURSIVE tree AS (
    SELECT id, 1 AS depth, lpad(position::text, 6, '0') || '.' AS path FROM catalog_category WHERE parent_id IS NULL
    UNION ALL
    SELECT c.id, t.depth + 1, t.path || lpad(c.position::text, 6, '0') || '.'
    FROM catalog_category c JOIN tree t ON c.parent_id = t.id WHERE t.depth < 50
)
SELECT c.id, c.name, c.level, t.depth, c.tree_key, t.path FROM catalog_category c LEFT JOIN tree t ON t.id = c.id
WHERE t.id IS NULL OR c.level <> t.depth OR c.level > 5 OR c.tree_key <> t.path ORDER BY c.id
"""
EMPTY = """
SELECT parent.id, parent.name FROM catalog_category parent
WHERE NOT parent.is_valid AND (
    EXISTS (SELECT 1 FROM catalog_category child WHERE child.parent_id = parent.id AND child.is_valid)
    OR EXISTS (SELECT 1 FROM catalog_item item WHERE item.category_id = parent.id AND item.is_valid))
ORDER BY parent.id
"""


@check("CAT-005", "catalog.category_tree")
def categories_form_a_tree() -> Iterator[str]:
    """Each category has the level and the place that its ancestors give it; none is in a loop."""
    with connection.cursor() as cursor:
        cursor.execute(LEVELS)
        for pk, name, level, depth, key, path in cursor.fetchall():
            yield f"category {pk} {name}: level {level}, should be {depth}; place {key!r}, should be {path!r}"


@check("CAT-005", "catalog.invalid_categories")
def invalid_categories_hold_nothing_valid() -> Iterator[str]:
    """Nothing valid is left in an invalid category."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTY)
        for pk, name in cursor.fetchall():
            yield f"category {pk} {name} is invalid but holds valid categories or items"


@check("CAT-004", "catalog.search_index")
def items_are_found_by_their_texts() -> Iterator[str]:
    """The search columns of each item are those of its texts. A brand renamed later is not a difference."""
    names = ("pk", *INDEXED, "search_tokens", "search_text", "sort_key")
    for pk, *texts, tokens, text, key in Item.objects.order_by("pk").values_list(*names).iterator(chunk_size=2_000):
        index = index_of(**dict(zip(INDEXED, texts, strict=True)))
        lines = set(text.split("\n"))
        whole = set(index.search_tokens) <= set(tokens) and set(index.search_text.split("\n")) <= lines
        if not whole or key != index.sort_key:
            yield f"item {pk} {texts[0]}: search index is not that of its texts"
