"""Addresses in Taiwan, Hong Kong and Macau: editions know nothing below the region itself, so that words of a mainland
district must not be found in them, and what follows the region is for a person to look at."""

from __future__ import annotations

import re

from danshu.regions.models import PROVINCE
from danshu.regions.parsing.locating import DIRECTIONS, NO_DIVISION_AFTER, Found, Step
from danshu.regions.tree import Likeness, Tree

CODES = ("71", "81", "82")
# the signs of the region's own writing, as the edition writes them
SPELLED = (
    (re.compile("[臺台][灣湾]"), "台湾"), (re.compile("澳門"), "澳门"), (re.compile("特別行政區"), "特别行政区"),
)  # fmt: skip
# cities and counties of one region alone; 金门 and 连江 are names of Fujian, too
TAIWAN = re.compile(
    "(?:[台臺]北|新北|桃[园園]|[台臺]中|[台臺]南|高雄|基隆|新竹|嘉[义義]|苗栗|彰化|南投|云林|雲林|屏[东東]|宜[兰蘭]|花[莲蓮]|[台臺][东東]|澎湖)[市县縣]"
)
HONG_KONG = re.compile("(?:九[龙龍](?![坡县縣镇鎮乡鄉街路])|新界|港[岛島])")
MACAU = re.compile("(?:氹仔|路[环環](?![路街]))")
PLACES = ((TAIWAN, "71"), (HONG_KONG, "81"), (MACAU, "82"))


def spelled(text: str) -> str:
    """The text with the names of the three regions as the edition writes them."""
    for pattern, name in SPELLED:
        text = pattern.sub(name, text)
    return text


def offshore_in(line: str, located: Found | None, tree: Tree) -> tuple[Found, bool] | None:
    """The region that a line names, and whether it names it itself or by one of its cities; None where what was located
    stands before it, or is more than a single name that happens to be a mainland one too.
    """
    for start in _beginnings(line):
        if located is not None and located.start < start:
            return None
        if (named := _named(line, start, tree)) is not None:
            inside = located is not None and located.deepest.code in CODES
            return named if inside or located is None or len(located.steps) < 2 else None
    return None


def _beginnings(line: str) -> list[int]:
    """Where words begin."""
    return [at for at in range(len(line)) if at == 0 or line[at - 1] in "\n "]


def _named(line: str, start: int, tree: Tree) -> tuple[Found, bool] | None:
    for name, node, likeness in tree.named_at(line, start):
        if node.level == PROVINCE and node.code in CODES and not _is_road(line, start + len(name)):
            return Found(start, start + len(name), (Step(node, likeness),)), True
    for pattern, code in PLACES:
        if code in tree.nodes and pattern.match(line, start):
            return Found(start, start, (Step(tree.nodes[code], Likeness.SHORT),)), False
    return None


def _is_road(line: str, end: int) -> bool:
    """香港路, 台湾街, 香港中路."""
    following = line[end : end + 2]
    if following[:1] and following[0] in NO_DIVISION_AFTER:
        return True
    return len(following) == 2 and following[0] in DIRECTIONS and following[1] in NO_DIVISION_AFTER
