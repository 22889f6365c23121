"""Fixtures of the tests of merging and splitting."""

from __future__ import annotations

import pytest

from danshu.sales.tests.conftest import office, sign_in
from danshu.sales.tests.world import World, build_world

__all__ = ["office", "sign_in"]


@pytest.fixture
def world(db: None) -> World:
    """The small company."""
    return build_world()
