"""The loops of the jobs: one chunk after the other until nothing is left; killed at any moment they go on where they were."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.access.queries import load_actor
from danshu.exchange.engine.checking import check_batch
from danshu.exchange.engine.session import Session
from danshu.exchange.engine.undoing import LAST, UndoTally, next_groups, undo_groups
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.apply_chunk import apply_chunk
from danshu.exchange.operations.fail_run import fail_run
from danshu.exchange.operations.note_undo_trial import note_undo_trial
from danshu.exchange.operations.start_undo import require_in_time
from danshu.exchange.operations.undo_chunk import undo_chunk
from danshu.kit.actor import Actor
from danshu.kit.attempts import noting_for
from danshu.kit.clock import business_date, now
from danshu.kit.context import Context, active
from danshu.kit.errors import DomainError

log = logging.getLogger(__name__)


class ImporterGone(DomainError):
    """The account of the person who imports was disabled."""

    code, status = "importer_gone", 403
    message = gettext_lazy("导入人“%(name)s”的账号已停用")
    way_out = gettext_lazy("由有权限的人重新上传文件")


def importer_of(batch_id: int) -> Actor:
    """The person of a batch with the rights of this moment. Raises ImporterGone."""
    batch = ImportBatch.objects.get(pk=batch_id)
    if batch.owner_id is None:
        return Actor.system()
    person = load_actor(batch.owner_id, today=business_date(now()))
    if person is None:
        raise ImporterGone(name=batch.owner_name)
    return person


def check(batch_id: int, actor: Actor | None = None) -> None:
    """The dry run of a batch, as its person unless an actor is given."""
    _guarded(batch_id, actor, lambda person: check_batch(batch_id, person, now()))


def run(batch_id: int, actor: Actor | None = None, *, watch: Callable[[], None] | None = None) -> None:
    """Import until nothing is ready or a stop is asked for. Rights are read anew for each chunk (CC-14)."""

    def work(person: Actor) -> None:
        session = Session.open(ImportBatch.objects.get(pk=batch_id), person, now())
        session.kind.prepare(session.context)
        with noting_for(person, f"/imports/{batch_id}/"):
            while apply_chunk(batch_id=batch_id, session=session, actor=person, at=now()):
                if watch:
                    watch()
                person = actor or importer_of(batch_id)
                person.require(session.kind.permission)

    _guarded(batch_id, actor, work)


def undo(batch_id: int, actor: Actor | None = None) -> None:
    """Take a batch back until nothing is left to take back."""

    def work(person: Actor) -> None:
        while undo_chunk(batch_id=batch_id, actor=person, at=now()):
            person = actor or importer_of(batch_id)

    _guarded(batch_id, actor, work)


def _guarded(batch_id: int, actor: Actor | None, work: Callable[[Actor], object]) -> None:
    """In the person's language; a refusal or a bug ends the batch with a reason instead of hanging for ever."""
    system = Actor.system()
    try:
        person = actor or importer_of(batch_id)
        with translation.override(person.language):
            work(person)
    except DomainError as refusal:
        fail_run(batch_id=batch_id, failure=str(refusal), actor=system, at=now())
    except Exception:
        log.exception("an import broke off", extra={"batch": batch_id})
        text = _("程序出错，已记入日志；已导入的行都在，可以从中断处继续")
        fail_run(batch_id=batch_id, failure=text, actor=system, at=now())
        raise


def try_undo(batch_id: int, actor: Actor, at: datetime) -> UndoTally:
    """What an undo would do: the real thing in one transaction, rolled back.

    Raises UndoTooLate, Forbidden.
    """
    batch = ImportBatch.objects.get(pk=batch_id)
    require_in_time(batch, at)
    session = Session.open(batch, actor, at, dry=True)
    tally, before = UndoTally(), LAST
    with transaction.atomic(), active(Context("exchange.undo_chunk", actor, at, dry=True)):
        session.kind.prepare(session.context)
        while groups := next_groups(batch.pk, before, session.kind.chunk_groups):
            for group, kept in zip(groups, undo_groups(session.kind, groups, session.context), strict=True):
                tally.add(group, kept)
            before = groups[-1].number
        transaction.set_rollback(True)
    return tally


def keep_trial(batch_id: int) -> None:
    """The same by a job, for batches that are too large for a page; the result waits in the batch."""
    person = importer_of(batch_id)
    with translation.override(person.language):
        tally = try_undo(batch_id, person, now())
    figures = {**tally.as_json(), "examples": tally.examples}
    note_undo_trial(batch_id=batch_id, figures=figures, actor=person, at=now())
