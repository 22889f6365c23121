"""Refusals of this module."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError


class EditionUnsound(DomainError):
    """The files contradict themselves: nothing is taken over."""

    code, status = "divisions_unsound", 422
    message = _("行政区划数据有错，没有导入：%(problems)s")
    way_out = _("换一份完整的数据再导入；现有的行政区划不受影响")

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems="; ".join(problems[:5]))


class EditionUnreadable(DomainError):
    """No file of the known names and columns."""

    code, status = "divisions_unreadable", 422
    message = _("读不出行政区划：%(path)s")
    way_out = _(
        "给出含 provinces.csv、cities.csv、areas.csv、streets.csv 的文件夹，或带 code、name、children 的 JSON 文件"
    )
