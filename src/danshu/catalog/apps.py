"""Items, categories and their kinds."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.catalog"
    label = "catalog"

    def ready(self) -> None:
        """Delivered units are shown in the reader's language on every page and paper."""
        from danshu.catalog.dictionaries import UNITS
        from danshu.ui.formats import know_unit

        for _code, zh, en in UNITS:
            know_unit(zh, en)
