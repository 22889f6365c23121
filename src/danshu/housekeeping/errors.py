"""Refusals of this module."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError


class NothingExpired(DomainError):
    """There is nothing to remove."""

    code = "nothing_expired"
    message = _("所选的种类没有可以清理的数据")
    way_out = _("重新载入页面查看现在的数量")


class RanToday(DomainError):
    """The schedule runs a rule once a day."""

    code = "cleanup_ran_today"
    message = _("今天已经按计划清理过")
    way_out = _("需要时在页面上手动清理")
