"""Log lines: one JSON object each, Chinese left readable."""

from __future__ import annotations

import json
import logging
from typing import Any

import structlog


def _dumps(event: dict[str, Any], **options: Any) -> str:
    return json.dumps(event, ensure_ascii=False, default=str)


def formatter() -> logging.Formatter:
    """Return the formatter for Django's LOGGING; records of structlog and of the standard library look alike."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(serializer=_dumps),
        ],
    )


def configure_structlog() -> None:
    """Send structlog's own events through the standard library, so that one handler writes everything."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
