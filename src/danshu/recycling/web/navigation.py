"""The recycle bin in the menu."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.navigation import entry
from danshu.recycling.permissions import CONFIGURE_CLEANUP, VIEW_BIN
from danshu.recycling.queries import pending_applications

entry("data", _("回收站"), "recycling:bin", permission=VIEW_BIN, icon="trash", order=60, count=pending_applications)
entry("data", _("定期清理"), "recycling:cleanup", permission=CONFIGURE_CLEANUP, icon="list-check", order=61)
