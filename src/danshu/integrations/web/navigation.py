"""Outgoing notifications in the menu."""

from django.utils.translation import gettext_lazy as _

from danshu.integrations.permissions import VIEW
from danshu.integrations.queries import failed
from danshu.kit.navigation import entry

entry("system", _("对外通知"), "integrations:list", permission=VIEW, icon="webhook", order=86, count=failed)
