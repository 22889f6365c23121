"""Whom an administrator may take in hand: nobody who may do what he may not (SEC-A2)."""

from __future__ import annotations

from collections.abc import Callable

from danshu.kit.actor import Actor

# The floor of rights stands beside this one and adds its rule: f(actor, user_id, only_administration)
Guard = Callable[[Actor, int, bool], None]
GUARDS: list[Guard] = []


def require_within_own(user_id: int, *, actor: Actor, only_administration: bool = False) -> None:
    """Raise what the rule of rights raises when the person may do more than the actor.

    Whoever sets a password can act as its owner. only_administration: compare only the rights over accounts, roles and
    units, for what takes nobody's place but could put an administrator out of action.
    """
    for guard in GUARDS:
        guard(actor, user_id, only_administration)
