"""The predefined views of the pool in the menu of customers (CUS-009)."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.navigation import entry
from danshu.pool import customer_panel
from danshu.pool import permissions as rights
from danshu.pool.queries import locks_to_review, picks_to_review

__all__ = ["customer_panel"]

entry("customers", _("开放的客户"), "pool:list", permission=rights.VIEW, icon="arrows-exchange", order=12)
entry("customers", _("锁定的客户"), "pool:lock_list", permission=rights.VIEW, icon="lock", order=13)
entry(
    "customers", _("锁定审核"), "pool:lock_review", permission=rights.DECIDE_LOCKS, icon="shield-check", order=14,
    count=locks_to_review,
)  # fmt: skip
entry(
    "customers", _("挑入申请"), "pool:pick_list", permission=rights.VIEW, icon="user-check", order=15,
    count=picks_to_review,
)  # fmt: skip
