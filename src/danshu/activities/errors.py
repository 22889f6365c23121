"""Refusals of this module."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError
from danshu.kit.words import with_count


class NotYours(DomainError):
    """Only the author changes a record, unless somebody holds the right (CUS-025)."""

    code, status = "not_yours", 403
    message = _("交流记录由 %(author)s 录入，只有录入人可以修改或删除")
    way_out = _("请录入人修改，或找有「修改与删除他人或过期的交流记录」权限的人处理")
    oversteps = True


class TooLate(DomainError):
    """The author's time for changes is over (CUS-025)."""

    code = "too_late"
    message = with_count("录入已超过 %(hours)s 小时，不能再修改或删除", "hours")
    way_out = _("找有「修改与删除他人或过期的交流记录」权限的人处理")


class PlanClosed(DomainError):
    """A plan that is done or cancelled can only be viewed."""

    code = "plan_closed"
    message = _("计划「%(label)s」现在是「%(state)s」，只能查看")
    way_out = _("需要再联系时新建计划")


class SettingInvalid(DomainError):
    """An invalid setting can only be viewed (COM-005)."""

    code = "setting_invalid"
    message = _("计划设置「%(label)s」已失效，失效数据只能查看")
    way_out = _("需要时新建计划设置")


class SettingSwitchedOn(DomainError):
    """A setting that is on makes plans: it is switched off before it is changed."""

    code = "setting_switched_on"
    message = _("计划设置「%(label)s」已启用，不能修改")
    way_out = _("先停用，再修改")
