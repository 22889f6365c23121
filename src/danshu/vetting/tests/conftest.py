"""What the tests of this module share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.sales.tests.conftest import office
from danshu.vetting.tests.factories import House, build_house

SignIn = Callable[[Actor], Client]
__all__ = ["office"]


@pytest.fixture
def sign_in() -> SignIn:
    """sign_in(actor) is a browser in which this person is signed in."""

    def signed_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        return client

    return signed_in


@pytest.fixture
def house(db: None) -> House:
    """A department and its reviewers."""
    return build_house()
