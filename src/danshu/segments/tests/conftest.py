"""What the tests of this module share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.pool.tests.factories import Team, build_team

SignIn = Callable[[Actor], Client]


@pytest.fixture
def sign_in() -> SignIn:
    """sign_in(actor) is a browser in which this person is signed in."""

    def signed_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        return client

    return signed_in


@pytest.fixture
def team(db: None) -> Team:
    """A department: 王经理 manages 李四 and 赵五; 钱六 works elsewhere; 孙七 runs the house."""
    return build_team()
