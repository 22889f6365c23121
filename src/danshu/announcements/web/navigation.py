"""Announcements in the menu: what waits to be read is counted there and on the workbench (ACC-025)."""

from django.utils.translation import gettext_lazy as _

from danshu.announcements.permissions import EDIT
from danshu.announcements.queries import unread
from danshu.identity.permissions import SIGNED_IN
from danshu.kit.navigation import entry

entry("work", _("系统公告"), "announcements:list", permission=SIGNED_IN, icon="message", order=40, count=unread)
entry("system", _("公告管理"), "announcements:kept_list", permission=EDIT, icon="message-circle", order=80)
entry("system", _("公告"), "announcements:new", permission=EDIT, icon="message", order=80, create=True)
