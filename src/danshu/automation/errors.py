"""Refusals of this module."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError


class RuleNameTaken(DomainError):
    """Another rule has the name."""

    code = "automation_name_taken"
    message = _("已有同名的自动化规则")
    way_out = _("换一个名称")


class RuleSwitchedOn(DomainError):
    """A rule that is on acts: it is switched off before it is changed."""

    code = "automation_switched_on"
    message = _("自动化规则「%(label)s」已启用，不能修改")
    way_out = _("先停用，再修改")


class NothingToDo(DomainError):
    """A rule without an action."""

    code = "automation_without_action"
    message = _("自动化规则「%(label)s」还没有动作")
    way_out = _("先新增一个动作，再启用")


class NeedsWholeCompany(DomainError):
    """Rules act in the company's name, on every record: a right over a part of them does not reach that far."""

    code, status = "automation_needs_all", 403
    message = _("自动化规则对全公司的记录执行，需要「全部数据」范围的设置权限")
    way_out = _("请有全部数据范围的管理员启用或执行")
    oversteps = True


class NobodyThere(DomainError):
    """An action finds nobody for whom it is."""

    code = "automation_nobody"
    message = _("动作「%(action)s」找不到合适的人")
    way_out = _("检查记录的负责人、选择的人员或团队")


class NoAddress(DomainError):
    """Nobody of those whom an e-mail is for can be written to."""

    code = "automation_no_address"
    message = _("动作「%(action)s」找不到邮箱地址")
    way_out = _("补填收件人的邮箱地址，或选择别的收件人")


class RunNotStopped(DomainError):
    """Only what did not succeed runs again."""

    code = "run_not_stopped"
    message = _("这次执行现在是「%(state)s」，不能重新执行")
    way_out = _("重新载入页面查看当前状态")


class RecordGone(DomainError):
    """The record is deleted, or over."""

    code = "automation_record_gone"
    message = _("记录已不存在，或已结束")
    way_out = _("选择另一条记录")
