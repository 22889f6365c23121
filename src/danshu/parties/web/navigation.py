"""Menu entries of this module."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.navigation import entry
from danshu.parties import permissions as rights

entry(
    "customers",
    pgettext_lazy("列表", "客户"),
    "parties:customer_list",
    permission=rights.VIEW_CUSTOMERS,
    icon="users",
    order=10,
    shortcut=True,
)
entry(
    "customers",
    pgettext_lazy("列表", "联系人"),
    "parties:contact_list",
    permission=rights.VIEW_CONTACTS,
    icon="address-book",
    order=20,
)
entry(
    "customers", _("客户"), "parties:customer_new", permission=rights.CREATE_CUSTOMERS, icon="user-plus", order=20,
    create=True,
)  # fmt: skip
