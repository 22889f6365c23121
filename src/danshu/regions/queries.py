"""What other modules and pages ask about divisions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from danshu.regions.finding import MOST, find_places
from danshu.regions.models import CODE_LENGTHS, DISTRICT, TOWN, Division
from danshu.regions.naming import short_name
from danshu.regions.parsing.marks import Mark, ParsedAddress
from danshu.regions.parsing.understanding import understand
from danshu.regions.towns import town_of, towns_in
from danshu.regions.tree import Place, Tree, tree

__all__ = [
    "Choice", "Column", "Place", "choices_of", "columns_of", "current_place", "find", "inside", "inside_line", "is_known",
    "parse", "place_of", "places_of", "propose",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One division that can be chosen next."""

    code: str
    name: str
    has_more: bool
    initials: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One step of the cascader: what lies in the division of this code."""

    code: str
    name: str
    choices: list[Choice]


def _is_code(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) in CODE_LENGTHS.values()


def is_known() -> bool:
    """True once an edition has been loaded; without one addresses are free text."""
    return bool(tree().nodes)


def choices_of(code: str = "", *, chosen: str = "") -> list[Choice]:
    """What lies directly inside a division, "" for the country; steps that no address names are left out."""
    return _choices(code, tree(), chosen)


def _choices(code: str, known: Tree, chosen: str) -> list[Choice]:
    nodes = known.children(code)
    if nodes or not known.nodes or (code and code not in known.nodes):
        return [
            Choice(node.code, node.name, True, node.initials, chosen.startswith(node.code) and bool(chosen))
            for node in nodes
        ]
    rows = Division.objects.filter(level=TOWN, code__startswith=code, retired_at__isnull=True).order_by("code")
    return [
        Choice(each, town_of(each, name, known).name, False, initials, each == chosen)
        for each, name, initials in rows.values_list("code", "name", "initials")
    ]


def columns_of(code: str = "") -> list[Column]:
    """The steps of the cascader down to this code, the last of them what can be chosen next; one statement besides the
    tree's at most."""
    known = tree()
    steps = [("", ""), *((node.code, node.name) for node in known.path(code) if not node.is_placeholder)]
    columns = [Column(step, name, _choices(step, known, code)) for step, name in steps]
    return [column for column in columns if column.choices]


def find(text: str, *, most: int = MOST) -> list[Place]:
    """Divisions by name, initials, pinyin or code, the best first."""
    return find_places(text, tree(), most=most)


def current_place(code: str) -> Place | None:
    """The place of a code that can be chosen today; None for an unknown or retired one."""
    known = tree()
    if code in known.nodes and not known.nodes[code].is_placeholder:
        return known.place(code)
    if len(code) != CODE_LENGTHS[TOWN] or not _is_code(code):
        return None
    name = Division.objects.filter(code=code, retired_at__isnull=True).values_list("name", flat=True).first()
    return None if name is None else known.place(code, town=town_of(code, name, known).name)


def place_of(code: str | None) -> Place | None:
    """The place of a code that a record carries, also one that is retired meanwhile."""
    return places_of([code]).get(code) if code else None


def places_of(codes: Collection[str | None]) -> dict[str, Place]:
    """The places of many codes; unknown ones are missing. One statement besides the tree's."""
    wanted = {code for code in codes if code and _is_code(code)}
    if not wanted:
        return {}
    known = tree()
    found = {code: known.place(code) for code in wanted if code in known.nodes}
    if missing := wanted - set(found):
        steps = {code[:n] for code in missing for n in CODE_LENGTHS.values()}
        names = dict(Division.objects.filter(pk__in=steps).values_list("code", "name"))
        found |= {code: _old_place(code, names, known) for code in missing if code in names}
    return found


def _old_place(code: str, names: dict[str, str], known: Tree) -> Place:
    """Of a street, or of a division that is retired with everything above it."""
    town = town_of(code, names[code], known).name if len(code) == CODE_LENGTHS[TOWN] else ""
    if code[: CODE_LENGTHS[DISTRICT]] in known.nodes:
        return known.place(code, town=town)
    province, city, district = (names.get(code[:n], "") if n <= len(code) else "" for n in (2, 4, 6))
    return Place(code, province, city, district, town)


def parse(text: str) -> ParsedAddress:
    """The parts of a pasted address with their marks; nothing is stored."""
    known = tree()
    return understand(text, known, towns_in(known))


def propose(*parts: str) -> Place | None:
    """The division that the words of an old address mean, when they leave no doubt; somebody has to confirm it."""
    known = tree()
    text = " ".join(filter(None, parts))
    if not known.nodes or not text:
        return None
    found = understand(text, known, towns_in(known))
    doubtful = found.province.mark is Mark.GUESSED or found.city.mark is Mark.GUESSED or found.others
    return known.place(found.region, town=found.town.value) if found.region and not doubtful else None


def inside(
    code: str, *, path: str = "region", province: str = "province", city: str = "city", district: str = "district"
) -> Q:
    """Rows inside a division: by their code, and those without a code by the names they carry.

    The names are paths of text columns; an old 浙江 counts as 浙江省.
    """
    place = place_of(code)
    if place is None:
        return Q(pk__in=[])
    by_name = Q(**{f"{path}__isnull": True})
    for column, name in ((province, place.province), (city, place.city), (district, place.district)):
        if name and (column != city or name != place.province):
            by_name &= Q(**{f"{column}__in": sorted({name, short_name(name)})})
    return Q(**{f"{path}__code__startswith": code}) | (by_name if not place.town else Q(pk__in=[]))


def inside_line(code: str, *, path: str, line: str) -> Q:
    """Rows whose address on one line lies inside a division: by the code, or without one by the names in the text.

    A district counts only beside its city or province: there are several districts of one name.
    """
    place = place_of(code)
    if place is None:
        return Q(pk__in=[])
    names = [short_name(name) for name in place.names]
    by_name = Q(**{f"{path}__isnull": True}, **{f"{line}__contains": names[-1]})
    if len(names) > 1:
        around = Q()
        for name in names[:-1]:
            around |= Q(**{f"{line}__contains": name})
        by_name &= around
    return Q(**{f"{path}__code__startswith": code}) | by_name
