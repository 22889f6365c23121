"""An address and the code of its division say the same: what `clean` does where both are declared.

A newly chosen division writes province, city and district. Words that are changed afterwards so that they no longer say where
the division lies take the code away; old addresses in words alone stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from danshu.regions.naming import short_name
from danshu.regions.queries import Place, current_place, place_of

CHINA = ("CN", "HK", "MO", "TW")
WORDS = ("province", "city", "district")
LONGEST_STREET = 200


class UnknownRegion(ValueError):
    """A code that nobody can choose."""


def settle(values: dict[str, Any], given: Mapping[str, Any], *, current: Any, country: str) -> None:
    """Make cleaned values agree; `current` is the record as stored, `country` where the address is.

    Raises UnknownRegion for a division that does not exist any more, or outside of China.
    """
    stored = getattr(current, "region_id", None)
    code = values.get("region_id", stored)
    if not code:
        return
    if code != stored:
        _write(values, given, _chosen(code, country))
    elif country not in CHINA or (
        any(name in values for name in WORDS) and not _agrees(values, current, place_of(code))
    ):
        values["region_id"] = None


def _chosen(code: str, country: str) -> Place:
    if country not in CHINA:
        raise UnknownRegion(_("行政区划只用于国内地址；国外地址直接填写省市"))
    place = current_place(code)
    if place is None:
        raise UnknownRegion(_("没有这个行政区划，或已撤销；从列表中重新选择"))
    return place


def _write(values: dict[str, Any], given: Mapping[str, Any], place: Place) -> None:
    values |= {"province": place.province, "city": place.city, "district": place.district}
    street = values.get("street") or ""
    # an address is printed from its words: the street chosen stands in front of the house, unless somebody wrote it already
    if place.town and street and place.town not in street and len(place.town + street) <= LONGEST_STREET:
        values["street"] = place.town + street


def _agrees(values: Mapping[str, Any], current: Any, place: Place | None) -> bool:
    if place is None:
        return False
    for name in WORDS:
        word, known = values.get(name, getattr(current, name, "")), getattr(place, name)
        if short_name(word) != short_name(known) and not (name == "city" and not word and known == place.province):
            return False
    return True
