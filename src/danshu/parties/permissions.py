"""What may be done with customers and contacts, and who holds it on delivery (03, default rights)."""

from danshu.kit.permissions import permission

_VIEW = "ADM OPA SLS SMG BRC ODK CSV FNC"
_EDIT = "ADM OPA SLS SMG BRC"
_DECIDE = "ADM OPA SMG"

VIEW_CUSTOMERS = permission("parties.customer.view", "查看客户", "View customers", level="view", roles=_VIEW)
CHOOSE_CUSTOMERS = permission(
    "parties.customer.choose",
    "在单据中选用客户",
    "Choose customers in documents",
    level="view",
    roles=f"{_VIEW} ORA STA",
)
CREATE_CUSTOMERS = permission("parties.customer.create", "新建客户", "Create customers", level="create", roles=_EDIT)
EDIT_CUSTOMERS = permission("parties.customer.edit", "修改客户", "Edit customers", level="edit", roles=_EDIT)
RECORD_CONTACT = permission(
    "parties.customer.record_contact", "记录与客户的联系", "Record contact with customers", level="create",
    roles=f"{_EDIT} CSV",
)  # fmt: skip
DELETE_CUSTOMERS = permission(
    "parties.customer.delete", "删除与恢复客户", "Delete and restore customers", level="delete", roles=_DECIDE
)
VIEW_DELETED = permission(
    "parties.customer.view_deleted", "查看已删除的客户", "View deleted customers", level="view", roles=f"ADM {_DECIDE}"
)
INVALIDATE_CUSTOMERS = permission(
    "parties.customer.invalidate", "使客户失效", "Invalidate customers", level="invalidate", roles=_DECIDE
)
CHANGE_OWNER = permission(
    "parties.customer.change_owner", "变更客户负责人", "Change the owner of customers", level="special", roles=_DECIDE
)
ALLOW_DUPLICATE = permission(
    "parties.customer.allow_duplicate", "允许重复客户", "Allow duplicate customers", level="special", roles=_DECIDE
)
MERGE_CUSTOMERS = permission(
    "parties.customer.merge", "合并重复客户", "Merge duplicate customers", level="special", roles=_DECIDE
)
UNMERGE_CUSTOMERS = permission(
    "parties.customer.unmerge", "撤销客户合并", "Undo merges of customers", level="special", roles="ADM"
)
SHARE_CUSTOMERS = permission(
    "parties.customer.share", "共享客户", "Share customers", level="special", roles="ADM OPA SLS SMG"
)
CONFIGURE_FOLLOW_UP = permission(
    "parties.customer.follow_up", "设置跟踪频率", "Set follow-up frequencies", level="configure", roles="ADM OPA"
)
SET_CREDIT = permission(
    "parties.customer.credit", "设置客户信用", "Set the credit of customers", level="special", roles="FNC"
)
SEE_CREDIT = permission(
    "parties.customer.see_credit", "查看客户信用", "See the credit of customers", level="view",
    roles="ADM OPA SLS SMG BRC ODK ORA FNC",
)  # fmt: skip
SEE_CONTACT_DATA = permission(
    "parties.customer.see_contact_data", "查看完整联系方式", "See full contact details", level="view",
    roles="ADM OPA SMG BRC CSV",
)  # fmt: skip
REVEAL_CONTACT_DATA = permission(
    "parties.customer.reveal_contact_data", "逐条显示联系方式", "Reveal contact details one by one", level="special",
    roles="ADM ODK FNC",
)  # fmt: skip
SEE_BANK_DATA = permission(
    "parties.customer.see_bank_data", "查看完整银行账号", "See full bank accounts", level="special", roles="FNC"
)
IMPORT_CUSTOMERS = permission(
    "parties.customer.import", "导入客户", "Import customers", level="import", roles="ADM OPA"
)
EXPORT_CUSTOMERS = permission(
    "parties.customer.export", "导出客户", "Export customers", level="export", roles="ADM OPA"
)
VIEW_CONTACTS = permission("parties.contact.view", "查看联系人", "View contacts", level="view", roles=_VIEW)
EDIT_CONTACTS = permission(
    "parties.contact.edit", "新建与修改联系人", "Create and edit contacts", level="edit", roles=_EDIT
)
DELETE_CONTACTS = permission("parties.contact.delete", "删除联系人", "Delete contacts", level="delete", roles=_DECIDE)
IMPORT_CONTACTS = permission("parties.contact.import", "导入联系人", "Import contacts", level="import", roles="ADM OPA")
EXPORT_CONTACTS = permission("parties.contact.export", "导出联系人", "Export contacts", level="export", roles="ADM OPA")
