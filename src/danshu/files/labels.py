"""Words of the history of attachments and notes."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.trail import audited, field_labels, sensitive

field_labels(
    "files.attachment",
    {"name": _("文件名"), "size": _("大小（字节）"), "digest": _("SHA-256"), "description": _("说明")},
    name=_("附件"),
)
field_labels("files.note", {"content": _("内容"), "is_visible": _("客户可见")}, name=_("备注"))
audited("files.attachment", "files_attachment")
audited("files.note", "files_note")
sensitive("files.remove_attachment")
