"""The menu entry."""

from django.utils.translation import gettext_lazy as _

from danshu.housekeeping.permissions import CLEAN_UP
from danshu.kit.navigation import entry

entry("system", _("数据清理"), "housekeeping:index", permission=CLEAN_UP, icon="trash", order=88)
