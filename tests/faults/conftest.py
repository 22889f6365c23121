"""Fixtures of the cross-cutting tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.town import STORE, Store, Town


@pytest.fixture(scope="session")
def town_store(django_db_setup: None) -> Iterator[Store]:
    """The populated database of this process; dropped at the end."""
    store = STORE()
    yield store
    store.drop()


@pytest.fixture
def town(transactional_db: None, town_store: Store) -> Town:
    """A populated company, as new for this test."""
    return town_store.enter()
