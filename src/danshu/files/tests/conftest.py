"""Fixtures: a small company, a private folder for bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from danshu.audit.tests.pages import Visitor, visit
from danshu.kit.actor import Actor
from danshu.sales.tests.world import World, build_world

__all__ = ["visit"]


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def world(db: None) -> World:
    """Headquarters and a branch, people, a customer, two items."""
    return build_world()


@pytest.fixture
def as_person(visit: Any) -> Callable[..., Visitor]:
    """as_person(actor): a browser in the hands of one of the world's people."""

    def open_browser(actor: Actor) -> Visitor:
        return Visitor(actor)

    return open_browser
