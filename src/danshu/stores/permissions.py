"""Rights on stores with their default roles (01-accounts, table of default rights)."""

from danshu.kit.permissions import permission

# A store administrator has the store that he manages and no other, whoever else works in its branch (ACC-003).
# whoever enters, reviews or follows orders learns which store they belong to
VIEW_STORE = permission(
    "stores.store.view", "查看门店", "View stores", level="view",
    roles="ADM OPA ORA STA SLS SMG BRC ODK CSV WHS SHC PUR FNC",
    own_roles="STA",
)  # fmt: skip
CREATE_STORE = permission("stores.store.create", "新建门店", "Create stores", level="create", roles="ADM")
EDIT_STORE = permission("stores.store.edit", "修改门店", "Edit stores", level="edit", roles="ADM STA", own_roles="STA")
CHANGE_STORE_STATUS = permission(
    "stores.store.change_status", "停业、恢复营业和关闭门店", "Suspend, reopen and close stores", level="invalidate",
    roles="ADM",
)  # fmt: skip
DELETE_STORE = permission("stores.store.delete", "删除门店", "Delete stores", level="delete", roles="ADM")
EXPORT_STORE = permission(
    "stores.store.export", "导出门店", "Export stores", level="export", roles="ADM STA", own_roles="STA"
)
IMPORT_STORE = permission("stores.store.import", "导入门店", "Import stores", level="import", roles="ADM")
