"""Refusals of this module."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError


class RuleNameTaken(DomainError):
    """Another rule of the same records has this name."""

    code, status = "rule_name_taken", 422
    message = _("规则名称「%(name)s」已经存在")
    way_out = _("换一个名称，或修改已有的规则")


class RuleSwitchedOn(DomainError):
    """What a rule asks stays while it is on: it is tried anew before it is switched on again."""

    code = "rule_switched_on"
    message = _("规则「%(name)s」正在使用，不能修改")
    way_out = _("先停用，改好并试算后再启用")


class FaultSettled(DomainError):
    """Nothing is left to do about it."""

    code = "fault_settled"
    message = _("「%(label)s」的问题已经了结：%(state)s")
    way_out = _("重新载入页面查看现在的状态")


class NotAccepted(DomainError):
    """Only what was accepted is taken up again."""

    code = "fault_not_accepted"
    message = _("「%(label)s」的问题没有被接受过，不用重新打开")
    way_out = _("重新载入页面查看现在的状态")


explain("validation_rule_name_unique", lambda: RuleNameTaken(field="name", name="…"))
