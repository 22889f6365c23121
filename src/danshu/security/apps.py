"""The security log."""

from django.apps import AppConfig


class Config(AppConfig):
    """A table of attempts; the edge writes it (danshu.entry.attempts), and jobs that act for a person."""

    name = "danshu.security"
    label = "security"

    def ready(self) -> None:
        from danshu.kit.attempts import write_with
        from danshu.security.recording import record

        write_with(record)
