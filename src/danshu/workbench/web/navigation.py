"""The workbench is where everybody begins (COL-001)."""

from django.utils.translation import gettext_lazy as _

from danshu.identity.permissions import SIGNED_IN
from danshu.kit.navigation import entry
from danshu.kit.permissions import ALL_STAFF

entry("work", _("工作台"), "workbench:home", permission=SIGNED_IN, icon="layout-dashboard", order=10, home_of=ALL_STAFF)
