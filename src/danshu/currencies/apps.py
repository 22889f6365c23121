"""Currencies and their rates."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Config(AppConfig):
    """Currencies and today's rates are read along with the parameters; the usual ones are delivered once."""

    name = "danshu.currencies"
    label = "currencies"

    def ready(self) -> None:
        from danshu.currencies.delivery import deliver
        from danshu.currencies.keeping import require_free_base
        from danshu.currencies.queries import NAME, book_question_anew
        from danshu.parameters.queries import read_along
        from danshu.parameters.registry import guard

        guard("base_currency", require_free_base)
        read_along(NAME, book_question_anew)
        post_migrate.connect(deliver, sender=self, dispatch_uid="danshu.currencies.deliver")
