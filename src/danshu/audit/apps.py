"""The trail of what was changed or refused, and the keys that make repeats harmless."""

from django.apps import AppConfig
from django.core.signals import got_request_exception


class Config(AppConfig):
    """Installs the sinks of operations, the export log and the error log."""

    name = "danshu.audit"
    label = "audit"

    def ready(self) -> None:
        from danshu.audit import words  # noqa: F401 - declares
        from danshu.audit.errors_log import keep
        from danshu.audit.exports import log_export
        from danshu.audit.queries import history_of
        from danshu.audit.sinks import AuditTrail, IdempotencyKeys
        from danshu.kit import trail
        from danshu.kit.sinks import SINKS
        from danshu.ui.ports import PORTS

        SINKS.audit, SINKS.keys = AuditTrail(), IdempotencyKeys()
        PORTS.log_export = log_export
        trail.install(history_of)
        got_request_exception.connect(keep, dispatch_uid="danshu.audit.errors")
