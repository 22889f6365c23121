"""Menu entries of reminders."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.navigation import entry
from danshu.reminders.permissions import EDIT, VIEW
from danshu.reminders.queries import appeared

entry("work", _("我的提醒"), "reminders:list", permission=VIEW, icon="alarm", order=32, count=appeared)
entry("work", pgettext_lazy("提醒", "提醒"), "reminders:new", permission=EDIT, icon="alarm", order=52, create=True)
