"""Change orders hold attachments and notes: the customer's consent, a letter of change (COM-016, DOC-017)."""

from __future__ import annotations

from danshu.amendments.queries import amendment_rows
from danshu.amendments.telling import page_of
from danshu.files.holding import holder

holder(
    "amendments.amendment",
    rows=amendment_rows,
    label_of=lambda found: found.number,
    url_of=lambda found: page_of(found.number),
)
