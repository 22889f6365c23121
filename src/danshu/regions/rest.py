"""The API of the divisions: browse, search, understand a pasted address."""

from __future__ import annotations

from typing import Any

from ninja import Path, Query, Router

from danshu.kit.errors import NotFound
from danshu.kit.rest import allowed_to, responses
from danshu.kit.web import SIGNED_IN, ActorRequest
from danshu.regions import queries
from danshu.regions.models import CODE_LENGTHS, TOWN
from danshu.regions.rest_shapes import AddressTextIn, DivisionOut, DivisionQuery, ParsedAddressOut
from danshu.regions.tree import Place

router = Router(tags=["divisions"])
INNERMOST = CODE_LENGTHS[TOWN]


@router.get("/divisions", response=responses(list[DivisionOut]))
@allowed_to(SIGNED_IN, areas=())
def list_divisions(request: ActorRequest, query: Query[DivisionQuery]) -> list[dict[str, Any]]:
    """What lies inside a division in the order of the codes, or what a text finds, the best first (60 at most)."""
    if query.q.strip():
        return [_out(place) for place in queries.find(query.q)]
    inside = queries.choices_of(query.parent)
    places = queries.places_of([choice.code for choice in inside])
    return [_out(places[choice.code]) for choice in inside if choice.code in places]


@router.get("/divisions/{code}", response=responses(DivisionOut))
@allowed_to(SIGNED_IN, areas=())
def one_division(request: ActorRequest, code: Path[str]) -> dict[str, Any]:
    """One division, also one that was abolished and stands in old records only."""
    place = queries.place_of(code) if code.isascii() and code.isdigit() else None
    if place is None:
        raise NotFound()
    return _out(place)


@router.post("/divisions/parse", response=responses(ParsedAddressOut))
@allowed_to(SIGNED_IN, areas=())
def parse_address(request: ActorRequest, payload: AddressTextIn) -> dict[str, Any]:
    """Recipient, telephone and divisions of a pasted address, each with how sure it is; nothing is stored."""
    found = queries.parse(payload.text)
    parts = {
        name: {"value": part.value, "mark": str(part.mark.value), "note": str(part.note)}
        for name, part in found.parts()
    }
    return {**parts, "region": found.region, "others": list(found.others)}


def _out(place: Place) -> dict[str, Any]:
    return {
        "code": place.code, "name": place.names[-1] if place.names else "", "province": place.province,
        "city": place.city, "district": place.district, "town": place.town, "has_more": len(place.code) < INNERMOST,
    }  # fmt: skip
