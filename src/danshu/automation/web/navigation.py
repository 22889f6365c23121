"""Menu entries of automatic rules."""

from django.utils.translation import gettext_lazy as _

from danshu.automation.permissions import VIEW
from danshu.kit.navigation import entry

entry("system", _("自动化规则"), "automation:rule_list", permission=VIEW, icon="refresh", order=75)
