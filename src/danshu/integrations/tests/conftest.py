"""Somebody who connects systems, and another system."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from danshu.access.tests.factories import actor_of, administrator
from danshu.integrations.tests.stub import Stub, stub
from danshu.kit.actor import Actor


@pytest.fixture
def admin(db: None) -> Actor:
    """A system administrator."""
    return actor_of(administrator("zhaoliu", full_name="赵六"))


@pytest.fixture
def other() -> Iterator[Stub]:
    """The other system."""
    with stub() as running:
        yield running
