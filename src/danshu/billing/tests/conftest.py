"""Fixtures of the tests of money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from danshu.audit.tests.pages import Visitor, visit
from danshu.kit.actor import Actor
from danshu.sales.tests.world import World, build_world

__all__ = ["visit"]


@pytest.fixture
def world(db: None) -> World:
    """The small company with its people, a customer and two items."""
    return build_world()


@pytest.fixture
def as_person(visit: Any) -> Callable[..., Visitor]:
    """as_person(actor, language="en"): a browser in the hands of one of the world's people."""

    def open_browser(actor: Actor, language: str = "zh-hans") -> Visitor:
        return Visitor(replace(actor, language=language))

    return open_browser
