"""Tags and segments in the menu of customers, and what they add to its lists and pages."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.navigation import entry
from danshu.parties.permissions import VIEW_CUSTOMERS
from danshu.segments import customer_panel
from danshu.segments import permissions as rights
from danshu.segments.web import offers

__all__ = ["customer_panel", "offers"]

entry("customers", _("客户分群"), "segments:list", permission=rights.VIEW, icon="target-arrow", order=16)
entry("customers", _("客户标签"), "segments:tags", permission=VIEW_CUSTOMERS, icon="tag", order=17)
entry("customers", _("联系人分组"), "segments:groups", permission=rights.GROUP_CONTACTS, icon="address-book", order=21)
