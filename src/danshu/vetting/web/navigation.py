"""Reviews in the menu of customers, and on the workbench."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.navigation import entry
from danshu.vetting import customer_panel
from danshu.vetting import permissions as rights
from danshu.vetting.queries import to_decide

__all__ = ["customer_panel"]

entry(
    "customers", _("客户审核"), "vetting:reviews", permission=rights.VIEW, icon="shield-check", order=16,
    count=to_decide,
)  # fmt: skip
