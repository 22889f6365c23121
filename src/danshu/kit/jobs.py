"""What background work is called in the job log: tasks and handlers by their names, events likewise (SYS-005, COM-019).

A module names its tasks and handlers beside them, and the events that have handlers in its labels.py:

    job_labels({"sales.chase_supervision": _("催办主管审批")})
    event_labels({"sales.OrderApproved": _("订单审核通过")})
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

from danshu.kit.trail import kind_label

Text = str | Promise

JOBS: dict[str, Text] = {}
EVENTS: dict[str, Text] = {}


def job_labels(labels: Mapping[str, Text]) -> None:
    """Name tasks and handlers by their stable codes."""
    JOBS.update(labels)


def event_labels(labels: Mapping[str, Text]) -> None:
    """Name events by their stable codes."""
    EVENTS.update(labels)


def job_label(code: str) -> str:
    """The name of a task or handler in the active language; the code of one that an earlier version had."""
    return str(JOBS.get(code, code))


def is_named(code: str) -> bool:
    """True for what a module named."""
    return code in JOBS


def event_label(code: str) -> str:
    """The name of an event in the active language; its code when nobody named it."""
    return str(EVENTS.get(code, code))


def jobs_called(text: str) -> list[str]:
    """The codes of all tasks and handlers whose name in the active language contains a text."""
    wanted = text.casefold()
    return [code for code, label in JOBS.items() if wanted in str(label).casefold() or wanted in code]


def record_name(reference: str) -> str:
    """A stored reference as people read it: "sales.order:17" → "订单 17"."""
    kind, _, pk = reference.rpartition(":")
    return f"{kind_label(kind)} {pk}" if kind else reference
