"""Where a record of the trail is looked at, and which record an address or an operation's arguments speak of.

A module declares the pages of its kinds in its labels.py:

    record_pages({"parties.customer": "parties:customer"})
    record_pages({"sales.order": "sales:order"}, by_number=True)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from danshu.kit.trail import KINDS

BIG = 2**63 - 1  # no key is larger
API = "/api/v1"
ADDRESS = "request.path"  # no argument of an operation is called so


@dataclass(frozen=True, slots=True)
class Subject:
    """A record by kind and key as far as they are known; `number` is what people call it by."""

    kind: str = ""
    pk: int | None = None
    number: str = ""


# kind -> (name of the page, whether its address holds the number instead of the key)
PAGES: dict[str, tuple[str, bool]] = {}


def record_pages(pages: Mapping[str, str], *, by_number: bool = False) -> None:
    """Name the pages of kinds; by_number: the address holds the record's number, which is its label in the trail."""
    PAGES.update({kind: (name, by_number) for kind, name in pages.items()})


def record_url(kind: str, pk: int | None, number: str) -> str:
    """The page of a record; "" when its kind has none or too little is known."""
    name, by_number = PAGES.get(kind, ("", False))
    known = number if by_number else pk
    if not name or not known:
        return ""
    try:
        return reverse(name, args=[known])
    except NoReverseMatch:
        return ""


def subject_of(operation: str, about: Mapping[str, Any]) -> Subject:
    """The record that an operation's arguments, or those of an address with itself under ADDRESS, speak of first."""
    if path := str(about.get(ADDRESS, "")):
        return _of_address(path.removeprefix(API), about)
    module = operation.partition(".")[0]
    for name, value in about.items():
        noun = name.removesuffix("_id")
        if noun != name and _is_key(value) and (kind := _kind(module, noun)):
            return Subject(kind, value)
    return Subject()


def _of_address(path: str, about: Mapping[str, Any]) -> Subject:
    values = [value for value in about.values() if isinstance(value, int | str) and value != path]
    for kind, (_name, by_number) in PAGES.items():
        for value in values:
            found = Subject(kind, number=value) if by_number and isinstance(value, str) else None
            if not by_number and isinstance(value, int) and _is_key(value):
                found = Subject(kind, value)
            if found and (url := record_url(kind, found.pk, found.number)) and path.startswith((url, url.rstrip("/"))):
                return found
    return Subject()


def _is_key(value: Any) -> bool:
    return isinstance(value, int) and 0 < value <= BIG


def _kind(module: str, noun: str) -> str:
    """The kind that an argument of a module means: its own, else the only one of that name."""
    if f"{module}.{noun}" in KINDS:
        return f"{module}.{noun}"
    others = [kind for kind in KINDS if kind.rpartition(".")[2] == noun]
    return others[0] if len(others) == 1 else ""
