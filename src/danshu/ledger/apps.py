"""Double-entry money: balanced by the database, append-only."""

from django.apps import AppConfig


class Config(AppConfig):
    """Installs the sink of postings."""

    name = "danshu.ledger"
    label = "ledger"

    def ready(self) -> None:
        from danshu.kit.sinks import SINKS
        from danshu.ledger.posting import PostingsAtTheEnd

        SINKS.money = PostingsAtTheEnd()
