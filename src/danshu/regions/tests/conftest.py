"""Fixtures of this module's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from danshu.regions.tests.factories import take_names


@pytest.fixture
def divisions(db: None, tmp_path: Path) -> None:
    """The small edition, loaded."""
    take_names(tmp_path)
