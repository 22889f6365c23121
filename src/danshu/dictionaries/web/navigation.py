"""The menu entry."""

from django.utils.translation import gettext_lazy as _

from danshu.dictionaries.permissions import CONFIGURE
from danshu.kit.navigation import entry

entry("system", _("基础资料"), "dictionaries:index", permission=CONFIGURE, icon="list-details", order=60)
