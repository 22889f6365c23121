"""Folders that PostgreSQL's account can reach, and servers that are stopped after each test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from danshu.host.postgres import EmbeddedPostgres


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder outside pytest's private ones."""
    path = Path(tempfile.mkdtemp(prefix="danshu-host-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def server(folder: Path) -> Iterator[Callable[..., EmbeddedPostgres]]:
    """Make servers in that folder; all are given up at the end."""
    made: list[EmbeddedPostgres] = []

    def make(**options: object) -> EmbeddedPostgres:
        made.append(EmbeddedPostgres(folder, **options))
        return made[-1]

    yield make
    for one in made:
        one.release()
