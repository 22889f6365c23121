"""Menu entries of tasks."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.navigation import entry
from danshu.tasks.permissions import EDIT, VIEW
from danshu.tasks.queries import waiting

entry("work", _("任务管理"), "tasks:list", permission=VIEW, icon="list-check", order=30, count=waiting, shortcut=True)
entry("work", pgettext_lazy("任务", "任务"), "tasks:new", permission=EDIT, icon="list-check", order=50, create=True)
