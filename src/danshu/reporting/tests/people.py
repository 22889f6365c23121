"""The small company with somebody who leads: reports of a unit are for those who lead it."""

from __future__ import annotations

from danshu.identity.models import User
from danshu.sales.tests.world import World, actor_of, build_world


def led_world() -> World:
    """The company of the tests of orders; its reviewer also leads headquarters."""
    made = build_world()
    reviewer = User.objects.get(pk=made.reviewer.user_id)
    made.reviewer = actor_of(reviewer, *made.reviewer.roles, "SMG")
    return made
