"""Locking and measuring the tree of categories; changes of its shape happen one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from danshu.catalog.models import Category
from danshu.kit.actor import Actor
from danshu.kit.locks import lock_slot
from danshu.kit.versions import touch


@dataclass(slots=True)
class Tree:
    """All categories by key, read under the lock of the tree."""

    nodes: dict[int, Category]
    children: dict[int | None, list[Category]] = field(default_factory=dict)

    def below(self, category: Category) -> Iterator[Category]:
        """Everything under a category, parents first; invalid ones too, they move along."""
        for child in self.children.get(category.pk, []):
            yield child
            yield from self.below(child)

    def depth(self, category: Category) -> int:
        """Levels of the branch that begins with this category."""
        return 1 + max((node.level - category.level for node in self.below(category)), default=0)

    def next_position(self, parent_id: int | None) -> int:
        """The place after the last sibling."""
        return max((node.position for node in self.children.get(parent_id, [])), default=0) + 1

    def place(self, category: Category, parent_id: int | None) -> None:
        """Hang a new or moved category below its parent."""
        for siblings in self.children.values():
            if category in siblings:
                siblings.remove(category)
        self.nodes[category.pk] = category
        self.children.setdefault(parent_id, []).append(category)

    def write_keys(self) -> None:
        """Store the place of every category in the tree where it changed."""
        changed = [node for node, key in self._keys(None, "") if node.tree_key != key and self._set_key(node, key)]
        Category.objects.bulk_update(changed, ["tree_key"])

    def _keys(self, parent_id: int | None, above: str) -> Iterator[tuple[Category, str]]:
        for node in sorted(self.children.get(parent_id, []), key=lambda each: (each.position, each.pk)):
            key = f"{above}{node.position:06d}."
            yield node, key
            yield from self._keys(node.pk, key)

    @staticmethod
    def _set_key(node: Category, key: str) -> bool:
        node.tree_key = key
        return True

    def set_level(self, category: Category, level: int, *, actor: Actor, at: datetime) -> None:
        """Give a branch its new levels."""
        shift = level - category.level
        category.level = level
        for node in self.below(category) if shift else ():
            node.level += shift
            node.save(update_fields=["level", *touch(node, actor=actor, at=at)])


def locked_tree() -> Tree:
    """Read the whole tree while nobody else changes its shape. One statement besides the lock."""
    lock_slot("catalog.category.tree")
    tree = Tree({node.pk: node for node in Category.objects.order_by("position", "id")})
    for node in tree.nodes.values():
        tree.children.setdefault(node.parent_id, []).append(node)
    return tree
