"""What the runtime role may do, from the models: everything with rows, only adding where a model is append-only."""

from __future__ import annotations

import os

import psycopg
from django.apps import apps

from danshu.host import roles


def append_only_tables() -> set[str]:
    """Tables of the models that say `append_only = True`."""
    return {model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)}


def apply(role: str, address: str = "") -> list[str]:
    """Give the role its rights in the database at `address` (default: DATABASE_URL, as its owner).

    Returns the statements that were needed; nothing happens for an empty role.
    """
    if not role:
        return []
    with psycopg.connect(address or os.environ["DATABASE_URL"]) as connection:
        return roles.apply_grants(connection, role, append_only_tables())
