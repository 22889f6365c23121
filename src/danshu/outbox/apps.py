"""Events as rows of the same transaction, delivered by background jobs."""

from django.apps import AppConfig


class Config(AppConfig):
    """Installs the event sink."""

    name = "danshu.outbox"
    label = "outbox"

    def ready(self) -> None:
        from danshu.kit.sinks import SINKS
        from danshu.outbox.sinks import Outbox

        SINKS.events = Outbox()
