"""What this module refuses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from danshu.files.refusals import REASONS
from danshu.kit.attempts import UPLOAD
from danshu.kit.errors import DomainError


class AttachmentRefused(DomainError):
    """A file that is not taken: names the file, the reason and the remedy."""

    code, status = "attachment_refused", 422
    message = _("文件没有被接受")
    way_out = _("检查文件后再上传")
    attempt = UPLOAD

    def __init__(self, reason: str, *, name: str = "", **facts: Any) -> None:
        self.reason, self.name = reason, name
        super().__init__(field="files", **facts)

    @property
    def text(self) -> str:
        """File and reason."""
        what = str(REASONS[self.reason][0]) % self.facts
        return _now("“%(name)s”：%(what)s") % {"name": self.name, "what": what} if self.name else what

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return str(REASONS[self.reason][1]) % self.facts


class TooManyAttachments(DomainError):
    """The record holds as many as it may."""

    code = "too_many_attachments"
    message = _("%(label)s 已有 %(present)s 个附件，最多 %(limit)s 个")
    way_out = _("删除不需要的附件后再上传")


class QuotaUsedUp(DomainError):
    """The person's space is used up."""

    code = "attachment_quota"
    message = _("你的附件已用 %(used)s MB，加上这个文件会超过个人上限 %(limit)s MB")
    way_out = _("删除自己上传的、不再需要的附件，或请系统管理员提高上限")


class RecordClosed(DomainError):
    """The record may only be looked at."""

    code = "record_closed"
    message = _("%(label)s 只能查看，不能再改动附件和备注")
    way_out = _("需要时在仍然有效的记录上添加")


class BytesGone(DomainError):
    """The bytes vanished between writing and naming them."""

    code = "bytes_gone"
    message = _("上传的内容没有保存好")
    way_out = _("重新选择文件再上传一次")


class NotYours(DomainError):
    """Only the uploader and administrators delete an attachment."""

    code, status = "not_your_attachment", 403
    message = _("附件 %(name)s 是 %(uploader)s 上传的，你不能删除")
    way_out = _("请上传人或系统管理员删除")
    oversteps = True
