"""Stores have custom fields (CUS-024); nobody is masked from a store, so none of them are contact data."""

from django.utils.translation import pgettext_lazy

from danshu.custom_fields.hosts import Host, register_host
from danshu.custom_fields.kinds import CONTACT_KINDS, FieldKind

STORE = "stores.store"

register_host(Host(STORE, pgettext_lazy("列表", "门店"), "stores_store", frozenset(FieldKind) - CONTACT_KINDS))
