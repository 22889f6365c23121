"""Tests on real files from ../shared/data: they skip with a line when the folder is not there.

DANSHU_TEST_DATA names another folder.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
DATA = Path(os.environ.get("DANSHU_TEST_DATA", BESIDE))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip everything here without the folder."""
    if not DATA.is_dir():
        for item in items:
            if item.path.is_relative_to(Path(__file__).parent):
                item.add_marker(pytest.mark.skip(reason=f"no folder {DATA.name} beside the repository"))


@pytest.fixture
def data() -> Path:
    """The folder of public data sets."""
    return DATA
