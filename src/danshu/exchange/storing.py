"""Bytes under DANSHU_HOME/files/exchange, named by their SHA-256; written before the row that names them (INV-F1)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from danshu.exchange.errors import FileRefused
from danshu.exchange.reading.limits import DEFAULT
from danshu.kit.storing import STRAY_SECONDS, Kept, Store, TooLong

STORE = Store("exchange")
YOUNG_SECONDS = 3600

path_of, draft, adopt, forget = STORE.path_of, STORE.draft, STORE.adopt, STORE.forget


def root() -> Path:
    """The folder of this module's files."""
    return STORE.root


def keep(chunks: Iterable[bytes], name: str, *, limit: int = DEFAULT.upload) -> Kept:
    """Write content and name it by its digest. Raises FileRefused above the limit; then nothing stays."""
    try:
        return STORE.keep(chunks, limit=limit)
    except TooLong:
        raise FileRefused("too_big", file=name, size=f">{limit >> 20}", limit=limit >> 20) from None


def orphans(known: set[str]) -> list[str]:
    """Digests on disk that no row names for a day; abandoned drafts are deleted here."""
    STORE.drop_drafts()
    return [digest for digest in STORE.older(STRAY_SECONDS) if digest not in known]
