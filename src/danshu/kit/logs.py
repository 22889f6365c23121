"""Logs that can be cleaned up by age (SYS-005): modules register theirs, `audit` archives and removes.

register_log("jobs", Log(_("任务日志"), old_jobs, "last_at", ("id", "task_name", "status"), remove=remove_jobs))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise

Rows = models.QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Log:
    """A log that can be cleaned up: what may go of it before a moment, the moment of an entry, what the file holds.

    old(before): by key. remove(keys): deletes those of them that still may go and returns how many; None for a log that
    only the owner of the tables may delete from (docs/adr/0011).
    """

    label: str | Promise
    old: Callable[[datetime], Rows]
    moment: str
    fields: tuple[str, ...]
    remove: Callable[[list[int]], int] | None = None


LOGS: dict[str, Log] = {}


def register_log(code: str, log: Log) -> None:
    """Make a log one that can be cleaned up. Raises ValueError for a code registered twice."""
    if code in LOGS:
        raise ValueError(f"log registered twice: {code}")
    LOGS[code] = log


def log_label(code: str) -> str:
    """The name of a log in the active language; its code when no module has it any more."""
    return str(LOGS[code].label) if code in LOGS else code
