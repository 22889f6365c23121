"""Functions of this module that can be granted. What a person may look at is decided by the record itself (COM-016)."""

from danshu.kit.permissions import permission

WORKING = "ADM OPA ORA STA SLS SMG BRC ODK CRT PLN CSV WHS SHC PUR ENG FNC OPS"

ATTACH = permission("files.attachment.add", "上传附件", "Upload attachments", level="create", roles=WORKING)
REMOVE_ANY = permission(
    "files.attachment.remove", "删除他人的附件", "Delete attachments of others", level="delete", roles="ADM"
)
WRITE_NOTE = permission("files.note.add", "添加备注", "Add notes", level="create", roles=WORKING)
