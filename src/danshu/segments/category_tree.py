"""The tree of customer categories: read as a whole, it is short (CUS-011)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from danshu.dictionaries.queries import valid_rows
from danshu.kit.locks import lock_slot
from danshu.parties.dictionaries import CATEGORY
from danshu.parties.widening import widens
from danshu.segments.models import CategoryPlace

MOST_LEVELS = 5


@dataclass(frozen=True, slots=True)
class Node:
    """A valid category in the order of the tree; level 1 is the top."""

    value: Any
    parent_id: int | None
    level: int
    is_all: bool
    conditions: list[dict[str, Any]]

    @property
    def id(self) -> int:
        return int(self.value.pk)


def tree() -> list[Node]:
    """All valid categories, each before what is below it. Two statements."""
    rows = list(valid_rows(CATEGORY))
    places = {place.category_id: place for place in CategoryPlace.objects.filter(category_id__in=[r.pk for r in rows])}
    known = {row.pk for row in rows}
    below: dict[int | None, list[Any]] = {}
    for row in rows:
        parent = places[row.pk].parent_id if row.pk in places else None
        below.setdefault(parent if parent in known else None, []).append(row)
    return list(_nodes(None, 1, below, places))


def _nodes(parent: int | None, level: int, below: Any, places: Any) -> Iterator[Node]:
    for row in below.get(parent, ()):
        place = places.get(row.pk)
        yield Node(row, parent, level, place.is_all if place else True, place.conditions if place else [])
        yield from _nodes(row.pk, level + 1, below, places)


def locked_tree() -> list[Node]:
    """The same while nobody else changes its shape."""
    lock_slot("segments.category.tree")
    return tree()


def depth_of(nodes: list[Node], top: int) -> int:
    """How many levels the branch has that begins with a category."""
    found = {node.id: node for node in nodes}
    branch = branch_of(nodes, [top])
    return max(found[key].level for key in branch) - found[top].level + 1


def branch_of(nodes: list[Node], tops: Collection[int]) -> set[int]:
    """These categories and everything below them."""
    branch = set(tops)
    for node in nodes:  # each after its parent
        if node.parent_id in branch:
            branch.add(node.id)
    return branch


@widens("category")
def with_branches(keys: Collection[int]) -> Collection[int]:
    """What a chosen category means."""
    return branch_of(tree(), keys)
