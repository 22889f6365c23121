"""The records that were ticked in a list, on a page that asks what to do with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest
from danshu.parties import queries as parties
from danshu.parties.batches import MAX_BATCH, Result
from danshu.ui.detail import Fact
from danshu.ui.messages import warn

LISTED = 20
MOST_REFUSALS = 5
Chosen = Sequence[tuple[int, str, str, str]]


def ticked(request: ActorRequest) -> list[int]:
    """The keys in ?ids=, at most as many as a batch takes."""
    keys = [int(key) for key in request.GET.get("ids", "").split(",") if key.isdecimal() and len(key) <= 18]
    return keys[:MAX_BATCH]


def chosen_customers(request: ActorRequest, permission: str) -> Chosen:
    """Those of them that the permission reaches. Raises NotFound when there is none."""
    chosen = parties.chosen_customers(request.actor, ticked(request), permission)
    if not chosen:
        raise NotFound
    return chosen


def about_customers(chosen: Chosen, label: str) -> dict[str, Any]:
    """How many, and the first ones by name, for the head of the form."""
    return {
        "subject": [Fact(label=label, value=str(len(chosen)))],
        "about": [(number, f"{name} · {owner or '—'}") for _pk, number, name, owner in chosen[:LISTED]],
    }


def tell_refused(request: ActorRequest, results: Sequence[Result], names: Mapping[int, str]) -> int:
    """Say why some stayed as they were; returns how many were done."""
    for row in [row for row in results if not row["done"]][:MOST_REFUSALS]:
        warn(request, f"{names.get(row['id'], '')}: {row['reason']}")
    return sum(1 for row in results if row["done"])
