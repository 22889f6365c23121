"""Refusals of this module."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError

# What is wrong with a pattern, by the code that Pattern.problem() gives.
PATTERN_PROBLEMS: dict[str, Promise] = {
    "prefix": _("前缀为 1 到 8 位大写字母或数字"),
    "date_part": _("从列出的日期格式里选择一个"),
    "digits": _("流水号位数为 1 到 12"),
    "reset": _("从列出的重置周期里选择一个"),
    "repeats": _("重置周期比日期部分短，编号会重复；改用更长的日期，或更长的重置周期"),
    "taken": _("前缀已经用于另一种单据，编号会混淆；换一个前缀"),
}


class UnknownSeries(DomainError):
    """No module declares this series."""

    code, status = "unknown_series", 404
    message = _("没有编号规则「%(series)s」")
    way_out = _("从编号规则页面选择一种单据")
