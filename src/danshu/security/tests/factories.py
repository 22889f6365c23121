"""Attempts for tests, written as the edge writes them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from danshu.kit.actor import Actor
from danshu.kit.attempts import MISSING
from danshu.security.models import Attempt
from danshu.security.recording import record

NOON = datetime(2026, 9, 18, 4, 0, 20, tzinfo=UTC)
STRANGER = "203.0.113.45"


def attempt(
    kind: str = MISSING, *, actor: Actor | None = None, address: str | None = STRANGER, place: str = "GET /x/",
    times: int = 1, at: datetime = NOON,
) -> Attempt:  # fmt: skip
    """The row of something that was tried so many times within a minute."""
    for _again in range(times):
        record({kind: ""}, actor=actor, address=address, place=place, at=at)
    found = Attempt.objects.filter(kind=kind, actor_id=actor.user_id if actor else None).order_by("-pk").first()
    assert found is not None
    return found


def told() -> list[tuple[str, str, str, int]]:
    """The log as kind, person, aim, times of all minutes together; the oldest first."""
    found: Counter[tuple[str, str, str]] = Counter()
    for kind, name, place, count in Attempt.objects.order_by("pk").values_list("kind", "actor_name", "place", "count"):
        found[kind, name, place] += count
    return [(*what, count) for what, count in found.items()]
