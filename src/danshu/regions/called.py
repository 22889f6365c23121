"""The one division that a cell of a table names: by its code, or by its names from large to small."""

from __future__ import annotations

import re
from itertools import product

from danshu.regions.finding import code_of
from danshu.regions.naming import short_name
from danshu.regions.queries import Place, current_place, propose

BETWEEN = re.compile(r"[\s/\\|·,，、>›-]+")


def place_called(text: str) -> Place | None:
    """The place of "330106", "330000", "浙江省杭州市西湖区", "浙江 杭州" or "浙江/杭州/西湖"; None when the text names none that
    can be chosen today, several, or anything besides.
    """
    asked = text.strip()
    if asked.isascii() and asked.isdigit():
        return current_place(code_of(asked))
    written = BETWEEN.sub("", asked)
    place = propose(BETWEEN.sub(" ", asked))
    return place if place is not None and written in _spellings(place) else None


def _spellings(place: Place) -> set[str]:
    """All ways to write a place: each name in full, short or left out, the last one never left out."""
    *upper, last = [(name, short_name(name)) for name in place.names]
    ways = product(*((full, short, "") for full, short in upper), last)
    # a municipality is also written as its own city: 北京市北京市朝阳区
    return {"".join(way) for way in ways} | {place.province + "".join(place.names)}
