"""The rows of the chosen sheet go into the staging table with COPY, all of them or none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from danshu.exchange.models import ImportBatch
from danshu.exchange.reading import opening
from danshu.exchange.storing import path_of

COPY = "COPY exchange_stagedrow (batch_id, number, kinds, texts) FROM STDIN"
BUFFER = 1 << 18


@dataclass(slots=True)
class StagingCounts:
    """What was staged and what was passed over."""

    rows: int = 0
    repeated_headings: int = 0


def staged_as(batch: ImportBatch) -> str:
    """A digest of everything that decides which rows are staged; equal means that they need not be read again."""
    facts = [batch.file.digest, batch.sheet, batch.heading_row, batch.encoding, batch.separator]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def stage(batch: ImportBatch) -> StagingCounts:
    """Replace the staged rows of a batch by those of its sheet. Raises FileRefused and then changes nothing."""
    counts = StagingCounts()
    lines = opening.stream(
        path_of(batch.file.digest),
        batch.file_name,
        sheet=batch.sheet,
        encoding=batch.encoding,
        separator=batch.separator,
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM exchange_stagedrow WHERE batch_id = %s", [batch.pk])
        with cursor.copy(COPY) as copy:
            for block in _blocks(batch, lines, counts):
                copy.write(block)
    return counts


def _blocks(batch: ImportBatch, lines: Iterator[str], counts: StagingCounts) -> Iterator[str]:
    """Lines for COPY: the row line of the reader, escaped, behind the number of the batch."""
    heading = json.dumps(batch.headings, ensure_ascii=False, separators=(",", ":")) if batch.headings else None
    buffer: list[str] = []
    size = 0
    for line in lines:
        number, _, rest = line.partition("\t")
        if int(number) <= batch.heading_row:
            continue
        if heading is not None and rest.partition("\t")[2] == heading:  # headings repeated inside the data
            counts.repeated_headings += 1
            continue
        counts.rows += 1
        # the child writes tabs and line ends only as JSON escapes, so that backslashes are all there is to escape
        escaped = rest.replace("\\", "\\\\")
        buffer.append(f"{batch.pk}\t{number}\t{escaped}\n")
        size += len(line)
        if size > BUFFER:
            yield "".join(buffer)
            buffer.clear()
            size = 0
    yield "".join(buffer)
