"""Carries out the runs that are due: at least once each, with exactly one effect.

A run is claimed and the claim committed; then one operation does everything the rule asks and notes the result in the
same transaction. A process that dies in between leaves the claim; what it had done is rolled back, and the run begins
again. After three deaths, or five errors, the run stands as failed and waits for an administrator.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy

from danshu.automation.lifecycle import RunStatus
from danshu.automation.models import Run
from danshu.automation.operations.carry_out_run import carry_out_run
from danshu.automation.operations.end_run import end_run
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError, InUse
from danshu.kit.locks import lock_skipping

log = logging.getLogger("danshu.automation")

CLAIM_LASTS = timedelta(seconds=60)
MAX_ATTEMPTS, MAX_DEATHS, BACKOFF_SECONDS = 5, 3, 10
BROKEN = gettext_lazy("执行中出现意外错误，见错误日志")
DIED = gettext_lazy("执行它的进程多次中断")


def run_due(*, clock: Callable[[], datetime], limit: int = 200) -> int:
    """Carry out what is due, at most `limit`; returns how many were tried.

    clock: asked before each run, for a job may take longer than a claim lasts.
    """
    tried = 0
    while tried < limit and (run := claim(at := clock())) is not None:
        tried += 1
        attempt(run, at)
    return tried


def claim(at: datetime) -> Run | None:
    """The next run whose turn has come, marked as begun; None when nothing is due."""
    free = Q(begun_at=None) | Q(begun_at__lt=at - CLAIM_LASTS)
    due = Run.objects.filter(free, status=RunStatus.WAITING, due_at__lte=at).order_by("due_at", "pk")
    with transaction.atomic():
        run = lock_skipping(due).first()
        if run is None:
            return None
        run.deaths += run.begun_at is not None
        run.begun_at = at
        run.save(update_fields=["deaths", "begun_at"])
    return run


def attempt(run: Run, at: datetime) -> None:
    """Carry a claimed run out; what it refuses is noted, what breaks is tried again."""
    system = Actor.system()
    if run.deaths >= MAX_DEATHS:
        log.error("automatic rule parked: its process died every time", extra={"run": run.pk})
        end_run(run_id=run.pk, status=RunStatus.FAILED, text=partial(str, DIED), actor=system, at=at)
        return
    try:
        carry_out_run(run_id=run.pk, actor=system, at=at)
    except InUse:  # somebody works on the record
        _later(run, at)
    except DomainError as refusal:
        end_run(run_id=run.pk, status=RunStatus.REFUSED, text=partial(str, refusal), actor=system, at=at)
    except Exception:
        log.exception("automatic rule broke", extra={"run": run.pk})
        if run.attempts + 1 >= MAX_ATTEMPTS:
            end_run(run_id=run.pk, status=RunStatus.FAILED, text=partial(str, BROKEN), actor=system, at=at)
        else:
            _later(run, at)


def _later(run: Run, at: datetime) -> None:
    pause = BACKOFF_SECONDS * 2 ** min(run.attempts, 8) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
    Run.objects.filter(pk=run.pk, status=RunStatus.WAITING).update(
        attempts=run.attempts + 1, begun_at=None, due_at=at + timedelta(seconds=pause)
    )
