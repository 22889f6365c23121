"""The job behind an export: rows in the scope of the person who asked, written in a stream, settled by digest."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.utils import translation
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from danshu.access.queries import load_actor
from danshu.exchange import storing
from danshu.exchange.engine.running import ImporterGone
from danshu.exchange.exporting import ExportKind, chosen, export_named
from danshu.exchange.lifecycle import ExportStatus
from danshu.exchange.models import ExportJob, StoredFile
from danshu.exchange.operations.advance_export import Step, advance_export
from danshu.exchange.operations.expire_files import expire_files
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.errors import DomainError
from danshu.ui.lists.export import csv_lines
from danshu.ui.lists.sheets import write_xlsx
from danshu.ui.ports import PORTS

log = logging.getLogger(__name__)
TELL_EVERY = 2_000


def make_export(export_id: int, actor: Actor | None = None) -> None:
    """Make the file of an export that waits (or whose worker was killed). An ended one stays as it is."""
    job = ExportJob.objects.get(pk=export_id)
    if job.status not in (ExportStatus.WAITING, ExportStatus.RUNNING):
        return
    system = Actor.system()
    advance_export(export_id=job.pk, step=Step(ExportStatus.RUNNING), actor=system, at=now())
    try:
        person = actor or _asker(job)
        with translation.override(person.language):
            step = _write(job, person)
        advance_export(export_id=job.pk, step=step, actor=system, at=now())
        if PORTS.log_export is not None:
            PORTS.log_export(person, job.kind, job.format, step.rows, job.params)
    except DomainError as refusal:
        _fail(job, str(refusal))
    except Exception:
        log.exception("an export failed", extra={"export": job.pk})
        _fail(job, _("程序出错，已记入日志"))
        raise


def _fail(job: ExportJob, failure: str) -> None:
    advance_export(export_id=job.pk, step=Step(ExportStatus.FAILED, failure=failure), actor=Actor.system(), at=now())


def _asker(job: ExportJob) -> Actor:
    """The person who asked, with the rights of this moment (SEC-A4)."""
    if job.owner_id is None:
        return Actor.system()
    person = load_actor(job.owner_id, today=business_date(now()))
    if person is None:
        raise ImporterGone(name=job.owner_name)
    return person


def _write(job: ExportJob, actor: Actor) -> Step:
    kind = export_named(job.kind)
    actor.require(kind.permission)
    columns = chosen(kind.columns(actor), job.columns)
    counter = _Counter(job.pk)
    with storing.draft() as (stream, path):
        with _one_snapshot():
            rows = counter.over(kind.rows(actor, job.params))
            _fill(stream, job, kind, columns, rows)
        stream.flush()
        kept = storing.adopt(path)
    name = get_valid_filename(f"{kind.label}-{business_date(job.created_at):%Y%m%d}.{job.format}")
    return Step(ExportStatus.DONE, kept.digest, kept.size, counter.rows, name)


def _fill(stream: BinaryIO, job: ExportJob, kind: ExportKind, columns: list[Any], rows: Iterator[Any]) -> None:
    if job.format == "csv":
        stream.writelines(line.encode() for line in csv_lines(columns, rows))
    else:
        write_xlsx(stream, str(kind.label), columns, rows)


class _Counter:
    """Counts rows, and tells the page now and then over a connection of its own: the snapshot's is busy reading."""

    def __init__(self, export_id: int) -> None:
        self.export_id, self.rows = export_id, 0

    def over(self, rows: Iterable[Any]) -> Iterator[Any]:
        side = connections.create_connection(DEFAULT_DB_ALIAS)
        try:
            for row in rows:
                self.rows += 1
                if self.rows % TELL_EVERY == 0:
                    with side.cursor() as cursor:
                        cursor.execute(
                            "UPDATE exchange_exportjob SET rows = %s WHERE id = %s", [self.rows, self.export_id]
                        )
                yield row
        finally:
            side.close()


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """All rows as of one moment (CC-1)."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def clean_up() -> int:
    """Remove expired files, and bytes that no row names for a day; returns how many were deleted."""
    gone = expire_files(actor=Actor.system(), at=now())
    live = set(StoredFile.objects.filter(removed_at=None).values_list("digest", flat=True))
    unnamed = {*gone, *storing.orphans(live)} - live
    return sum(storing.forget(digest, older_than=storing.YOUNG_SECONDS) for digest in unnamed)
