"""What must hold for files and imports (INV-F1)."""

from __future__ import annotations

from collections.abc import Iterator

from danshu.exchange.models import StoredFile
from danshu.exchange.storing import STORE
from danshu.kit.verification import check


@check("INV-F1", "exchange.files")
def files_have_their_bytes() -> Iterator[str]:
    """Each file row has bytes with the recorded SHA-256."""
    for file in StoredFile.objects.filter(removed_at=None).order_by("pk").iterator():
        if not STORE.holds(file.digest):
            yield f"file {file.pk}: no bytes for {file.digest}"
        elif not STORE.is_sound(file.digest):
            yield f"file {file.pk}: bytes differ from {file.digest}"
