"""A virus scanner may be plugged in; without one every attachment says that it was not scanned (ASVS V5).

scan_with(function) is called by whoever has one, in an AppConfig.ready(): function(path) returns "" for a clean file,
otherwise what was found, and raises OSError when it cannot tell.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Scanner = Callable[[Path], str]

_SCANNER: list[Scanner] = []


def scan_with(scanner: Scanner | None) -> None:
    """Install a scanner; None takes it away."""
    _SCANNER[:] = [scanner] if scanner else []


def scanned(path: Path) -> tuple[bool, str]:
    """(True when a scanner looked at the file, what it found)."""
    if not _SCANNER:
        return False, ""
    try:
        return True, _SCANNER[0](path)
    except OSError:
        return False, ""
