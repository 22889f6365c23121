"""Menu entries of dealings."""

from django.utils.translation import gettext_lazy as _

from danshu.activities import customer_panel
from danshu.activities import permissions as rights
from danshu.activities.queries.plans import overdue_plans
from danshu.kit.navigation import entry

__all__ = ["customer_panel"]

entry(
    "customers",
    _("客户跟踪"),
    "activities:tracking",
    permission=rights.VIEW_COMMUNICATIONS,
    icon="target-arrow",
    order=30,
)
entry(
    "customers", _("交流记录"), "activities:communication_list", permission=rights.VIEW_COMMUNICATIONS,
    icon="messages", order=40,
)  # fmt: skip
entry(
    "customers", _("计划日历"), "activities:calendar", permission=rights.VIEW_PLANS, icon="calendar-event", order=50,
    count=overdue_plans, moving=True,
)  # fmt: skip
entry("customers", _("交流计划"), "activities:plan_list", permission=rights.VIEW_PLANS, icon="checklist", order=60)
entry(
    "customers", _("计划设置"), "activities:setting_list", permission=rights.CONFIGURE_PLANS, icon="settings", order=70
)
entry(
    "customers", _("交流记录"), "activities:communication_new", permission=rights.RECORD_CONTACT, icon="message-circle",
    order=30, create=True,
)  # fmt: skip
entry(
    "customers", _("计划"), "activities:plan_new", permission=rights.EDIT_PLANS, icon="calendar-event", order=40,
    create=True,
)  # fmt: skip
