"""The trail of what was changed or refused, and the keys that make repeats harmless."""

from django.apps import AppConfig


class Config(AppConfig):
    """Installs the sinks of operations."""

    name = "danshu.audit"
    label = "audit"

    def ready(self) -> None:
        from danshu.audit.sinks import AuditTrail, IdempotencyKeys
        from danshu.kit.sinks import SINKS

        SINKS.audit, SINKS.keys = AuditTrail(), IdempotencyKeys()
