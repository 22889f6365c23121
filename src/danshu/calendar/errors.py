"""Refusals of this module."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError


class DayNotMarked(DomainError):
    """There is no mark to remove."""

    code = "day_not_marked"
    message = _("%(day)s 没有标记")
    way_out = _("重新载入日历")


class UnitUnknown(DomainError):
    """The unit does not exist."""

    code, status = "unit_unknown", 422
    message = _("没有这个部门")
    way_out = _("从列表里选择一个部门，或留空表示全公司")
