"""Jobs read parameters like requests: one query, the company's time zone set, nothing kept afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from danshu.parameters.queries import begin_scope, end_scope, refresh_company_zone


def install(app: Any) -> None:
    """Wrap every job of the procrastinate app; named by the settings as PROCRASTINATE_ON_APP_READY."""
    app.worker_defaults = {**(app.worker_defaults or {}), "task_middleware": [scope_of_job]}


def scope_of_job(call_next: Callable[[], Any], context: Any, worker: Any) -> Any:
    """Run one job in a scope of its own."""
    begin_scope()
    try:
        refresh_company_zone()
        return call_next()
    finally:
        end_scope()
