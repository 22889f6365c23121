"""System parameters: declared by modules, changed by administrators."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.signals import request_finished, request_started


def _begin(**_: Any) -> None:
    from danshu.parameters.queries import begin_scope

    begin_scope()


def _end(**_: Any) -> None:
    from danshu.parameters.queries import end_scope

    end_scope()


def _company() -> str:
    from danshu.parameters.queries import values

    names = values(["company_short_name", "company_name"])
    return str(names["company_short_name"] or names["company_name"])


class Config(AppConfig):
    """Answers kit's question for values; reads the table once per request; tells the shell the company's name."""

    name = "danshu.parameters"
    label = "parameters"

    def ready(self) -> None:
        from danshu.kit.parameters import install
        from danshu.parameters.queries import values
        from danshu.ui.ports import PORTS

        install(values)
        PORTS.company = _company
        request_started.connect(_begin, dispatch_uid="danshu.parameters.begin")
        request_finished.connect(_end, dispatch_uid="danshu.parameters.end")
