"""Documents that a communication can be about; modules above offer theirs (CUS-025)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from danshu.kit.actor import Actor
from danshu.kit.refs import SourceRef

Find = Callable[[Actor, int], Sequence[tuple[int, str]]]

_KINDS: dict[str, Find] = {}


def linkable(kind: str, find: Find) -> None:
    """Offer documents of a kind: find(actor, customer_id) -> (key, name) of those in his scope, newest first.

    The kind is one of kit.sources, which tells its number and page.
    """
    _KINDS[kind] = find


def offered(actor: Actor, customer_id: int) -> list[tuple[str, str]]:
    """What can be linked, as (text of the reference, name)."""
    return [(str(SourceRef(kind, pk)), name) for kind, find in _KINDS.items() for pk, name in find(actor, customer_id)]
