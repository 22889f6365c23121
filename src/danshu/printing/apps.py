"""Documents as PDF."""

from django.apps import AppConfig


class Config(AppConfig):
    """Lets lists be printed."""

    name = "danshu.printing"
    label = "printing"

    def ready(self) -> None:
        from danshu.printing.reports import report_of
        from danshu.ui.ports import PORTS

        PORTS.print_list = report_of
