"""Refusals of this module."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError


class AnnouncementWithdrawn(DomainError):
    """A withdrawn announcement can only be viewed."""

    code = "announcement_withdrawn"
    message = _("公告「%(title)s」已撤回，只能查看")
    way_out = _("需要再说一次时复制这条公告")


class AnnouncementNotDraft(DomainError):
    """What people have seen is not deleted."""

    code = "announcement_not_draft"
    message = _("公告「%(title)s」已经发布过，不能删除")
    way_out = _("不想再显示时撤回它")


class AnnouncementOver(DomainError):
    """An announcement whose days are over would be shown to nobody."""

    code, status = "announcement_over", 422
    message = _("公告「%(title)s」的结束日期已经过去，发布后不会显示给任何人")
    way_out = _("先修改结束日期")


class AnnouncementChanged(DomainError):
    """It was changed, and confirmation asked anew, while somebody read it."""

    code = "announcement_changed"
    message = _("公告「%(title)s」刚刚修改过")
    way_out = _("看过新的内容再确认")
