"""Remember what a finished step was made from, so that the next start skips it when nothing changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

SKIPPED = frozenset({"__pycache__", "node_modules", "dist", ".git"})


def files(*roots: Path, suffixes: Iterable[str] = (), skipped: Collection[str] = SKIPPED) -> Iterator[Path]:
    """Yield the files below the roots (a root may be a file), without the skipped folders."""
    wanted = tuple(suffixes)
    for root in roots:
        if root.is_file():
            yield root
        for folder, names, entries in os.walk(root):
            names[:] = sorted(name for name in names if name not in skipped)
            yield from (Path(folder, entry) for entry in sorted(entries) if not wanted or entry.endswith(wanted))


def digest(paths: Iterable[Path], *extra: str) -> str:
    """Digest of the contents of some files and of further facts."""
    total = hashlib.sha256("\0".join(extra).encode())
    for path in paths:
        total.update(f"\0{path}\0".encode() + path.read_bytes())
    return total.hexdigest()


def fingerprint(paths: Iterable[Path], *extra: str) -> str:
    """Like `digest` from size and time of change only: for thousands of files at each start."""
    total = hashlib.sha256("\0".join(extra).encode())
    for path in paths:
        state = path.stat()
        total.update(f"\0{path}\0{state.st_size}\0{state.st_mtime_ns}".encode())
    return total.hexdigest()


def fresh(stamp: Path, value: str) -> bool:
    """True if the step was finished with exactly this value."""
    try:
        return stamp.read_text(encoding="utf-8") == value
    except OSError:
        return False


def keep(stamp: Path, value: str) -> None:
    """Note that the step was finished with this value."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value, encoding="utf-8")
