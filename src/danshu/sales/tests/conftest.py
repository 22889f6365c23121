"""What the tests of orders share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from danshu.access.models import Role, UserRole
from danshu.audit.tests.pages import visit
from danshu.identity.models import Unit, User
from danshu.kit.actor import Actor
from danshu.sales.tests.world import NOON, World, build_world

__all__ = ["visit"]

SignIn = Callable[[Actor], Client]


@pytest.fixture
def office(db: None) -> World:
    """The small company, its people with their delivered roles stored, so that their pages open."""
    world = build_world()
    for actor in (world.clerk, world.reviewer, world.finance, world.shipper, world.service_desk, world.stranger):
        give_roles(actor)
    elsewhere = Unit.objects.create(code="HN", name="华南分公司", type="branch", parent=world.hq, created_at=NOON,
                                    updated_at=NOON)  # fmt: skip
    User.objects.filter(pk=world.stranger.user_id).update(unit=elsewhere)
    User.objects.update(profile_completed_at=timezone.now(), password_changed_at=timezone.now())
    return world


def give_roles(actor: Actor) -> None:
    """Store the roles that an actor carries."""
    for code in actor.roles:
        UserRole.objects.create(user_id=actor.user_id, role=Role.objects.get(code=code))


@pytest.fixture
def sign_in() -> SignIn:
    """sign_in(actor) is a browser in which this person is signed in."""

    def signed_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        return client

    return signed_in
