"""From the bytes of a browser or a program to an upload that an operation can name; outside of any transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from danshu.files import names, pictures
from danshu.files.contents import Checked, examine
from danshu.files.errors import AttachmentRefused
from danshu.files.models import FileKind, Scan
from danshu.files.scanning import scanned
from danshu.files.storing import STORE
from danshu.kit.parameters import parameter_values
from danshu.kit.storing import TooLong, pour

DESCRIPTION_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """A checked file whose bytes are kept: what an operation needs to name it."""

    name: str
    kind: str
    mime: str
    size: int
    digest: str
    description: str = ""
    preview_digest: str = ""
    preview_size: int = 0
    width: int | None = None
    height: int | None = None
    scan: str = Scan.NONE


def limits() -> tuple[tuple[str, ...], int]:
    """(kinds that may be uploaded, the largest file in MB)."""
    found = parameter_values(["attachment_types", "attachment_max_mb"])
    return tuple(found["attachment_types"]), int(found["attachment_max_mb"])


def take(chunks: Iterable[bytes], given: str, *, description: str = "") -> Upload:
    """Check what the file is and keep its bytes. given: the browser's name, a label only.

    Raises AttachmentRefused (nothing is kept), StorageFull.
    """
    allowed, max_mb = limits()
    told = " ".join(description.split())[:DESCRIPTION_LENGTH]
    with STORE.draft() as (stream, path):
        try:
            pour(chunks, stream, limit=max_mb << 20)
        except TooLong:
            raise AttachmentRefused("too_big", name=names.plain_name(given), limit=max_mb) from None
        checked = examine(path, given, allowed=allowed)
        was_scanned, found = scanned(path)
        if found:
            raise AttachmentRefused("infected", name=checked.name, found=found[:100])
        scan = Scan.CLEAN if was_scanned else Scan.NONE
        if checked.kind == FileKind.IMAGE:
            return _picture(path, checked, told, scan)
        kept = STORE.adopt(path)
        return Upload(checked.name, checked.kind, checked.mime, kept.size, kept.digest, told, scan=scan)


def _picture(path: Path, checked: Checked, description: str, scan: str) -> Upload:
    try:
        drawn = pictures.redraw(path, checked.mime)
    except AttachmentRefused as refusal:
        raise AttachmentRefused(refusal.reason, name=checked.name, **refusal.facts) from None
    large = STORE.keep([drawn.content], limit=len(drawn.content))
    small = STORE.keep([drawn.small], limit=len(drawn.small))
    return Upload(
        names.with_suffix(checked.name, drawn.suffix), checked.kind, drawn.mime, large.size, large.digest, description,
        preview_digest=small.digest, preview_size=small.size, width=drawn.width, height=drawn.height, scan=scan,
    )  # fmt: skip
