"""Streets and townships: forty thousand, asked for by the code of what they lie in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from danshu.regions.models import CODE_LENGTHS, DISTRICT, TOWN, Division
from danshu.regions.tree import Tree


@dataclass(frozen=True, slots=True)
class Town:
    """A street or township as it is shown; some editions put the county's name before its own."""

    code: str
    name: str


def town_of(code: str, name: str, tree: Tree) -> Town:
    """The town with its own name only."""
    district = tree.nodes.get(code[: CODE_LENGTHS[DISTRICT]])
    own = name.removeprefix(district.name) if district is not None else name
    return Town(code, own or name)


def towns_in(tree: Tree) -> Callable[[str], Sequence[tuple[str, str]]]:
    """(code, name) of the streets inside a code; one statement for each code asked."""

    def inside(code: str) -> Sequence[tuple[str, str]]:
        rows = Division.objects.filter(level=TOWN, code__startswith=code, retired_at__isnull=True).order_by("code")
        towns = [town_of(each, name, tree) for each, name in rows.values_list("code", "name")]
        return [(town.code, town.name) for town in towns]

    return inside
