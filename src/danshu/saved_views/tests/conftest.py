"""The people of these tests: a clerk, a colleague of the same role, a manager who may share."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from danshu.access.tests.factories import actor_of, staff
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor


@dataclass(frozen=True)
class Desk:
    """Three people of one unit."""

    clerk: User
    colleague: User
    manager: User

    def actor(self, name: str) -> Actor:
        """Somebody with his rights of this moment."""
        return actor_of(getattr(self, name))

    def browser(self, name: str) -> Client:
        """A browser in which he is signed in."""
        client = Client()
        client.force_login(getattr(self, name))
        return client


@pytest.fixture
def desk(db: None) -> Desk:
    """The three."""
    unit = make_unit("示例华东分公司")
    return Desk(
        staff("SLS", "lisi", full_name="李四", unit=unit),
        staff("SLS", "wangwu", full_name="王五", unit=unit),
        staff("SMG", "zhouba", full_name="周八", unit=unit),
    )
