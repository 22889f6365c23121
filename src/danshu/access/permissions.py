"""Functions of this module that can be granted (default rights: table of 01-accounts-and-permissions)."""

from danshu.kit.permissions import permission

ROLE_VIEW = permission("access.role.view", "查看角色", "View roles", level="view", roles="ADM")
ROLE_CREATE = permission("access.role.create", "新建角色", "Create roles", level="create", roles="ADM")
ROLE_EDIT = permission("access.role.edit", "修改角色", "Edit roles", level="edit", roles="ADM")
ROLE_DELETE = permission("access.role.delete", "删除角色", "Delete roles", level="delete", roles="ADM")
GRANT_VIEW = permission("access.grant.view", "查看用户的有效权限", "View effective permissions of users", level="view",
                        roles="ADM")  # fmt: skip
GRANT_EDIT = permission("access.grant.edit", "分配角色和权限", "Grant roles and permissions", level="configure",
                        roles="ADM")  # fmt: skip
# The administrator hands out rights to do business that he does not do himself; others pass on only what they hold.
BEYOND_OWN = permission("access.grant.beyond_own", "授予自己没有的权限", "Grant permissions one does not hold", level="special",
                        roles="ADM")  # fmt: skip
GROUP_VIEW = permission("access.group.view", "查看用户组和团队", "View groups and teams", level="view", roles="ADM")
GROUP_EDIT = permission("access.group.edit", "维护用户组和团队", "Maintain groups and teams", level="edit", roles="ADM")
