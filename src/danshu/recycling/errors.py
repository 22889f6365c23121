"""Refusals of the bin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError


class NotInBin(DomainError):
    """It was restored or purged meanwhile."""

    code = "not_in_bin"
    message = _("%(label)s 不在回收站：%(state)s")
    way_out = _("重新打开回收站查看现在的内容")


class StillHeld(DomainError):
    """Something else still needs the record."""

    code = "still_held"
    message = _("%(label)s 不能删除：还有 %(what)s")
    way_out = _("先作废或冲销这些单据；记了账的单据只能冲销，订单随之保留")


class Clashes(DomainError):
    """Somebody took meanwhile what must be unique."""

    code = "clashes"
    message = _("不能原样恢复：%(what)s")
    way_out = _("在恢复窗口中改一个值，再恢复")


class Gone(DomainError):
    """The record refers to something that does not exist any more and cannot be without it."""

    code = "referred_gone"
    message = _("不能恢复 %(label)s：它引用的 %(what)s 已经不存在")
    way_out = _("联系系统管理员；需要时重新录入")


class AskedAlready(DomainError):
    """One application per deleted record at a time."""

    code = "asked_already"
    message = _("%(label)s 已有待处理的恢复申请")
    way_out = _("等待处理结果，处理后会通知你")


class Decided(DomainError):
    """An application or a proposal that was decided already."""

    code = "decided_already"
    message = _("这项申请已经处理过")
    way_out = _("重新载入页面查看结果")


explain("application_pending_once", lambda: AskedAlready(label=_("这条记录")))
explain("entry_kept_once", lambda: NotInBin(label=_("这条记录"), state=_("已在回收站")))
