"""Functions of this module that can be granted (default rights: table of 01-accounts-and-permissions)."""

from danshu.kit.permissions import ALL_STAFF, permission

UNIT_VIEW = permission("identity.unit.view", "查看组织架构", "View the organisation", level="view", roles="ADM")
UNIT_EDIT = permission("identity.unit.edit", "维护组织架构", "Maintain the organisation", level="edit", roles="ADM")
UNIT_INVALIDATE = permission(
    "identity.unit.invalidate", "失效或删除组织", "Invalidate or delete units", level="invalidate", roles="ADM"
)
STAFF_ASSIGN = permission("identity.staff.assign", "组织人员分配", "Assign staff to units", level="edit", roles="ADM")
USER_VIEW = permission("identity.user.view", "查看用户", "View users", level="view", roles="ADM")
USER_CREATE = permission("identity.user.create", "添加用户", "Add users", level="create", roles="ADM")
USER_EDIT = permission("identity.user.edit", "修改用户", "Edit users", level="edit", roles="ADM")
USER_DISABLE = permission("identity.user.disable", "停用和启用用户", "Disable and enable users", level="invalidate",
                          roles="ADM")  # fmt: skip
USER_DELETE = permission("identity.user.delete", "删除用户", "Delete users", level="delete", roles="ADM")
PASSWORD_RESET = permission("identity.password.reset", "重置密码、解锁账号", "Reset passwords and unlock accounts",
                            level="edit", roles="ADM")  # fmt: skip
SIGN_IN_LOG = permission("identity.sign_in_log.view", "查看登录日志", "View the sign-in log", level="view",
                         roles="ADM AUD")  # fmt: skip
API_KEY = permission("identity.api_key.own", "使用自己的 API 密钥", "Use own API keys", level="create", roles=ALL_STAFF)

# Held by everybody who is signed in with a password, by nobody through an API key, and never granted or denied.
SIGNED_IN = "signed_in"
# Held by the system alone: what happens before anybody is signed in.
SYSTEM = "system"
