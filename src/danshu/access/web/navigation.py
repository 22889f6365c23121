"""Menu entries of users and roles (用户信息管理)."""

from django.utils.translation import gettext_lazy as _

from danshu.access.permissions import GROUP_VIEW, ROLE_VIEW
from danshu.identity.permissions import USER_VIEW
from danshu.kit.navigation import entry

entry("system", _("用户管理"), "access:users", permission=USER_VIEW, icon="users", order=10)
entry("system", _("角色管理"), "access:roles", permission=ROLE_VIEW, icon="shield", order=15)
entry("system", _("用户组和团队"), "access:groups", permission=GROUP_VIEW, icon="user-share", order=17)
