"""Refusals of this module."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError


class NameTaken(DomainError):
    """Another valid value of the dictionary has this name (COM-015)."""

    code, status = "name_taken", 422
    message = _("名称「%(name)s」已经存在")
    way_out = _("换一个名称，或直接使用已有的值")


class OnlyViewed(DomainError):
    """The value is invalid (COM-005)."""

    code = "only_viewed"
    message = _("「%(name)s」已失效，失效数据只能查看")
    way_out = _("需要时新增一个同名的值")


class UnknownDictionary(DomainError):
    """No module declares this dictionary."""

    code, status = "unknown_dictionary", 404
    message = _("没有基础资料「%(dictionary)s」")
    way_out = _("从基础资料页面选择一个")


class PositionOutside(DomainError):
    """There is no such position (COM-006)."""

    code, status = "position_outside", 422
    message = _("位置应在 1 到 %(last)s 之间")
    way_out = _("填写范围内的位置")


explain("dictionary_name_unique", lambda: NameTaken(field="name", name="…"))
