"""What the directory of a zip must not say, whoever unpacks it. Imports nothing: parsing processes use it, too."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

BROKEN = (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


class BadArchive(Exception):
    """Why an archive is not touched: a stable reason and its facts."""

    def __init__(self, reason: str, facts: Mapping[str, Any] | None = None) -> None:
        self.reason, self.facts = reason, dict(facts or {})
        super().__init__(reason)


def check_names(members: Iterable[zipfile.ZipInfo]) -> None:
    """No two parts of one name, no way out of the folder, no links, no passwords. Raises BadArchive."""
    seen: set[str] = set()
    for member in members:
        name = member.filename
        if name.lower() in seen:
            raise BadArchive("zip_duplicate", {"member": name[:80]})
        seen.add(name.lower())
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name[:3]:
            raise BadArchive("zip_path", {"member": name[:80]})
        if stat.S_ISLNK(member.external_attr >> 16):
            raise BadArchive("zip_link", {"member": name[:80]})
        if member.flag_bits & 0x1:
            raise BadArchive("encrypted")


def check_sizes(members: Sequence[zipfile.ZipInfo], *, unpacked: int, ratio: int, ratio_from: int) -> None:
    """What the directory admits of unpacked bytes. Raises BadArchive above `unpacked` in all, or `ratio` in a part."""
    if sum(member.file_size for member in members) > unpacked:
        raise BadArchive("zip_unpacked", {"limit": unpacked >> 20})
    for member in members:
        if member.file_size > ratio_from and member.file_size > ratio * max(member.compress_size, 1):
            raise BadArchive("zip_ratio", {"member": member.filename[:80], "limit": ratio})
