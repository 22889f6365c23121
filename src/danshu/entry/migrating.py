"""Migrations with progress, and without Django's detours.

Django keeps a picture of all models while it migrates, and for each new table, column, index, constraint or trigger it
makes up to all classes of the picture anew: four fifths of the time of a first start. What is added takes nothing away
from the classes that are there, so here they learn of it in place, as they do when a program is loaded. Changes and
removals go the long way. The statements are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field
from django.db.models.fields import NOT_PROVIDED
from pgtrigger.migrations import AddTrigger

Watch = Callable[[int, int], None]  # (done, of)


def migrate(watch: Watch) -> None:
    """Bring the tables to the state of the code; tells `watch` after each migration how many of all are through."""
    loader = MigrationLoader(connection)
    total = len(set(loader.graph.nodes) - set(loader.applied_migrations))
    with in_place():
        call_command(_Watched(watch, total), verbosity=0, interactive=False)


@contextmanager
def in_place() -> Iterator[None]:
    """While it lasts, what migrations add is added to the picture instead of painting the picture anew."""
    with (
        patch.object(ProjectState, "_append_option", _append),
        patch.object(ProjectState, "add_model", _add_model),
        patch.object(ProjectState, "add_field", _add_field),
        patch.object(AddTrigger, "state_forwards", _trigger),
        patch.object(MigrationExecutor, "migrate", _with_own_classes),
    ):
        yield


_migrate = MigrationExecutor.migrate


def _with_own_classes(self: MigrationExecutor, targets: Any, plan: Any = None, state: Any = None, **more: Any) -> Any:
    """Django begins with a copy of the picture before, whose classes still belong to that one: a column of theirs that
    points at a table which is new in the copy would not find it. The copy makes its own classes."""
    if state is not None:
        state.__dict__.pop("apps", None)
    return _migrate(self, targets, plan, state=state, **more)


def _add_model(state: Any, model: ModelState) -> None:
    """A table more: a class more."""
    key = model.app_label, model.name_lower
    state.models[key] = model
    if state._relations is not None:  # noqa: SLF001 - as the method that this one replaces
        state.resolve_model_relations(key)
    if "apps" in state.__dict__:
        state.apps.render_multiple([model])


def _add_field(
    state: Any, app_label: str, model_name: str, name: str, field: Field[Any, Any], preserve_default: bool
) -> None:
    """A column more: the class gets it as it gets its other ones."""
    if not preserve_default:
        field = field.clone()
        field.default = NOT_PROVIDED
    key = app_label, model_name
    state.models[key].fields[name] = field
    if state._relations is not None:  # noqa: SLF001 - as the method that this one replaces
        state.resolve_model_field_relations(key, name, field)
    if "apps" in state.__dict__:
        state.apps.get_model(app_label, model_name).add_to_class(name, field.clone())
        state.apps.clear_cache()


def _append(state: ProjectState, app_label: str, model_name: str, option: str, added: Any) -> None:
    """An index or a constraint more: known to the state and to the class it has made already."""
    options = state.models[app_label, model_name].options
    options[option] = [*options[option], added]
    if "apps" in state.__dict__:
        meta = state.apps.get_model(app_label, model_name)._meta
        setattr(meta, option, [*getattr(meta, option), added])


def _trigger(self: AddTrigger, app_label: str, state: ProjectState) -> None:
    """A trigger more: no class needs to know."""
    options = state.models[app_label, self.model_name].options
    options["triggers"] = [*options.get("triggers", []), self.trigger]


class _Watched(Migrate):
    """The migrate command that tells how far it is."""

    def __init__(self, watch: Watch, total: int) -> None:
        super().__init__()
        self.watch, self.total, self.done = watch, total, 0

    def migration_progress_callback(self, action: str, migration: Migration | None = None, fake: bool = False) -> None:
        """Count the migrations that are through."""
        if action == "apply_success":
            self.done += 1
            self.watch(self.done, self.total)
