"""Take over an edition of the administrative divisions."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.regions.permissions import LOAD_DIVISIONS
from danshu.regions.reading import read_book
from danshu.regions.taking import take


@operation(
    "regions.take_divisions", permission=LOAD_DIVISIONS, label=("导入行政区划", "Import administrative divisions")
)
def take_divisions(*, path: str, source: str = "", actor: Actor, at: datetime) -> dict[str, int | None]:
    """Take over the edition in a folder or JSON file (see danshu.regions.reading); the newest one again changes nothing.

    Divisions that are missing retire: records keep their codes, nobody can choose them. A changed name is kept as history.
    source: the name of the edition, up to 100 characters. Returns edition_id (None when it stood already), size, and the numbers
    added, renamed, retired, returned. Raises EditionUnreadable, EditionUnsound.
    """
    taken = take(read_book(Path(path), source=source), by=actor.name, at=at)
    if taken.edition_id is not None:
        counts = {
            "added": ("", taken.added), "renamed": ("", taken.renamed), "retired": ("", taken.retired),
            "returned": ("", taken.returned),
        }  # fmt: skip
        current_context().changed("regions.edition", taken.edition_id, label=_("行政区划"), changes=counts)
    return asdict(taken)
