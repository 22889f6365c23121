"""One file per module; importing them registers the scenarios."""

from __future__ import annotations

import pkgutil
from importlib import import_module


def load() -> None:
    """Import every file of scenarios."""
    for info in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(info.name)
