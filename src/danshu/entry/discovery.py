"""Assembly by convention: what a module offers lies in files of known names, so that nobody edits a list."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from danshu.entry.modules import MODULES

# In this order: permissions before operations that name them, events before their handlers.
PARTS = ("permissions", "events", "parameters_declared", "numbers", "dictionaries", "dictionaries_declared", "custom_declared", "validation_declared", "currencies_declared", "messages_declared", "expiring", "accounts",
         "operations", "rules", "handlers", "automation_declared", "holders", "kinds", "imports", "labels", "verification", "search", "tasks",
         "web.navigation", "web.figures")  # fmt: skip


def part(module: str, name: str) -> ModuleType | None:
    """danshu.<module>.<name>, or None when the module has no such part."""
    path = f"danshu.{module}.{name}"
    try:
        known = find_spec(path)
    except ModuleNotFoundError:  # a step on the way is missing, or is a file without sub-modules
        return None
    return import_module(path) if known else None


def load_parts() -> None:
    """Import every declaring part of every module, low floors first."""
    for name in PARTS:
        for module in reversed(MODULES):
            found = part(module, name)
            if found is not None and name == "operations":
                for info in pkgutil.iter_modules(found.__path__, f"{found.__name__}."):
                    import_module(info.name)


def parts(name: str) -> Iterator[tuple[str, ModuleType]]:
    """(module, part) for each module that has it, top floor first."""
    for module in MODULES:
        found = part(module, name)
        if found is not None:
            yield module, found
