"""The toy kind, an importer and a private folder for files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from danshu.exchange.tests import toys
from danshu.kit.actor import Actor


@pytest.fixture
def clerk() -> Actor:
    """Somebody who may import toys."""
    return toys.importer()


@pytest.fixture
def toy(db: None, settings: Any, tmp_path: Path) -> None:
    """Tables and kind of the toy, files in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path / "home"
    toys.install()
