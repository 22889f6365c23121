"""Refusals of this module."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.attempts import UPLOAD
from danshu.kit.errors import DomainError


class UnknownParameter(DomainError):
    """No module declares this name."""

    code, status = "unknown_parameter", 404
    message = _("没有参数「%(name)s」")
    way_out = _("从参数页面选择一个参数")


class NothingChanged(DomainError):
    """The values sent are those in force."""

    code, status = "nothing_changed", 422
    message = _("没有改动任何参数")
    way_out = _("修改至少一个值后再保存")


class ChangeNotPending(DomainError):
    """The change has taken effect or was withdrawn already."""

    code = "change_not_pending"
    message = _("这项改动已经生效或已经撤回")
    way_out = _("重新载入页面；需要改回时保存一个新值")


class UnreadableImage(DomainError):
    """The file is not an image that we can show."""

    code, status = "unreadable_image", 422
    message = _("文件不是可用的图片，或大于 2 MB、4000 万像素、一边 12000 像素")
    way_out = _("上传 PNG 或 JPEG 图片")
    attempt = UPLOAD
