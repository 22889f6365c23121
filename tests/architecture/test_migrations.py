"""Migrations say what the models say, and can run while the product is used."""

from __future__ import annotations

import io

import pytest
from django.apps import apps
from django.core.management import call_command

# Until the first release nobody has rows that a new unique constraint would have to wait for.
NOT_YET = ["ADD_UNIQUE"]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    output = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=output, stderr=output)
    except SystemExit:
        pytest.fail(f"models changed without a migration:\n{output.getvalue()}")


@pytest.mark.django_db
def test_each_module_has_one_line_of_migrations() -> None:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    assert MigrationLoader(connection).detect_conflicts() == {}


@pytest.mark.django_db
def test_migrations_lock_no_table_for_long() -> None:
    from django_migration_linter import MigrationLinter

    ours = [config.label for config in apps.get_app_configs() if config.name.startswith("danshu.")]
    linter = MigrationLinter(include_apps=ours, no_cache=True, ignore_initial_migrations=True, quiet=["ok", "ignore"],
                             exclude_migration_tests=NOT_YET)  # fmt: skip
    linter.lint_all_migrations()

    assert not linter.has_errors
