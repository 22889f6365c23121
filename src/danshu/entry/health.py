"""GET /healthz: is the product working?"""

from __future__ import annotations

from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from danshu import __version__
from danshu.kit.clock import now
from danshu.kit.web import public

WORKER_SILENCE = timedelta(seconds=90)


def database_state() -> str:
    """'ok', or what is wrong."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, OSError):
        return "unreachable"
    return "ok"


def worker_state() -> str:
    """'ok' when a worker has shown a heartbeat lately."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
            row = cursor.fetchone()
    except (DatabaseError, OSError):
        return "unknown"
    return "ok" if row and row[0] and now() - row[0] < WORKER_SILENCE else "not running"


@public
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when everything works, 503 with the failing part otherwise."""
    database = database_state()
    worker = worker_state() if database == "ok" else "unknown"
    healthy = database == worker == "ok"
    body = {"status": "ok" if healthy else "failing", "database": database, "worker": worker, "version": __version__}
    answer = JsonResponse(body, status=200 if healthy else 503)
    # whoever asks is told, again and again; the log is for what nobody asked
    answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return answer
