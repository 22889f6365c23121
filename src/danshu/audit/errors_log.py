"""Unexpected failures are kept under the number that the person was shown (SYS-005 error log)."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest

from danshu.audit.models import ErrorEntry
from danshu.kit.clock import now

log = logging.getLogger("danshu.errors")
MAX_STORY = 20_000


def keep(*, request: HttpRequest | None = None, **_: Any) -> None:
    """Store the exception that is being handled; connected to Django's got_request_exception.

    Paths are stored without their query, since it may carry personal data. A database that does not answer keeps
    nothing: the log has the story too.
    """
    error = sys.exc_info()[1]
    number = getattr(request, "error_number", "")
    if error is None or request is None or not number or connection.needs_rollback:
        return
    actor = getattr(request, "actor", None)
    try:
        with transaction.atomic():
            ErrorEntry.objects.create(
                at=now(),
                number=number,
                method=(request.method or "")[:10],
                path=request.path[:300],
                actor_id=actor.user_id if actor else None,
                actor_name=actor.name if actor else "",
                ip_address=request.META.get("REMOTE_ADDR") or None,
                kind=type(error).__name__[:100],
                story=_story(error),
            )
    except DatabaseError:
        log.exception("error entry not stored", extra={"number": number})


def _story(error: BaseException) -> str:
    """The traceback without the values of variables."""
    return "".join(traceback.format_exception(error))[-MAX_STORY:].replace("\x00", "")
