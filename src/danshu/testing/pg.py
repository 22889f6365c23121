"""pytest plugin (`-p danshu.testing.pg`): a database for tests before Django reads its settings.

pytest-django loads the settings before any conftest, so this is a plugin. A test that commits (transaction=True, live
server) gets a fresh clone afterwards instead of a flush: what migrations put into tables is there again, and triggers
that forbid TRUNCATE do not matter.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest

from danshu.testing import server

_owned: list[Any] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Start or join the server, then let pytest-django load the settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danshu.entry.settings")
    os.environ.setdefault("DANSHU_SECRET_KEY", "for tests only, never used to protect anything")
    os.environ.setdefault("DANSHU_VAULT_KEY", "for tests only, seals nothing of value")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser driver runs an event loop in the test's thread
    if started := server.start():
        _owned.append(started)
    os.environ["DATABASE_URL"] = server.address(server.clone_name())
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Replace pytest-django's database set-up by ours: of two fixtures of one name the later registered wins."""
    config.pluginmanager.import_plugin("danshu.testing.database")


def pytest_unconfigure() -> None:
    """Give the server up; the last run on the machine stops it."""
    while _owned:
        _owned.pop().release()
