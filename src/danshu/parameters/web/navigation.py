"""The menu entry."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.navigation import entry
from danshu.parameters.permissions import CONFIGURE

entry("system", _("系统参数"), "parameters:list", permission=CONFIGURE, icon="adjustments", order=40)
