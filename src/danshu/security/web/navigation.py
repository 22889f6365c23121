"""Menu entry of the security log."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.navigation import entry
from danshu.security.permissions import VIEW

entry("system", _("安全日志"), "security:attempts", permission=VIEW, icon="shield", order=82)
