"""Compile the translations (.po to .mo) with Babel, so that no gettext is needed on the machine."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent


def compile_all(package: Path = PACKAGE) -> int:
    """Compile each .po whose .mo is missing or older; return how many were compiled."""
    done = 0
    for source in sorted(package.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parts[-3])
        draft = target.with_suffix(f".{os.getpid()}.mo")  # several processes may compile at once
        with draft.open("wb") as stream:
            write_mo(stream, catalogue)
        draft.replace(target)
        done += 1
    return done
