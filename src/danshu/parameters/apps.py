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


def _page_size() -> int:
    from danshu.parameters.queries import value

    return int(value("page_size"))


class Config(AppConfig):
    """Answers kit's question for values; reads the table once per request; tells the shell the company's name."""

    name = "danshu.parameters"
    label = "parameters"

    def ready(self) -> None:
        from danshu.kit.parameters import install, install_images
        from danshu.parameters.queries import company_image, values
        from danshu.ui.ports import PORTS

        install(values)
        install_images(company_image)
        PORTS.company = _company
        PORTS.page_size = _page_size
        request_started.connect(_begin, dispatch_uid="danshu.parameters.begin")
        request_finished.connect(_end, dispatch_uid="danshu.parameters.end")
