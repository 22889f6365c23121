"""People of the access tests."""

from __future__ import annotations

import pytest
from django.test import Client

from danshu.access.tests.factories import administrator
from danshu.identity.models import User


@pytest.fixture
def admin(db: None) -> User:
    """A system administrator."""
    return administrator("zhaoliu", full_name="赵六")


@pytest.fixture
def desk(admin: User) -> Client:
    """The administrator's browser."""
    client = Client()
    client.force_login(admin)
    return client
