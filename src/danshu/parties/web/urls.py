"""Addresses of the pages of customers and contacts."""

from __future__ import annotations

from django.urls import path

from danshu.parties.web.lists import CUSTOMERS
from danshu.parties.web.part_lists import CONTACTS
from danshu.parties.web.suspect_list import SUSPECTS
from danshu.parties.web.views import (
    addresses,
    changes,
    classes,
    contacts,
    customers,
    detail,
    frequencies,
    merging,
    owners,
    pickers,
    sharing,
)
from danshu.ui.lists import list_view

app_name = "parties"

urlpatterns = [
    path("customers/", list_view(CUSTOMERS), name="customer_list"),
    path("customers/new/", customers.customer_new, name="customer_new"),
    path("customers/find/", pickers.find, name="find"),
    path("customers/owners/", pickers.owner_options, name="owner_options"),
    path("customers/classify/", classes.several, name="customers_classify"),
    path("customers/change-owner/", owners.several, name="customers_owner"),
    path("customers/duplicates/", customers.duplicates, name="duplicates"),
    path("customers/suspects/", list_view(SUSPECTS), name="suspects"),
    path("customers/frequencies/", frequencies.edit, name="frequencies"),
    path("customers/<int:pk>/", detail.customer, name="customer"),
    path("customers/<int:pk>/edit/", customers.customer_edit, name="customer_edit"),
    path("customers/<int:pk>/invalidate/", changes.invalidate, name="customer_invalidate"),
    path("customers/<int:pk>/delete/", changes.delete, name="customer_delete"),
    path("customers/<int:pk>/restore/", changes.restore, name="customer_restore"),
    path("customers/<int:pk>/owner/", changes.owner, name="customer_owner"),
    path("customers/<int:pk>/credit/", changes.credit, name="customer_credit"),
    path("customers/<int:pk>/merge/", merging.merge, name="customer_merge"),
    path("customers/<int:pk>/unmerge/", merging.unmerge, name="customer_unmerge"),
    path("customers/colleagues/", sharing.colleagues, name="colleagues"),
    path("customers/<int:pk>/access/", sharing.access, name="customer_access"),
    path("customers/<int:pk>/share/", sharing.share, name="customer_share"),
    path("customers/<int:pk>/shares/<int:share_id>/withdraw/", sharing.withdraw, name="customer_unshare"),
    path("customers/<int:pk>/reveal/", changes.reveal, name="customer_reveal"),
    path("customers/<int:pk>/contacts/new/", contacts.contact_new, name="contact_new"),
    path("customers/<int:pk>/addresses/new/", addresses.address_new, name="address_new"),
    path("contacts/", list_view(CONTACTS), name="contact_list"),
    path("contacts/<int:pk>/", contacts.contact, name="contact"),
    path("contacts/<int:pk>/edit/", contacts.contact_edit, name="contact_edit"),
    path("contacts/<int:pk>/primary/", contacts.primary, name="contact_primary"),
    path("contacts/<int:pk>/invalidate/", contacts.invalidate, name="contact_invalidate"),
    path("contacts/<int:pk>/delete/", contacts.delete, name="contact_delete"),
    path("addresses/<int:pk>/edit/", addresses.address_edit, name="address_edit"),
    path("addresses/<int:pk>/default/", addresses.make_default, name="address_default"),
    path("addresses/<int:pk>/remove/", addresses.remove, name="address_remove"),
]
