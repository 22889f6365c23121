"""The values of dictionaries through the API: what records name by id (COM-015, SYS-030)."""

from __future__ import annotations

from collections.abc import Sequence

from ninja import Field, Path, Query, Router, Schema

from danshu.dictionaries.models import Value
from danshu.dictionaries.registry import DICTIONARIES, Dictionary
from danshu.kit.errors import NotFound
from danshu.kit.rest import Input, allowed_to, responses
from danshu.kit.web import SIGNED_IN, ActorRequest

router = Router(tags=["dictionaries"])


class DictionaryOut(Schema):
    """A list of values for choice; label in the caller's language."""

    code: str
    label: str


class DictionaryValueOut(Schema):
    """One value. id is what records name; code is empty for values that the company added."""

    id: int
    code: str
    label: str
    name: str
    name_en: str
    is_valid: bool


class DictionaryValueQuery(Input):
    """Values that are no longer chosen stand in old records only."""

    include_invalid: bool = Field(False)


@router.get("/dictionaries", response=responses(list[DictionaryOut]))
@allowed_to(SIGNED_IN, areas=())
def list_dictionaries(request: ActorRequest) -> list[Dictionary]:
    """All dictionaries by their codes."""
    return sorted(DICTIONARIES.values(), key=lambda each: each.code)


@router.get("/dictionaries/{code}/values", response=responses(list[DictionaryValueOut]))
@allowed_to(SIGNED_IN, areas=())
def list_values(request: ActorRequest, code: Path[str], query: Query[DictionaryValueQuery]) -> Sequence[Value]:
    """The values of one dictionary in their order."""
    if code not in DICTIONARIES:
        raise NotFound()
    rows = Value.objects.filter(dictionary=code).order_by("position", "pk")
    return list(rows if query.include_invalid else rows.filter(is_valid=True))
