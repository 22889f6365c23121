"""Provinces, cities and districts in memory: three thousand names that every search and every pasted address asks for.

Streets, ten times as many, stay in the table; they are asked for by the code of their district.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from danshu.kit.context import operation_memo
from danshu.regions.models import CODE_LENGTHS, PROVINCE, TOWN, Division, Edition, FormerName
from danshu.regions.naming import short_name


class Likeness(IntEnum):
    """How a text names a division."""

    FORMER = 1
    SHORT = 2
    FULL = 3


@dataclass(frozen=True, slots=True)
class Node:
    """One division as it is now."""

    code: str
    name: str
    level: int
    is_placeholder: bool
    initials: str
    pinyin: str

    @property
    def parent_code(self) -> str:
        """The code of the division it belongs to; "" for a province."""
        return "" if self.level == PROVINCE else self.code[: CODE_LENGTHS[self.level - 1]]


@dataclass(frozen=True, slots=True)
class Place:
    """A division with everything around it, as an address writes it.

    city: of a municipality its own name, of a county without city the county's; district: "" where a city has none.
    """

    code: str
    province: str = ""
    city: str = ""
    district: str = ""
    town: str = ""

    @property
    def names(self) -> list[str]:
        """The names from large to small, each once."""
        return list(dict.fromkeys(filter(None, (self.province, self.city, self.district, self.town))))

    @property
    def text(self) -> str:
        """On one line, for people: 广东省 深圳市 南山区."""
        return " ".join(self.names)

    @property
    def written(self) -> str:
        """As an address begins: 广东省深圳市南山区."""
        return "".join(self.names)


@dataclass(slots=True)
class Tree:
    """The upper three levels; called: (first two characters) -> names that begin so, the longest first."""

    nodes: dict[str, Node] = field(default_factory=dict)
    below: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))
    called: dict[str, list[tuple[str, Node, Likeness]]] = field(default_factory=lambda: defaultdict(list))
    full: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))

    def add(self, node: Node) -> None:
        """Put a node in; its parent must be in already."""
        self.nodes[node.code] = node
        self.below[node.parent_code].append(node)
        if not node.is_placeholder:
            self.full[node.name].append(node)
            self.call(node.name, node, Likeness.FULL)
            if (short := short_name(node.name)) != node.name:
                self.call(short, node, Likeness.SHORT)

    def call(self, name: str, node: Node, likeness: Likeness) -> None:
        """Let a name mean a node."""
        if len(name) >= 2:
            self.called[name[:2]].append((name, node, likeness))

    def named_at(self, text: str, position: int) -> Iterator[tuple[str, Node, Likeness]]:
        """What may begin here: (name, node, likeness)."""
        for found in self.called.get(text[position : position + 2], ()):
            if text.startswith(found[0], position):
                yield found

    def path(self, code: str) -> list[Node]:
        """The division and those above it, from large to small; an upper part of an unknown street."""
        return [self.nodes[code[:n]] for level, n in CODE_LENGTHS.items() if level < TOWN and code[:n] in self.nodes and n <= len(code)]  # fmt: skip

    def place(self, code: str, *, town: str = "") -> Place:
        """The place of a code; town: the name of the street when the code is one."""
        steps = {node.level: node for node in self.path(code)}
        shown = {level: node.name for level, node in steps.items() if not node.is_placeholder}
        province, city, district = shown.get(1, ""), shown.get(2, ""), shown.get(3, "")
        if 2 in steps and not city:
            passed = steps[2].name
            if passed in ("市辖区", "县"):
                city = province
            else:
                city, district = district, ""
        return Place(code, province, city, district, town)

    def children(self, code: str) -> list[Node]:
        """What is chosen next: placeholders are stepped over. Empty below the level of districts."""
        found: list[Node] = []
        for node in self.below.get(code, ()):
            found += self.children(node.code) if node.is_placeholder else [node]
        return sorted(found, key=lambda node: node.code)

    def siblings_named(self, node: Node) -> Sequence[Node]:
        """All divisions of this full name."""
        return self.full.get(node.name, ())


def grown(rows: Iterable[tuple[str, str, int, bool, str, str]], former: Iterable[tuple[str, str]]) -> Tree:
    """A tree of (code, name, level, is_placeholder, initials, pinyin) in any order, and (code, former name)."""
    tree = Tree()
    for row in sorted(rows):
        tree.add(Node(*row))
    for code, name in former:
        if code in tree.nodes and name != tree.nodes[code].name:
            tree.call(name, tree.nodes[code], Likeness.FORMER)
    for names in tree.called.values():
        names.sort(key=lambda found: -len(found[0]))
    return tree


MEMO = "regions.tree"
_grown: tuple[object, Tree] = (None, Tree())


def tree() -> Tree:
    """The tree of the newest edition: one statement to see that it is still the newest, one for a whole operation."""
    memo = operation_memo()
    if memo is None:
        return _newest()
    if MEMO not in memo:
        memo[MEMO] = _newest()
    known: Tree = memo[MEMO]
    return known


def _newest() -> Tree:
    global _grown
    newest = Edition.objects.order_by("-pk").values_list("pk", "digest", "taken_at").first()
    if newest is None:
        return Tree()
    if _grown[0] != newest:
        columns = ("code", "name", "level", "is_placeholder", "initials", "pinyin")
        current = Division.objects.filter(level__lt=TOWN, retired_at__isnull=True)
        former = FormerName.objects.filter(division__level__lt=TOWN, division__retired_at__isnull=True)
        _grown = (newest, grown(current.values_list(*columns), former.values_list("division_id", "name")))
    return _grown[1]
