"""The menu entry."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.navigation import entry
from danshu.numbering.permissions import CONFIGURE

entry("system", _("编号规则"), "numbering:list", permission=CONFIGURE, icon="hash", order=50)
