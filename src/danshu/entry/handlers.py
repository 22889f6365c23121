"""What floors need from each other and only the entry may connect."""

from __future__ import annotations

from danshu.identity.operations.edit_profile import set_preferences
from danshu.identity.policy import read_with
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.parameters.queries import values
from danshu.ui.ports import PORTS


def store_preference(actor: Actor, name: str, value: str) -> None:
    """Keep language and colours with the person, so that they are the same on his other devices (ACC-017)."""
    if name in ("language", "theme"):
        set_preferences(**{name: value}, actor=actor, at=now())  # type: ignore[arg-type]


read_with(values)
PORTS.store_preference = store_preference
