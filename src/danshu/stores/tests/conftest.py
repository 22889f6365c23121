"""What the tests of this module share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from danshu.identity.models import User
from danshu.kit.actor import Actor

SignIn = Callable[[Actor], Client]


@pytest.fixture
def sign_in() -> SignIn:
    """sign_in(actor) is a browser in which this person is signed in."""

    def signed_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        return client

    return signed_in
