"""Refusals of printing."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError


class NotPrintable(DomainError):
    """A document that is over (cancelled, voided, reversed) is not handed out any more (DOC-002, DOC-004)."""

    code = "not_printable"
    message = _("%(label)s 现在是「%(state)s」，不能打印")
    way_out = _("需要时查看打印记录里以前的副本")


class UnknownLanguage(DomainError):
    """Documents exist in Chinese and English."""

    code, status = "unknown_language", 422
    message = _("单据只有中文和英文")
    way_out = _("选择 zh-hans 或 en")


class ReportFailed(DomainError):
    """The pages of a printed list were not done in time; nothing was stored."""

    code, status = "report_failed", 503
    message = _("报表没有在时限内排好版")
    way_out = _("少选几列，或缩小筛选范围后再试")


class TypesettingFailed(DomainError):
    """The pages could not be made within the limits; the copy itself is recorded and can be opened again."""

    code, status = "typesetting_failed", 503
    message = _("%(label)s 的第 %(copy)s 份没有在时限内排好版")
    way_out = _("这一份已经登记，稍后从打印记录再打开，不会重复计数")
