"""A data set that is uploaded as one archive: its files are unpacked within limits and joined (SYS-009)."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from danshu.exchange import storing
from danshu.exchange.errors import FileRefused
from danshu.exchange.joining import DATA_SETS, DataSet, joined_file
from danshu.exchange.models import StoredFile
from danshu.exchange.reading.archive import open_checked, read_blocks
from danshu.exchange.reading.limits import DEFAULT
from danshu.exchange.reading.refusal import Refusal
from danshu.kit.storing import Kept

BLOCK = 1 << 18
# an archive with one of these is a workbook, whatever else lies in it
WORKBOOK_PARTS = frozenset({"[Content_Types].xml", "mimetype"})


def unpacked(kind: str, kept: Kept, label: str) -> tuple[Kept, str]:
    """The table of a data set instead of the archive that holds its files; anything else as it is.

    Raises FileRefused (an archive beyond the limits), ColumnMissing.
    """
    with kept.path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            return kept, label
    try:
        with open_checked(str(kept.path), DEFAULT) as archive:
            members = {PurePosixPath(member.filename).name: member.filename for member in archive.infolist()}
            declared = _set_of(kind, members)
            return (kept, label) if declared is None else (_joined(archive, members, declared, kept), _named(label))
    except Refusal as refusal:
        _drop(kept)
        facts: dict[str, Any] = dict(refusal.facts)
        raise FileRefused(refusal.reason, file=label, **facts) from refusal


def _set_of(kind: str, members: dict[str, str]) -> DataSet | None:
    if WORKBOOK_PARTS & set(members.values()):
        return None
    whole = (each for each in DATA_SETS.values() if each.kind == kind and each.joins and each.files <= set(members))
    return next(whole, None)


def _joined(archive: zipfile.ZipFile, members: dict[str, str], declared: DataSet, kept: Kept) -> Kept:
    with tempfile.TemporaryDirectory() as place:
        for name in declared.files:
            with Path(place, name).open("wb") as out:
                out.writelines(read_blocks(archive, members[name], DEFAULT))
        with joined_file(declared, Path(place)) as table:
            made = storing.keep(_blocks(table), table.name)
    _drop(kept)
    return made


def _named(label: str) -> str:
    return f"{label.removesuffix('.zip')}.csv"


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _drop(kept: Kept) -> None:
    """The archive itself is kept by nobody, unless somebody imports exactly these bytes."""
    if not StoredFile.objects.filter(digest=kept.digest, removed_at=None).exists():
        storing.forget(kept.digest)
