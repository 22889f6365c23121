"""Messages to people: bell, outgoing queue."""

from __future__ import annotations

from django.apps import AppConfig

from danshu.kit.actor import Actor


def _unread(actor: Actor) -> int:
    from danshu.notices.queries import unread_count

    return unread_count(actor.user_id) if actor.user_id else 0


def _status() -> str:
    from danshu.kit.parameters import parameter_value
    from danshu.notices.words import TEST_MODE

    return str(TEST_MODE) if parameter_value("message_test_mode") else ""


class Config(AppConfig):
    """Tells the shell how many notices wait, and that nothing leaves the house."""

    name = "danshu.notices"
    label = "notices"

    def ready(self) -> None:
        from danshu.ui.ports import PORTS

        PORTS.unread = _unread
        PORTS.system_status = _status
