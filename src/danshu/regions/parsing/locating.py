"""Finds province, city, district and street in a line of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from danshu.regions.models import CITY, DISTRICT, PROVINCE
from danshu.regions.naming import short_name
from danshu.regions.tree import Likeness, Node, Tree

Towns = Callable[[str], Sequence[tuple[str, str]]]  # code of a city or district -> (code, name) of its streets

BETWEEN = " ,，/／-－—·>＞|、\n\t"  # what may stand between the steps
# after a short name these make something else of it: 中山路, 朝阳门, 南京东路
NO_DIVISION_AFTER = "路街巷弄里村镇乡道桥门站湾庄院园楼"
DIRECTIONS = "东南西北中"
STEP_WEIGHT, FULL_WEIGHT = 10, 4


@dataclass(frozen=True, slots=True)
class Step:
    """One division as it stands in the text."""

    node: Node
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Found:
    """Where an address begins, how far its divisions reach, and which ones are named."""

    start: int
    end: int
    steps: tuple[Step, ...]
    town: tuple[str, str] | None = None

    @property
    def deepest(self) -> Node:
        """The smallest division named, without the street."""
        return self.steps[-1].node

    @property
    def score(self) -> tuple[int, int]:
        """What is more, and better named, wins; of equals the earliest."""
        weight = sum(STEP_WEIGHT + FULL_WEIGHT * (step.likeness is Likeness.FULL) for step in self.steps)
        return weight + STEP_WEIGHT * (self.town is not None), -self.start


def locate(text: str, tree: Tree, towns: Towns) -> Found | None:
    """The best reading of the text; None when it names no division."""
    best: Found | None = None
    for start in range(len(text)):
        for found in _readings(text, start, start, (), tree):
            if best is None or found.score > best.score:
                best = found
    return None if best is None else _with_town(text, best, towns)


def _readings(text: str, start: int, position: int, steps: tuple[Step, ...], tree: Tree) -> Iterator[Found]:
    """All ways to go on from here, each step inside the one before; the same name twice counts once."""
    at = _past(text, position) if steps else position
    for name, node, likeness in tree.named_at(text, at):
        if not _may_follow(node, steps) or _is_other(text, at + len(name), node, likeness, steps):
            continue
        repeated = bool(steps) and steps[-1].node.code == node.code
        longer = (
            *(steps[:-1] if repeated else steps),
            _better(steps[-1], node, likeness) if repeated else Step(node, likeness),
        )
        yield Found(start, at + len(name), longer)
        yield from _readings(text, start, at + len(name), longer, tree)


def _may_follow(node: Node, steps: tuple[Step, ...]) -> bool:
    return not steps or node.code.startswith(steps[-1].node.code)


def _better(step: Step, node: Node, likeness: Likeness) -> Step:
    return Step(node, max(step.likeness, likeness))


def _is_other(text: str, end: int, node: Node, likeness: Likeness, steps: tuple[Step, ...]) -> bool:
    """True when a short name is a part of a longer word, the name of a road for example."""
    if likeness is not Likeness.SHORT or node.level == PROVINCE:
        return False
    following = text[end : end + 2]
    if following[:1] and following[0] in NO_DIVISION_AFTER:
        return True
    road = len(following) == 2 and following[0] in DIRECTIONS and following[1] in NO_DIVISION_AFTER
    # in the middle of a text a district's short name without anything above it is too little to go by
    return road or (node.level == DISTRICT and not steps)


def _past(text: str, position: int) -> int:
    while position < len(text) and text[position] in BETWEEN:
        position += 1
    return position


def _with_town(text: str, found: Found, towns: Towns) -> Found:
    """The same with the street that follows; of a city without named district its streets are looked through too."""
    if found.deepest.level not in (CITY, DISTRICT):
        return found
    at = _past(text, found.end)
    best = ("", "", "")
    for code, name in towns(found.deepest.code):
        for written in _spellings(name, found.deepest.name):
            if len(written) > len(best[2]) and text.startswith(written, at):
                best = (code, name, written)
    if not best[0]:
        return found
    return replace(found, end=at + len(best[2]), town=(best[0], best[1]))


def _spellings(name: str, inside: str) -> tuple[str, ...]:
    """How a street is written: some editions put the county's name before it."""
    own = name.removeprefix(inside) or name
    short = short_name(own, town=True)
    return name, own, f"{short}街道办事处", f"{short}街道办"
