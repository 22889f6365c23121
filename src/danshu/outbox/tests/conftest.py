"""Fixtures of this module's tests."""

import asyncio
from collections.abc import Iterator

import pytest

from danshu.audit.tests.pages import visit

__all__ = ["visit"]


@pytest.fixture(autouse=True)
def _own_event_loop() -> Iterator[None]:
    """A browser that an earlier test left open counts as a running loop of this thread; hide it while jobs run."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)
