"""Refusals of this module."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError


class TooYoung(DomainError):
    """Entries of the retention time cannot be cleaned up (SYS-005)."""

    code, status = "too_young", 422
    message = _("日志至少保留 %(days)s 天，只能清理 %(limit)s 以前的")
    way_out = _("选择更早的日期")


class NothingToArchive(DomainError):
    """No entry is old enough."""

    code = "nothing_to_archive"
    message = _("没有可以清理的日志")
    way_out = _("敏感操作不会清理；其他日志过了保留期再清理")


class AlreadyAsked(DomainError):
    """A cleanup of this log waits for its job."""

    code = "already_asked"
    message = _("%(log)s的清理已经在排队")
    way_out = _("等它完成后再清理")


class EntriesChanged(DomainError):
    """Entries went on, or away, while their archive was written: a failed job was started again."""

    code = "entries_changed"
    message = _("清理期间有记录发生了变化，没有清理")
    way_out = _("稍后再清理一次")
