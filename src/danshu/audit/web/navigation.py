"""Menu entries of the logs."""

from django.utils.translation import gettext_lazy as _

from danshu.audit.permissions import VIEW
from danshu.kit.navigation import entry

entry("system", _("操作日志"), "audit:entries", permission=VIEW, icon="history", order=80)
entry("system", _("登录日志"), "audit:sign_ins", permission=VIEW, icon="login", order=81)
entry("system", _("错误日志"), "audit:errors", permission=VIEW, icon="bug", order=82)
entry("system", _("日志归档"), "audit:archives", permission=VIEW, icon="archive", order=82)
