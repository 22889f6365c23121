"""Divisions by name, initials, pinyin or code, and by several of these: "广东 南山", "gd ns"."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from danshu.kit.search import normalise
from danshu.regions.models import TOWN, Division
from danshu.regions.naming import short_name
from danshu.regions.parsing.locating import locate
from danshu.regions.towns import Town, town_of, towns_in
from danshu.regions.tree import Node, Place, Tree

MOST = 60
LONGEST = 60
SHORTEST_TOWN = 2  # letters: one letter would be thousands of streets
LOOKED_AT = 400


def find_places(text: str, tree: Tree, *, most: int = MOST) -> list[Place]:
    """The best matches first, at most `most`; nothing for an empty text. One statement, for the streets."""
    typed = "".join(char if char.isprintable() else " " for char in normalise(text[:LONGEST]))
    words = [code_of(word) for word in typed.split()]
    if not words:
        return []
    nodes = sorted(_nodes(words, tree), key=lambda found: (found[0], found[1].level, found[1].code))
    places = [tree.place(node.code) for _worth, node in nodes[:most]]
    if len(places) < most and len(words[-1]) >= SHORTEST_TOWN:
        places += [_town_place(town, tree) for town in _towns(words, tree)][: most - len(places)]
    return places or _read_as_address(text, tree)


def code_of(word: str) -> str:
    """A code without the zeros that other lists fill up with: 440300 means 4403."""
    if not (word.isascii() and word.isdigit()):
        return word
    short = word[:9]
    while len(short) in (4, 6, 9, 12) and set(short[{4: 2, 6: 4, 9: 6, 12: 9}[len(short)] :]) == {"0"}:
        short = short[: {4: 2, 6: 4, 9: 6, 12: 9}[len(short)]]
    return short


def _nodes(words: list[str], tree: Tree) -> Iterator[tuple[int, Node]]:
    for node in tree.nodes.values():
        if not node.is_placeholder and (worth := _worth(words[-1], node)) and _inside(words[:-1], node, tree):
            yield worth, node


def _worth(word: str, node: Node) -> int:
    """1 is best, 0 is no match."""
    short = short_name(node.name)
    if word in (node.name, short, node.code):
        return 1
    if node.name.startswith(word) or word in (node.initials, node.pinyin):
        return 2
    if word.isascii():
        return 3 if any(known.startswith(word) for known in (node.initials, node.pinyin, node.code)) else 0
    return 4 if word in node.name else 0


def _inside(words: list[str], node: Node, tree: Tree) -> bool:
    above = tree.path(node.parent_code) if words else []
    return all(any(_worth(word, upper) for upper in above) for word in words)


def _towns(words: list[str], tree: Tree) -> list[Town]:
    """Streets that the last word names, inside what the other words name."""
    word = words[-1]
    named = Q(initials__startswith=word) | Q(code__startswith=word) if word.isascii() else Q(name__contains=word)
    rows = Division.objects.filter(named, level=TOWN, retired_at__isnull=True).order_by("code")
    found = [town_of(code, name, tree) for code, name in rows.values_list("code", "name")[:LOOKED_AT]]
    kept = [
        town for town in found
        if all(any(_worth(other, upper) for upper in tree.path(town.code)) for other in words[:-1])
    ]  # fmt: skip
    return sorted(kept, key=lambda town: (not town.name.startswith(word), town.code))


def _town_place(town: Town, tree: Tree) -> Place:
    return tree.place(town.code, town=town.name)


def _read_as_address(text: str, tree: Tree) -> list[Place]:
    """深圳南山, written without a blank."""
    found = locate(normalise(text[:LONGEST]), tree, towns_in(tree))
    if found is None or found.start > 0:
        return []
    code, name = found.town or (found.deepest.code, "")
    return [tree.place(code, town=name)]
